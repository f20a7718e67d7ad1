"""What the plan adds to the room of a project: its tab, and the rows that are typed there."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.actions import RowsClosed, save_row
from accelerator.rows.forms import RowForm
from coaching.models import ActionItem, Blocker, Need
from coaching.plan.enums import BlockerOrigin
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from coaching.plan.news import WORDS, list_acts
from coaching.plan.views.plan import render_plan
from coaching.room.access import ProjectRoom
from coaching.room.cards import CardSource, register_cards
from coaching.room.facts import register_fact
from coaching.room.news import register_news
from coaching.room.rows import RowKind, register_rows
from coaching.room.splitting import split_brakes
from coaching.room.tabs import Tab, register_tabs

ORDER = 60


def find_owner(room: ProjectRoom, place: str, at: datetime) -> Mapping[str, Any]:
    return {"participation": room.participation}


def find_page(room: ProjectRoom) -> str:
    return reverse("coaching:room_plan", args=[room.slug])


Render = Callable[[AuthenticatedRequest, ProjectRoom, RowForm], HttpResponse]
FindUrl = Callable[[ProjectRoom], str]
TYPED_ON = "blocker typed on"
"""The note of the room that says on which other page a blocker was typed."""
_blocker_pages: dict[str, tuple[Render, FindUrl]] = {}


def register_blocker_page(place: str, render: Render, find_url: FindUrl) -> None:
    """Another page where blockers are typed: how it is rendered, refused ones in their place, and its address.

    ``place`` follows ``?in=``; called when the app is ready.
    """
    _blocker_pages[place] = (render, find_url)


def find_blocker_owner(room: ProjectRoom, place: str, at: datetime) -> Mapping[str, object]:
    if place in _blocker_pages:
        room.notes[TYPED_ON] = place
    return find_owner(room, place, at)


def render_blocker(request: AuthenticatedRequest, room: ProjectRoom, form: RowForm) -> HttpResponse:
    render, _find_url = _blocker_pages.get(room.notes.get(TYPED_ON, ""), (render_plan, find_page))
    return render(request, room, form)


def find_blocker_page(room: ProjectRoom) -> str:
    _render, find_url = _blocker_pages.get(room.notes.get(TYPED_ON, ""), (render_plan, find_page))
    return find_url(room)


def allow_any(room: ProjectRoom, owner: Mapping[str, object], uid: UUID, act: str) -> None:
    """Those who write in the plan write in each of these rows."""


def ensure_need(room: ProjectRoom, owner: Mapping[str, object], uid: UUID, act: str) -> None:
    """What partners read is changed by those who hold the project alone, and not removed under their eyes.

    Raises :class:`RowsClosed`. One query; the row is held, so that nobody shares it meanwhile.
    """
    need = Need.objects.select_for_update(of=("self",)).filter(uid=uid, **owner).first()
    if need is None or not need.is_shared:
        return
    if act == "remove":
        raise RowsClosed(_("Les partenaires lisent ce besoin : cessez d’abord de le transmettre."))
    if not room.holds:
        raise RowsClosed(
            _("Les partenaires lisent ce besoin : seule une personne qui porte le projet le change.")
        )


def has_actions(place: str = "pk") -> Exists:
    """A line is written; over rows whose participation is ``place``."""
    return Exists(ActionItem.objects.active().filter(participation=OuterRef(place)).exclude(line=""))


def list_plan_tabs(room: ProjectRoom) -> list[Tab]:
    """No query."""
    planned = bool(room.facts["has_actions"])
    purpose = _(
        "Ce que vous ferez en sortant : vos pistes d’action, leur premier pas, ce dont vous avez besoin."
    )
    left = "" if planned else _("à commencer")
    return [Tab("plan", _("Plan"), purpose, "coaching:room_plan", left=str(left), done=planned)]


def add_blocker(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """A blocker that the dossier names already. Side effects: one row."""
    save_row(
        model=Blocker,
        owner={"participation": room.participation},
        uid=uuid4(),
        values={"text": text},
        base_version=None,
        actor=actor,
        at=at,
        defaults={"origin": BlockerOrigin.DOSSIER},
    )


def register_plan() -> None:
    """Called when the app is ready."""
    register_tabs(ORDER, list_plan_tabs)
    register_fact("has_actions", has_actions)
    register_news(WORDS, list_acts)
    register_cards(CardSource("brakes_levers", "plan", _("Freins"), split_brakes, add_blocker))
    register_rows(
        *(
            RowKind(name, form, find_owner, render_plan, find_page, ensure_row=ensure, anchor="card")
            for name, form, ensure in (("action", ActionForm, allow_any), ("need", NeedForm, ensure_need))
        ),
        RowKind("blocker", BlockerForm, find_blocker_owner, render_blocker, find_blocker_page, anchor="card"),
    )
