"""Addresses of the session, of mentors and of those who hold a project."""

from django.urls import URLPattern, path

from coaching.views import dashboard, followed, homes, journal, messages, pairing, project, session, timetable

MANAGED = "manage/<slug:edition>/"
SESSION = f"{MANAGED}session/"
PUBLIC = "editions/<slug:edition>/programme"

urlpatterns: list[URLPattern] = [
    path("my/", homes.my_home, name="my_home"),
    path("my/messages/", messages.my_messages, name="my_messages"),
    path("my/messages/<int:pk>/", messages.my_message, name="my_message"),
    path("my/projects/<slug:slug>/", project.my_project, name="my_project"),
    path("my/projects/<slug:slug>/calendar.ics", timetable.my_calendar, name="my_calendar"),
    path("coaching/", homes.coaching_home, name="coaching_home"),
    path("coaching/pairings/<int:pk>/answer/", pairing.answer, name="answer_pairing"),
    path("coaching/<slug:slug>/", project.coaching_project, name="coaching_project"),
    path("coaching/<slug:slug>/dossier/", followed.dossier, name="coaching_dossier"),
    path("coaching/<slug:slug>/dossier/files/<uuid:pk>/", followed.dossier_file, name="coaching_file"),
    path(f"{PUBLIC}/", timetable.timetable, name="timetable"),
    path(f"{PUBLIC}.ics", timetable.timetable_calendar, name="timetable_ics"),
    path(MANAGED, dashboard.manage_edition, name="manage_edition"),
    path(f"{MANAGED}audit/", journal.manage_journal, name="manage_journal"),
    path(SESSION, session.manage_session, name="manage_session"),
    path(f"{SESSION}venue/", session.venue, name="session_venue"),
    path(f"{SESSION}days/add/", session.add_day, name="session_add_day"),
    path(f"{SESSION}days/<int:pk>/remove/", session.remove_day, name="session_remove_day"),
    path(f"{SESSION}days/<int:pk>/share-out/", session.share_out, name="session_share_out"),
    path(f"{SESSION}rooms/add/", session.room, name="session_add_room"),
    path(f"{SESSION}rooms/<int:pk>/", session.room, name="session_room"),
    path(f"{SESSION}rooms/<int:pk>/remove/", session.remove_room, name="session_remove_room"),
    path(f"{SESSION}days/<int:day>/slots/add/", session.slot, name="session_add_slot"),
    path(f"{SESSION}slots/<int:pk>/", session.slot, name="session_slot"),
    path(f"{SESSION}slots/<int:pk>/remove/", session.remove_slot, name="session_remove_slot"),
    path(f"{SESSION}slots/<int:pk>/bookings/", session.bookings, name="session_bookings"),
    path(f"{SESSION}bookings/<int:pk>/remove/", session.unbook, name="session_unbook"),
    path(f"{SESSION}publish/", session.publish, name="session_publish"),
    path(f"{MANAGED}pairings/", pairing.manage_pairings, name="manage_pairings"),
    path(f"{MANAGED}pairings/propose/", pairing.propose, name="propose_mentor"),
    path(f"{MANAGED}pairings/<int:pk>/end/", pairing.end, name="end_pairing"),
]
