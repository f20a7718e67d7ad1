"""What every page of a project's room begins with."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from coaching.room.access import ProjectRoom, find_room
from coaching.room.cards import list_cards
from coaching.room.tabs import list_tabs
from programmes.access import roles_of, set_edition

MINE = (_("Mes projets"), "coaching:my_project", "coaching:my_home")
COACHED = (_("Accompagnement"), "coaching:coaching_project", "coaching:coaching_home")
HOMES = {"holder": MINE, "reader": MINE, "mentor": COACHED, "facilitator": COACHED}
"""What the breadcrumb of a room begins with, its page, and the home it belongs to, by who enters."""
ORGANISING = "programmes:manage"


def enter_room(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """The room at this address, its edition tied to the page. Raises ``Http404`` for those who may not enter."""
    room = find_room(request.user, slug, roles_of(request))
    if room is None:
        raise Http404
    set_edition(request, room.participation.edition)
    request.home = HOMES[room.enters_as][2] if room.enters_as in HOMES else ORGANISING  # type: ignore[attr-defined]
    return room


def enter_to_write(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """As :func:`enter_room`, for those who write there alone. Raises ``Http404`` for those who only read."""
    room = enter_room(request, slug)
    if not room.can_write:
        raise Http404
    return room


def enter_as_holder(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """As :func:`enter_room`, for members who write for the project alone. Raises ``Http404`` for anybody else."""
    room = enter_room(request, slug)
    if not room.holds:
        raise Http404
    return room


def render_tab(
    request: AuthenticatedRequest,
    room: ProjectRoom,
    name: str,
    template: str,
    context: Context,
    status: int = 200,
) -> HttpResponse:
    """A page of the room: its tabs, what each is for and what is left there, the cards, then ``template``."""
    tabs = list_tabs(room)
    current = next(tab for tab in tabs if tab.name == name)
    # to those who may validate, the page itself says what waits on it
    waits = [tab for tab in tabs if tab.to_validate and not (room.holds and tab is current)]
    to_validate = [] if room.left_session_at else waits
    frame = {
        "room": room,
        "tabs": tabs,
        "tab": current,
        "to_validate": to_validate,
        "leader": None if room.holds or not to_validate else room.project.find_lead(),
        "home": find_home(room),
        "cards": list_cards(room, name),
    }
    return render(request, template, {**frame, **context}, status=status)


def find_home(room: ProjectRoom) -> Context:
    """Where the breadcrumb of the room begins for this person."""
    if room.enters_as in HOMES:
        label, name, _home = HOMES[room.enters_as]
        return {"label": label, "url": reverse(name, args=[room.slug])}
    edition = room.participation.edition
    return {"label": edition.name, "url": reverse("coaching:manage_edition", args=[edition.slug])}
