"""Addresses of the rehearsal of a session, under that of the session itself."""

from django.urls import URLPattern, path

from coaching.rehearsal import views

REHEARSAL = "manage/<slug:edition>/live/rehearsal/"

urlpatterns: list[URLPattern] = [
    path(REHEARSAL, views.rehearsal, name="rehearsal"),
    path(f"{REHEARSAL}end/", views.end, name="end_rehearsal"),
]
