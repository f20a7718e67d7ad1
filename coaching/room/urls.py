"""Addresses of a project's room."""

from django.urls import URLPattern, path

from coaching.room.views import cards, pages

ROOM = "projects/<slug:slug>/room/"

urlpatterns: list[URLPattern] = [
    path(ROOM, pages.dossier, name="room"),
    path(f"{ROOM}here/", pages.here, name="room_here"),
    path(f"{ROOM}scribe/", cards.scribe, name="room_scribe"),
    path(f"{ROOM}messages/<int:pk>/seen/", pages.note_seen, name="room_seen"),
    path(f"{ROOM}history/", pages.history, name="room_history"),
    path(f"{ROOM}brief/", pages.brief, name="room_brief"),
    path(f"{ROOM}brief.pdf", pages.brief_pdf, name="room_brief_pdf"),
    path(f"{ROOM}cards/<slug:key>/", cards.answer_card, name="room_card"),
    path(f"{ROOM}cards/<slug:key>/again/", cards.suggest_card_again, name="room_card_again"),
]
