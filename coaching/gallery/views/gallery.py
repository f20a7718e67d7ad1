"""The gallery for participants, its part in a project's room, and the files themselves."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from functools import wraps
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires.pictures import CONTENT_TYPE
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from coaching.attendance.codes import make_key
from coaching.attendance.views.joining import in_session
from coaching.attendance.visits import Visit, find_visit
from coaching.gallery import queries
from coaching.gallery.forms import group_slots
from coaching.gallery.queries import (
    GalleryVisit,
    find_gallery_visit,
    may_open_file,
    read_browser,
    read_rights,
)
from coaching.gallery.showing import show_pictures
from coaching.models import GalleryItem, Session
from coaching.room.views.entering import enter_room, render_tab
from coaching.session.programme import PlannedSlot
from coaching.session.views.session import session_for


def in_gallery(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Give the view the visit, whichever of the two addresses is requested."""

    @in_session
    def by_code(request: HttpRequest, visit: Visit, **kwargs: object) -> HttpResponse:
        return view(request, find_visit_by_code(request, visit), **kwargs)

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        if "code" in kwargs:
            return by_code(request, **kwargs)
        session = session_for(request, kwargs.pop("edition"))
        visit = find_gallery_visit(request, session)
        if visit is None:
            raise Http404
        return view(request, visit, **kwargs)

    return wrapper


def find_visit_by_code(request: HttpRequest, visit: Visit) -> GalleryVisit:
    """The gallery visit of this visitor; without an account, their own pictures are those of their browser."""
    runs, organises = read_rights(request, visit.edition.slug)
    return GalleryVisit(
        visit.session,
        request.user if request.user.is_authenticated else None,
        visit.attendee.name,
        browser=read_browser(request),
        runs=runs,
        organises=organises,
        code=visit.code,
        attendee=visit.attendee,
    )


PAGE_SIZE = 36
DAY = "day-"


@require_safe
@in_gallery
def gallery(request: HttpRequest, visit: GalleryVisit) -> HttpResponse:
    """The pictures visible among participants, by ``?slot=`` (or ``day-…``) and ``?project=``; one's own drafts."""
    slots, places = queries.list_slots(visit.session), queries.list_places(visit.session)
    moment, project = request.GET.get("slot", ""), request.GET.get("project", "")
    visible = queries.list_pictures(visit.session, read_filter(moment, project))
    page = Paginator(visible, PAGE_SIZE).get_page(request.GET.get("page"))
    hidden = queries.list_hidden_own(visit)
    described = [item for item in hidden if item.alt]
    context = {
        "visit": visit,
        "page": page,
        "pictures": show_pictures(visit, page.object_list, slots),
        "hidden": show_pictures(visit, described, slots),
        "drafts": len(hidden) - len(described),
        "days": list_day_options(slots),
        "places": [(str(place.pk), place.project.title) for place in places],
        "moment": moment,
        "project": project,
        **list_addresses(visit),
    }
    return render(request, "coaching/gallery/gallery_page.html", context)


def list_day_options(slots: list[PlannedSlot]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each day with its own value and name, then its slots, as options of a list."""
    options = []
    for when, rows in groupby(slots, key=lambda slot: slot.day):
        [(label, named)] = group_slots(rows)
        options.append((f"{DAY}{when.isoformat()}", label, [(str(pk), words) for pk, words in named]))
    return options


def read_filter(moment: str, project: str) -> Context:
    """The filters of a list of pictures; a value that is neither a day nor a number is ignored."""
    filters: dict[str, object] = {"slot": parse_version(moment), "participation": parse_version(project)}
    if moment.startswith(DAY):
        with suppress(ValueError):
            filters["day"] = date.fromisoformat(moment.removeprefix(DAY))
    return filters


def list_addresses(visit: GalleryVisit) -> dict[str, str]:
    """The addresses of the buttons of every page of a gallery."""
    return {
        "gallery_url": visit.find_url(),
        "add_url": visit.find_url("add"),
        "describe_url": visit.find_url("describe"),
        "door_key": make_key(visit.code.code) if visit.code else "",
    }


@require_safe
def room_gallery(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The pictures of one project, for visitors of its room who may open the gallery."""
    room = enter_room(request, slug)
    session = Session.objects.filter(edition=room.participation.edition).first()
    visit = None
    if session:
        session.edition = room.participation.edition
        visit = find_gallery_visit(request, session)
    pictures: Iterable[GalleryItem] = []
    slots: list[PlannedSlot] = []
    if visit and session:
        pictures = queries.list_pictures(session, {"participation": room.participation.pk})[:PAGE_SIZE]
        slots = queries.list_slots(session)
    context = {
        "visit": visit,
        "pictures": show_pictures(visit, pictures, slots) if visit else [],
        "add_url": f"{visit.find_url('add')}?project={room.participation.pk}" if visit else "",
        "gallery_url": f"{visit.find_url()}?project={room.participation.pk}" if visit else "",
    }
    return render_tab(request, room, "gallery", "coaching/gallery/room_page.html", context)


HEADERS = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
"""The browser checks each time whether the picture still exists: consent may be withdrawn."""


@require_safe
def picture_file(
    request: HttpRequest, *, field: str, uid: UUID, edition: str = "", code: str = ""
) -> HttpResponseBase:
    """The picture, or its thumbnail, by the name of its ``field``."""
    session, visit = _find_by_code(request, code) if code else _find_by_edition(request, edition)
    item = GalleryItem.objects.filter(session=session, uid=uid).first() if session else None
    if item is None or not getattr(item, field) or not may_open_file(visit, item):
        raise Http404
    etag = f'"{getattr(item, field).name.rpartition("/")[2]}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={**HEADERS, "ETag": etag})
    try:
        content = getattr(item, field).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(content, content_type=CONTENT_TYPE, headers={**HEADERS, "ETag": etag})


def _find_by_code(request: HttpRequest, typed: str) -> tuple[Session | None, GalleryVisit | None]:
    # not even a public picture: a response would reveal whether the code is right
    visit = find_visit(request, typed, timezone.now())
    return (visit.session, find_visit_by_code(request, visit)) if visit else (None, None)


def _find_by_edition(request: HttpRequest, slug: str) -> tuple[Session | None, GalleryVisit | None]:
    session = Session.objects.select_related("edition").filter(edition__slug=slug).first()
    if session is None or not request.user.is_authenticated:
        return session, None
    return session, find_gallery_visit(request, session)
