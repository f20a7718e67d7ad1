"""Addresses of a session by its code."""

from django.urls import URLPattern, path

from coaching.attendance.views import attendees, codes, joining, papers, presence

LIVE = "live/<slug:code>/"
MANAGED = "manage/<slug:edition>/"
PEOPLE = f"{MANAGED}attendees/"
PAPERS = f"{PEOPLE}papers/"

urlpatterns: list[URLPattern] = [
    path("live/", joining.enter_code, name="enter_code"),
    path(f"{LIVE}join/", joining.join, name="live_join"),
    path(f"{LIVE}badge/", joining.show_badge, name="live_badge"),
    path(f"{LIVE}leave/", joining.leave, name="live_leave"),
    path("manage/<slug:edition>/session/code/", codes.session_code, name="session_code"),
    path("live/badges/<str:token>/", presence.badge, name="badge"),
    path(PEOPLE, attendees.manage_attendees, name="manage_attendees"),
    path(f"{PEOPLE}sync/", attendees.sync, name="sync_attendees"),
    path(f"{PEOPLE}door/", codes.door, name="door"),
    path(f"{PEOPLE}door/<int:pk>/", codes.change_door, name="change_door"),
    path(PAPERS, papers.session_papers, name="session_papers"),
    path(f"{PAPERS}sheet.pdf", papers.attendance_sheet, name="attendance_sheet"),
    path(f"{PAPERS}badges.pdf", papers.badges, name="badges"),
    path(f"{PAPERS}tents.pdf", papers.table_tents, name="table_tents"),
    path(f"{PAPERS}doors.pdf", papers.door_signs, name="door_signs"),
    path(f"{PAPERS}certificates.pdf", papers.certificates, name="certificates"),
    path(f"{PEOPLE}<int:pk>/", attendees.attendee, name="attendee"),
    path(f"{PEOPLE}<int:pk>/remove/", attendees.remove_attendee, name="remove_attendee"),
    path(f"{PEOPLE}<int:pk>/restore/", attendees.restore_attendee, name="restore_attendee"),
    path(f"{PEOPLE}<int:pk>/photos/", attendees.image_consent, name="attendee_consent"),
    path(f"{MANAGED}presence/", presence.presence, name="presence"),
    path(f"{MANAGED}presence/<slug:half>/<int:pk>/", presence.mark_presence, name="mark_presence"),
]
