"""Addresses of what goes wrong on the day."""

from django.urls import URLPattern, path

from coaching.incidents import views

INCIDENTS = "manage/<slug:edition>/live/incidents/"

urlpatterns: list[URLPattern] = [
    path(f"{INCIDENTS}<int:pk>/undo/", views.undo, name="undo_incident"),
    path(f"{INCIDENTS}<slug:subject>/", views.report_incident, name="incident"),
]
