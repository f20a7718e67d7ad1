"""Addresses of the letters to the projects, and of commitments."""

from django.urls import URLPattern, path

from coaching.followup.views import commitments, letters

LETTERS = "manage/<slug:edition>/letters/"
COMMITMENTS = "manage/<slug:edition>/commitments/"
FOLLOW_UP = "projects/<slug:slug>/follow-up/"
LETTER = "projects/<slug:slug>/letter/"

urlpatterns: list[URLPattern] = [
    path(LETTERS, letters.manage_letters, name="manage_letters"),
    path(f"{LETTERS}send/", letters.send_letters, name="send_letters"),
    path(f"{LETTERS}of/<slug:slug>/", letters.manage_letter, name="manage_letter"),
    path(f"{LETTERS}of/<slug:slug>/pdf/", letters.manage_letter_pdf, name="manage_letter_pdf"),
    path(f"{LETTERS}of/<slug:slug>/send/", letters.send_letter, name="send_letter"),
    path(COMMITMENTS, commitments.manage_commitments, name="manage_commitments"),
    path(f"{COMMITMENTS}add/", commitments.add_commitment, name="add_commitment"),
    path(f"{COMMITMENTS}nudges/", commitments.set_nudges, name="set_nudges"),
    path(f"{COMMITMENTS}remind/", commitments.remind_bodies, name="remind_bodies"),
    path(f"{COMMITMENTS}<int:pk>/", commitments.manage_commitment, name="manage_commitment"),
    path("support/<slug:edition>/commitments/", commitments.support_commitments, name="support_commitments"),
    path("projects/<slug:slug>/timeline/", commitments.project_timeline, name="project_timeline"),
    path("support/<slug:slug>/story/", commitments.support_story, name="support_story"),
    path(FOLLOW_UP, commitments.follow_up, name="follow_up"),
    path(f"{FOLLOW_UP}actions/<uuid:uid>/", commitments.follow_action, name="follow_action"),
    path(f"{FOLLOW_UP}<int:pk>/confirm/", commitments.confirm_commitment, name="confirm_commitment"),
    path("letters/<str:token>/", letters.accept_letter, name="accept_letter"),
    path(LETTER, letters.letter, name="letter"),
    path(f"{LETTER}pdf/", letters.letter_pdf, name="letter_pdf"),
    path(f"{LETTER}<int:line>/answer/", letters.answer_line, name="answer_line"),
]
