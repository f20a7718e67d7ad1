"""Addresses of the homes and of the dashboard."""

from django.urls import URLPattern, path

from coaching.home import views

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path("my/", views.my_home, name="my_home"),
    path("my/messages/", views.my_messages, name="my_messages"),
    path("my/messages/<int:pk>/", views.my_message, name="my_message"),
    path("my/projects/<slug:slug>/", views.my_project, name="my_project"),
    path("my/projects/<slug:slug>/calendar.ics", views.my_calendar, name="my_calendar"),
    path("coaching/", views.coaching_home, name="coaching_home"),
    path("coaching/<slug:slug>/", views.coaching_project, name="coaching_project"),
    path(MANAGED, views.manage_edition, name="manage_edition"),
    path(f"{MANAGED}lessons/", views.manage_lessons, name="manage_lessons"),
    path(f"{MANAGED}people/<int:pk>/", views.manage_person, name="manage_person"),
    path(f"{MANAGED}people/<int:pk>/address/", views.manage_person_address, name="manage_person_address"),
    path(f"{MANAGED}audit/", views.manage_journal, name="manage_journal"),
]
