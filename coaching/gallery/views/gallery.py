"""The gallery as those of the session see it, and the part of it that is a project's."""

from contextlib import suppress
from datetime import date
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.autosave import parse_version
from coaching.attendance.codes import make_key
from coaching.gallery import queries
from coaching.gallery.access import GalleryVisit, find_gallery_visit
from coaching.gallery.forms import group_slots
from coaching.gallery.showing import show_pictures
from coaching.gallery.views.entering import in_gallery
from coaching.models import Session
from coaching.room.views.entering import enter_room, render_tab
from coaching.session.programme import PlannedSlot

PAGE_SIZE = 36
DAY = "day-"


@require_safe
@in_gallery
def gallery(request: HttpRequest, visit: GalleryVisit) -> HttpResponse:
    """What may be shown among participants, by ``?slot=`` (or ``day-…``) and ``?project=``; one's own drafts."""
    slots, places = queries.list_slots(visit.session), queries.list_places(visit.session)
    moment, project = request.GET.get("slot", ""), request.GET.get("project", "")
    found = queries.list_pictures(visit.session, read_filter(moment, project))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    seen = list(page.object_list)
    shown = show_pictures(visit, [*seen, *queries.list_hidden_own(visit)], slots)
    context = {
        "visit": visit,
        "page": page,
        "pictures": shown[: len(seen)],
        "hidden": shown[len(seen) :],
        "drafts": queries.count_drafts(visit),
        "days": list_day_options(slots),
        "places": [(str(place.pk), place.project.title) for place in places],
        "moment": moment,
        "project": project,
        **list_addresses(visit),
    }
    return render(request, "coaching/gallery/gallery_page.html", context)


def list_day_options(slots: list[PlannedSlot]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each day with its own value and name, then its slots, as options of a list."""
    found = []
    for when, rows in groupby(slots, key=lambda slot: slot.day):
        [(label, named)] = group_slots(rows)
        found.append((f"{DAY}{when.isoformat()}", label, [(str(pk), words) for pk, words in named]))
    return found


def read_filter(moment: str, project: str) -> Context:
    """What a list is narrowed to; what is neither a day nor a number narrows nothing."""
    wanted: dict[str, object] = {"slot": parse_version(moment), "participation": parse_version(project)}
    if moment.startswith(DAY):
        with suppress(ValueError):
            wanted["day"] = date.fromisoformat(moment.removeprefix(DAY))
    return wanted


def list_addresses(visit: GalleryVisit) -> dict[str, str]:
    """Where the buttons of every page of a gallery lead."""
    return {
        "gallery_url": visit.find_url(),
        "add_url": visit.find_url("add"),
        "describe_url": visit.find_url("describe"),
        "door_key": make_key(visit.code.code) if visit.code else "",
    }


@require_safe
def room_gallery(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The pictures of one project, for those of its room that the gallery knows."""
    room = enter_room(request, slug)
    session = Session.objects.filter(edition=room.participation.edition).first()
    visit = None
    if session:
        session.edition = room.participation.edition
        visit = find_gallery_visit(request, session)
    found: Any = []
    slots: list[PlannedSlot] = []
    if visit and session:
        found = queries.list_pictures(session, {"participation": room.participation.pk})[:PAGE_SIZE]
        slots = queries.list_slots(session)
    context = {
        "visit": visit,
        "pictures": show_pictures(visit, found, slots) if visit else [],
        "add_url": f"{visit.find_url('add')}?project={room.participation.pk}" if visit else "",
        "gallery_url": f"{visit.find_url()}?project={room.participation.pk}" if visit else "",
    }
    return render_tab(request, room, "gallery", "coaching/gallery/room_page.html", context)
