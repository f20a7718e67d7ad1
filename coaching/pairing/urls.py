"""Addresses of pairings."""

from django.urls import URLPattern, path

from coaching.pairing.views import dossier as followed
from coaching.pairing.views import pairing, proposal

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path("coaching/pairings/<int:pk>/answer/", pairing.answer, name="answer_pairing"),
    path("coaching/<slug:slug>/dossier/", followed.dossier, name="coaching_dossier"),
    path("coaching/<slug:slug>/dossier/files/<uuid:pk>/", followed.dossier_file, name="coaching_file"),
    path(f"{MANAGED}pairings/", pairing.manage_pairings, name="manage_pairings"),
    path(f"{MANAGED}pairings/propose/", pairing.propose, name="propose_mentor"),
    path(f"{MANAGED}pairings/proposal/", proposal.propose_all, name="propose_mentors"),
    path(f"{MANAGED}pairings/<int:pk>/end/", pairing.end, name="end_pairing"),
]
