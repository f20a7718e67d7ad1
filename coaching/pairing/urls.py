"""Addresses of pairings."""

from django.urls import URLPattern, path

from coaching.pairing.views import meetings, pairing, wishes

MEETINGS = "projects/<slug:slug>/meetings/"
MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path("coaching/pairings/<int:pk>/answer/", pairing.answer, name="answer_pairing"),
    path("coaching/<slug:slug>/dossier/files/<uuid:pk>/", pairing.dossier_file, name="coaching_file"),
    path(f"{MANAGED}pairings/", pairing.manage_pairings, name="manage_pairings"),
    path(f"{MANAGED}pairings/propose/", pairing.propose, name="propose_mentor"),
    path(f"{MANAGED}pairings/proposal/", pairing.propose_all, name="propose_mentors"),
    path(f"{MANAGED}pairings/<int:pk>/end/", pairing.end, name="end_pairing"),
    path(f"{MANAGED}pairings/<int:pk>/yes/", pairing.record_yes, name="record_yes"),
    path(f"{MANAGED}pairings/contacts/", pairing.contacts, name="manage_contacts"),
    path(f"{MANAGED}pairings/contacts/ask/", pairing.request_contact, name="ask_for_contact"),
    path(f"{MANAGED}pairings/wishes/", wishes.ask, name="ask_wishes"),
    path("projects/<slug:slug>/wishes/", wishes.of_project, name="project_wishes"),
    path("coaching/editions/<slug:edition>/wishes/", wishes.of_mentor, name="mentor_wishes"),
    path(MEETINGS, meetings.meetings, name="meetings"),
    path(f"{MEETINGS}propose/", meetings.propose_meeting, name="propose_meeting"),
    path(f"{MEETINGS}exchange/", meetings.note_exchange, name="note_exchange"),
    path(f"{MEETINGS}<int:pk>/", meetings.meeting, name="meeting"),
    path(f"{MEETINGS}<int:pk>/confirm/", meetings.confirm_meeting, name="meeting_confirm"),
    path(f"{MEETINGS}<int:pk>/move/", meetings.move_meeting, name="meeting_move"),
    path(f"{MEETINGS}<int:pk>/cancel/", meetings.cancel_meeting, name="meeting_cancel"),
    path(f"{MEETINGS}<int:pk>/held/", meetings.record_outcome, name="meeting_held"),
    path(f"{MEETINGS}<int:pk>.ics", meetings.meeting_ics, name="meeting_ics"),
    path(f"{MEETINGS}<int:pk>/notes/<slug:which>/", meetings.save_note, name="meeting_note"),
    path(
        f"{MEETINGS}<int:pk>/notes/<slug:which>/text/",
        meetings.save_note,
        {"field": "text"},
        name="meeting_note_field",
    ),
]
