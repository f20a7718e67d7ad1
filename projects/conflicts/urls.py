"""Addresses of conflicts of interest."""

from django.urls import URLPattern, path

from projects.conflicts import views as seats

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}conflicts/", seats.manage_conflicts, name="manage_conflicts"),
]
