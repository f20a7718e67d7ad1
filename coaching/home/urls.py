"""Addresses of the homes and of the dashboard."""

from django.urls import URLPattern, path

from coaching.home.views import dashboard, homes, journal, lessons, messages, project

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path("my/", homes.my_home, name="my_home"),
    path("my/messages/", messages.my_messages, name="my_messages"),
    path("my/messages/<int:pk>/", messages.my_message, name="my_message"),
    path("my/projects/<slug:slug>/", project.my_project, name="my_project"),
    path("my/projects/<slug:slug>/calendar.ics", project.my_calendar, name="my_calendar"),
    path("coaching/", homes.coaching_home, name="coaching_home"),
    path("coaching/<slug:slug>/", project.coaching_project, name="coaching_project"),
    path(MANAGED, dashboard.manage_edition, name="manage_edition"),
    path(f"{MANAGED}lessons/", lessons.manage_lessons, name="manage_lessons"),
    path(f"{MANAGED}audit/", journal.manage_journal, name="manage_journal"),
]
