"""Addresses of a project's room."""

from django.urls import URLPattern, path

from coaching.room.views import brief, cards, dossier, here, history, rows

ROOM = "projects/<slug:slug>/room/"
ROW = f"{ROOM}rows/<slug:kind>/<uuid:uid>/"

urlpatterns: list[URLPattern] = [
    path(ROOM, dossier.dossier, name="room"),
    path(f"{ROOM}here/", here.here, name="room_here"),
    path(f"{ROOM}history/", history.history, name="room_history"),
    path(f"{ROOM}brief/", brief.brief, name="room_brief"),
    path(f"{ROOM}brief.pdf", brief.brief_pdf, name="room_brief_pdf"),
    path(f"{ROOM}cards/<slug:key>/", cards.answer_card, name="room_card"),
    path(f"{ROOM}cards/<slug:key>/again/", cards.suggest_card_again, name="room_card_again"),
    path(ROW, rows.save, name="room_row"),
    path(f"{ROW}remove/", rows.remove, name="room_row_remove"),
    path(f"{ROW}restore/", rows.restore, name="room_row_restore"),
    path(f"{ROW}move/", rows.move, name="room_row_move"),
    path(f"{ROW}fields/<slug:field>/", rows.save_field, name="room_row_field"),
]
