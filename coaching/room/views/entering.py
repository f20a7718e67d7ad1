"""The common beginning of every page of a project's room."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from coaching.attendance.visits import Visit
from coaching.room.access import ProjectRoom, find_room
from coaching.room.cards import list_cards
from coaching.room.queries import find_scribe
from coaching.room.tabs import list_project_pages, list_tabs
from programmes.access import roles_of, set_edition

MINE = (_("Mes projets"), "coaching:my_home", "coaching:my_project")
COACHED = (_("Accompagnement"), "coaching:coaching_home", "coaching:coaching_project")
HOMES = {"holder": MINE, "reader": MINE, "mentor": COACHED, "facilitator": COACHED}
"""The home page of each kind of visitor, and their own page of the project, for the breadcrumb."""
ORGANISING = "programmes:manage"


def enter_room(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """The room at this address; the page is tied to its edition. Raises ``Http404`` for people without access."""
    room = find_room(request.user, slug, roles_of(request))
    if room is None or not _may_open(request, room):
        raise Http404
    set_edition(request, room.participation.edition)
    request.home = HOMES[room.enters_as][1] if room.enters_as in HOMES else ORGANISING  # type: ignore[attr-defined]
    return room


def _may_open(request: AuthenticatedRequest, room: ProjectRoom) -> bool:
    """Whether a badge may open this room: only as a member or the mentor of a project of that session."""
    badge = find_badge(request)
    if badge is None:
        return True
    if room.enters_as in ("holder", "reader"):
        return room.participation.pk == badge.attendee.participation_id
    return room.enters_as == "mentor" and room.participation.edition_id == badge.edition.pk


def find_badge(request: AuthenticatedRequest) -> Visit | None:
    """The visit of a browser with a badge; ``None`` for a signed-in user."""
    badge: Visit | None = getattr(request, "badge", None)
    return badge


def enter_to_write(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """Enter a room to write in it, as :func:`enter_room`. Raises ``Http404`` for those who only read."""
    room = enter_room(request, slug)
    if not room.can_write:
        raise Http404
    return room


def enter_as_holder(request: AuthenticatedRequest, slug: str) -> ProjectRoom:
    """Enter a room as a member who edits the project, as :func:`enter_room`. Raises ``Http404`` for anybody else."""
    room = enter_room(request, slug)
    if not room.is_holder:
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
    """A page of the room: its tabs, each with its purpose and what is left, the cards, then ``template``."""
    tabs = list_tabs(room)
    current = next(tab for tab in tabs if tab.name == name)
    # the page itself asks its holders to validate it
    waits = [tab for tab in tabs if tab.to_validate and not (room.is_holder and tab is current)]
    to_validate = [] if room.left_session_at else waits
    frame = {
        "room": room,
        "tabs": tabs,
        "tab": current,
        "to_validate": to_validate,
        "leader": None if room.is_holder or not to_validate else room.project.find_lead(),
        "home": find_home(request, room),
        "cards": list_cards(room, name),
        "scribe": find_scribe(room, timezone.now()),
    }
    return render(request, template, {**frame, **context}, status=status)


def render_project_page(
    request: AuthenticatedRequest, room: ProjectRoom, template: str, context: Context, status: int = 200
) -> HttpResponse:
    """A page of the project beside its room: the name of the project, the pages as tabs, then ``template``."""
    name = getattr(request.resolver_match, "view_name", "")
    tabs = list_project_pages(room)
    current = next((tab for tab in tabs if tab.url_name == name), tabs[0])
    frame = {
        "room": room,
        "project": room.project,
        "tabs": tabs,
        "tab": current,
        "home": find_home(request, room),
    }
    return render(request, template, {**frame, **context}, status=status)


def find_home(request: AuthenticatedRequest, room: ProjectRoom) -> Context:
    """The first two steps of the breadcrumb: the home page of this person, and their page of the project."""
    if badge := find_badge(request):
        page = reverse("coaching:room", args=[room.slug])
        return {
            "label": _("Maintenant"),
            "url": reverse("coaching:live", args=[badge.code.code]),
            "project_url": page,
        }
    if room.enters_as in HOMES:
        label, home, page = HOMES[room.enters_as]
        return {"label": label, "url": reverse(home), "project_url": reverse(page, args=[room.slug])}
    edition = room.participation.edition
    page = reverse("projects:manage_application", args=[edition.slug, room.application.reference])
    dashboard = reverse("coaching:manage_edition", args=[edition.slug])
    return {"label": edition.name, "url": dashboard, "project_url": page}
