"""Addresses of retention."""

from django.urls import URLPattern, path

from projects.retention.views import erasing, retention

RETENTION = "manage/<slug:edition>/retention/"

urlpatterns: list[URLPattern] = [
    path(RETENTION, retention.manage_retention, name="manage_retention"),
    path(f"{RETENTION}months/", retention.change_retention, name="change_retention"),
    path(f"{RETENTION}<slug:erasure>/", retention.show_dossiers, name="retained_dossiers"),
    path(f"{RETENTION}<slug:erasure>/postpone/", retention.postpone_erasure, name="postpone_erasure"),
    path(
        "manage/<slug:edition>/applications/<slug:ref>/erase/",
        erasing.erase_application,
        name="erase_application",
    ),
    path(
        "manage/<slug:edition>/applications/<slug:ref>/erase/member/",
        erasing.erase_member,
        name="erase_member",
    ),
]
