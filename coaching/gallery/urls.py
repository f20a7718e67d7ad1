"""Addresses of a gallery: under the edition for signed-in users, under the code of the room for the others."""

from django.urls import URLPattern, path

from coaching.attendance.urls import LIVE, MANAGED
from coaching.gallery.views import adding, gallery, managing
from coaching.room.urls import ROOM

EDITION = "editions/<slug:edition>/gallery/"
RUN = f"{MANAGED}gallery/"


def list_patterns(base: str, prefix: str) -> list[URLPattern]:
    """The addresses of the gallery, under the edition or under the code of a session."""
    item = f"{base}<uuid:uid>/"
    return [
        path(base, gallery.gallery, name=f"{prefix}gallery"),
        path(f"{base}add/", adding.add, name=f"{prefix}gallery_add"),
        path(f"{base}describe/", adding.describe, name=f"{prefix}gallery_describe"),
        path(f"{item}edit/", adding.edit, name=f"{prefix}gallery_edit"),
        path(f"{item}remove/", adding.remove, name=f"{prefix}gallery_remove"),
        path(f"{item}image.jpg", gallery.picture_file, {"field": "file"}, name=f"{prefix}gallery_file"),
        path(f"{item}small.jpg", gallery.picture_file, {"field": "thumb"}, name=f"{prefix}gallery_thumb"),
    ]


urlpatterns: list[URLPattern] = [
    *list_patterns(f"{LIVE}gallery/", "live_"),
    *list_patterns(EDITION, ""),
    path(f"{ROOM}gallery/", gallery.room_gallery, name="room_gallery"),
    path(RUN, managing.manage_gallery, name="manage_gallery"),
    path(f"{RUN}publish/", managing.publish_pictures, name="publish_pictures"),
    path(f"{RUN}remove/", managing.remove_pictures, name="remove_pictures"),
    path(f"{RUN}clear/", managing.clear_drafts, name="clear_drafts"),
]
