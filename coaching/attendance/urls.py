"""Addresses of a session by its code."""

from django.urls import URLPattern, path

from coaching.attendance.views import codes, joining

LIVE = "live/<slug:code>/"

urlpatterns: list[URLPattern] = [
    path("live/", joining.enter_code, name="enter_code"),
    path(LIVE, joining.live, name="live"),
    path(f"{LIVE}join/", joining.join, name="live_join"),
    path(f"{LIVE}leave/", joining.leave, name="live_leave"),
    path("manage/<slug:edition>/session/code/", codes.session_code, name="session_code"),
]
