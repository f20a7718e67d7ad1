"""Pictures outside the gallery itself: in a project's room, on the public pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coaching.gallery.queries import GalleryVisit, list_public
from coaching.models import GalleryItem, Session
from coaching.room.access import ProjectRoom
from coaching.room.tabs import Tab, register_tabs
from coaching.session.programme import PlannedSlot
from programmes.extensions import PublicSection, register_section
from programmes.models import Edition
from projects.models import Participation, Project

ORDER = 80


@dataclass(frozen=True)
class PictureDetails:
    """The details of a picture in a list; ``edit_url`` for those who may correct it."""

    uid: str
    alt: str
    caption: str
    author: str
    where: str
    """Its slot and its project."""
    link: str
    host: str
    file_url: str
    thumb_url: str
    width: int
    height: int
    edit_url: str = ""
    remove_url: str = ""


def show_pictures(
    visit: GalleryVisit, items: Iterable[GalleryItem], slots: Iterable[PlannedSlot] = ()
) -> list[PictureDetails]:
    """``slots``: the slots that may be named. No query."""
    moments = {slot.pk: slot.title for slot in slots}
    return [_show(visit, item, moments, is_own=visit.runs or visit.owns(item)) for item in items]


def _show(
    visit: GalleryVisit, item: GalleryItem, moments: Mapping[int, str], *, is_own: bool
) -> PictureDetails:
    project = item.participation.project.title if item.participation else ""
    where = " · ".join(part for part in (moments.get(item.slot_id or 0, ""), project) if part)
    picture = show_picture(item, visit.find_url("file", item.uid), visit.find_url("thumb", item.uid), where)
    if not is_own:
        return picture
    return replace(
        picture, edit_url=visit.find_url("edit", item.uid), remove_url=visit.find_url("remove", item.uid)
    )


def show_picture(item: GalleryItem, file_url: str, thumb_url: str, where: str = "") -> PictureDetails:
    """No query."""
    return PictureDetails(
        uid=str(item.uid),
        alt=item.alt,
        caption=item.caption,
        author=item.author,
        where=where,
        link=item.link,
        host=(urlsplit(item.link).hostname or "").removeprefix("www."),
        file_url="" if item.link else file_url,
        thumb_url="" if item.link else thumb_url,
        width=item.thumb_width,
        height=item.thumb_height,
    )


def show_public_picture(edition: Edition, item: GalleryItem) -> PictureDetails:
    """No query."""
    file, thumb = (
        reverse(f"coaching:gallery_{name}", args=[edition.slug, item.uid]) for name in ("file", "thumb")
    )
    return show_picture(item, file, thumb)


def find_public_section(edition: Edition, project: Project | None = None) -> PublicSection | None:
    """The public pictures of an edition, or of one of its projects; ``None`` without any. One query, or two."""
    session = (
        getattr(edition, "session", None)
        if project is None
        else Session.objects.filter(edition=edition).first()
    )
    if session is None:
        return None
    place = None
    if project is not None:
        place = Participation.objects.confirmed().filter(edition=edition, project=project).first()
        if place is None:
            return None
    rows = [show_public_picture(edition, item) for item in list_public(session, place)]
    return PublicSection("coaching/gallery/_public.html", "css/gallery.css", rows) if rows else None


def list_gallery_tabs(room: ProjectRoom) -> list[Tab]:
    """The tab of the gallery. No query: the page itself counts."""
    purpose = _("Photos, croquis et vidéos du projet pendant la session, vus entre participants.")
    return [Tab("gallery", _("Images"), purpose, "coaching:room_gallery", is_folded=True)]


def register_gallery() -> None:
    """Called when the app is ready."""
    register_tabs(ORDER, list_gallery_tabs)
    register_section(find_public_section)
