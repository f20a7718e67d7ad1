"""Addresses of conflicts of interest."""

from django.urls import URLPattern, path

from projects.conflicts import views

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}conflicts/", views.manage_conflicts, name="manage_conflicts"),
    path(f"{MANAGED}assignment/<slug:ref>/recusal/", views.record_recusal, name="record_recusal"),
    path("review/<slug:ref>/recuse/", views.recuse, name="recuse"),
]
