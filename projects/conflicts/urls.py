"""Addresses of conflicts of interest."""

from django.urls import URLPattern, path

from projects.conflicts.views import recusals, seats

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}conflicts/", seats.manage_conflicts, name="manage_conflicts"),
    path(f"{MANAGED}assignment/<slug:ref>/recusal/", recusals.record_recusal, name="record_recusal"),
    path("review/<slug:ref>/recuse/", recusals.recuse, name="recuse"),
]
