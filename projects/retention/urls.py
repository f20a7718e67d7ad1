"""Addresses of retention."""

from django.urls import URLPattern, path

from projects.retention import views

RETENTION = "manage/<slug:edition>/retention/"

urlpatterns: list[URLPattern] = [
    path(RETENTION, views.manage_retention, name="manage_retention"),
    path(f"{RETENTION}months/", views.change_retention, name="change_retention"),
    path(f"{RETENTION}<slug:erasure>/", views.show_dossiers, name="retained_dossiers"),
    path(f"{RETENTION}<slug:erasure>/postpone/", views.postpone_erasure, name="postpone_erasure"),
    path(
        "manage/<slug:edition>/applications/<slug:ref>/erase/",
        views.erase_application,
        name="erase_application",
    ),
    path(
        "manage/<slug:edition>/applications/<slug:ref>/erase/member/",
        views.erase_member,
        name="erase_member",
    ),
]
