"""Addresses of messages to everybody; the one of a room is in :mod:`coaching.room.urls`."""

from django.urls import URLPattern, path

from coaching.attendance.urls import LIVE
from coaching.broadcasts import views

MANAGED = "manage/<slug:edition>/live/messages/"

urlpatterns: list[URLPattern] = [
    path(f"{LIVE}messages/", views.screen, name="live_messages"),
    path(f"{LIVE}messages/<int:pk>/seen/", views.note_seen, name="live_seen"),
    path(MANAGED, views.broadcasts, name="broadcasts"),
    path(f"{MANAGED}feed/", views.screen_feed, name="broadcasts_feed"),
    path(f"{MANAGED}<int:pk>/withdraw/", views.withdraw, name="withdraw_broadcast"),
]
