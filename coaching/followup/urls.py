"""Addresses of the letters to the projects, and of commitments."""

from django.urls import URLPattern, path

from coaching.followup.views import answering, letters

LETTERS = "manage/<slug:edition>/letters/"
LETTER = "projects/<slug:slug>/letter/"

urlpatterns: list[URLPattern] = [
    path(LETTERS, letters.manage_letters, name="manage_letters"),
    path(f"{LETTERS}send/", letters.send_letters, name="send_letters"),
    path(f"{LETTERS}of/<slug:slug>/", letters.manage_letter, name="manage_letter"),
    path(f"{LETTERS}of/<slug:slug>/pdf/", letters.manage_letter_pdf, name="manage_letter_pdf"),
    path(f"{LETTERS}of/<slug:slug>/send/", letters.send_letter, name="send_letter"),
    path(LETTER, answering.letter, name="letter"),
    path(f"{LETTER}pdf/", answering.letter_pdf, name="letter_pdf"),
    path(f"{LETTER}<int:line>/answer/", answering.answer_line, name="answer_line"),
]
