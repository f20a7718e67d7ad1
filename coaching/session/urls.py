"""Addresses of the session and of its programme."""

from django.urls import URLPattern, path

from coaching.session.views import grid, groups, releases, session, talks, timetable, turns

PUBLIC = "editions/<slug:edition>/programme"
MANAGED = "manage/<slug:edition>/"
SESSION = f"{MANAGED}session/"

urlpatterns: list[URLPattern] = [
    path(f"{PUBLIC}/", timetable.timetable, name="timetable"),
    path(f"{PUBLIC}/<int:pk>/", timetable.talk, name="timetable_talk"),
    path(f"{PUBLIC}/documents/<int:pk>/", timetable.resource, name="timetable_resource"),
    path(f"{PUBLIC}.pdf", timetable.poster, name="timetable_pdf"),
    path(f"{PUBLIC}.ics", timetable.timetable_calendar, name="timetable_ics"),
    path("calendar/<str:token>.ics", timetable.feed, name="feed"),
    path("my/calendar/", timetable.my_feed, name="my_feed"),
    path("my/calendar/new/", timetable.make_feed, name="make_feed"),
    path("my/calendar/revoke/", timetable.revoke_feed, name="revoke_feed"),
    path(SESSION, session.manage_session, name="manage_session"),
    path(f"{SESSION}venue/", session.venue, name="session_venue"),
    path(f"{SESSION}days/add/", session.add_day, name="session_add_day"),
    path(f"{SESSION}days/<int:pk>/remove/", session.remove_day, name="session_remove_day"),
    path(f"{SESSION}days/<int:pk>/repair/", turns.repair, name="session_repair"),
    path(f"{SESSION}days/<int:pk>/share-out/", turns.share_out, name="session_share_out"),
    path(f"{SESSION}rooms/add/", session.room, name="session_add_room"),
    path(f"{SESSION}rooms/<int:pk>/", session.room, name="session_room"),
    path(f"{SESSION}rooms/<int:pk>/remove/", session.remove_room, name="session_remove_room"),
    path(f"{SESSION}days/<int:day>/slots/add/", session.slot, name="session_add_slot"),
    path(f"{SESSION}slots/<int:pk>/", session.slot, name="session_slot"),
    path(f"{SESSION}slots/<int:pk>/remove/", session.remove_slot, name="session_remove_slot"),
    path(f"{SESSION}slots/<int:pk>/bookings/", turns.bookings, name="session_bookings"),
    path(f"{SESSION}bookings/<int:pk>/remove/", turns.unbook, name="session_unbook"),
    path(f"{SESSION}slots/<int:pk>/groups/", groups.groups, name="session_groups"),
    path(f"{SESSION}groups/<int:pk>/", groups.group, name="session_group"),
    path(f"{SESSION}groups/<int:pk>/remove/", groups.remove_group, name="session_remove_group"),
    path(f"{SESSION}days/<int:pk>/grid/", grid.grid, name="session_grid"),
    path(f"{SESSION}slots/<int:pk>/move/", grid.move, name="session_move_slot"),
    path(f"{SESSION}slots/<int:pk>/talk/", talks.talk, name="session_talk"),
    path(f"{SESSION}slots/<int:pk>/speakers/add/", talks.add_speaker, name="session_add_speaker"),
    path(f"{SESSION}speakers/<int:pk>/", talks.speaker, name="session_speaker"),
    path(f"{SESSION}speakers/<int:pk>/remove/", talks.remove_speaker, name="session_remove_speaker"),
    path(f"{SESSION}slots/<int:pk>/resources/add/", talks.add_resource, name="session_add_resource"),
    path(f"{SESSION}resources/<int:pk>/", talks.resource, name="session_resource"),
    path(f"{SESSION}resources/<int:pk>/remove/", talks.remove_resource, name="session_remove_resource"),
    path(f"{SESSION}autonomy/", turns.fill_waiting, name="session_fill_waiting"),
    path(f"{SESSION}publish/", releases.publish, name="session_publish"),
]
