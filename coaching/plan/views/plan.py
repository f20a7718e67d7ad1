"""The last tab of the room: blockers, lines of action, needs. One reads first, and opens what one changes."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.types import Context
from coaching.plan.enums import STATE_TONES, ActionState, Urgency
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from coaching.plan.queries import ActionCard, BlockerCard, NeedCard, Plan, read_plan
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab
from coaching.room.views.lists import PageRow, RowSheet, row_urls
from programmes.enums import NeedKind

FORMS: dict[str, type[RowForm]] = {"blocker": BlockerForm, "action": ActionForm, "need": NeedForm}
ARRANGED = ("blocker", "action")
"""Kinds that are moved among those of their priority."""
NEED_FOR, NEWS_OF = "need_for", "news_of"
"""Parameters of the page that name the card where a need, or news, is typed."""
SHORT = 70
"""Characters of a row in a list of choices."""


@dataclass(frozen=True)
class PlanCard:
    """``row``: for those who write in it. ``tone``: of the badge of its state."""

    card: ActionCard | BlockerCard | NeedCard
    instance: SharedRow
    row: PageRow | None
    tone: str

    @property
    def uid(self) -> str:
        return str(self.instance.uid)


@require_safe
def plan(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return render_plan(request, enter_room(request, slug))


def render_plan(
    request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm | None = None
) -> HttpResponse:
    """The whole tab, with a row that was refused in its place."""
    found, page_url = read_plan(room.participation), reverse("coaching:room_plan", args=[room.slug])
    sheet = RowSheet(
        request,
        room,
        FORMS,
        page_url=page_url,
        anchor="card",
        refused=refused,
        choices=_list_choices(found) if room.can_write else {},
        moves=dict.fromkeys(ARRANGED, "coaching:plan_arrange"),
    )
    context = {
        "plan": found,
        "page_url": page_url,
        "blockers": [_show(room, sheet, "blocker", card, card.blocker) for card in found.blockers],
        "columns": [
            (column, [_show(room, sheet, "action", card, card.action) for card in column.cards])
            for column in found.columns
        ],
        "needs": [_show(room, sheet, "need", card, card.need) for card in found.needs],
        "added": {kind: sheet.add_new(kind) for kind in FORMS} if room.can_write else {},
        "sheet": sheet,
        **_find_opened(request, room),
    }
    status = 422 if refused is not None else 200
    return render_tab(request, room, "plan", "coaching/plan/plan.html", context, status=status)


def _show(room: ProjectRoom, sheet: RowSheet, kind: str, card: Any, instance: SharedRow) -> PlanCard:
    row = None
    if room.can_write and (room.holds or not getattr(instance, "is_shared", False)):
        initial = {"wished": [body.pk for body in card.wished]} if kind == "need" else None
        row = sheet.add(kind, instance, initial=initial)
    return PlanCard(card, instance, row, STATE_TONES.get(getattr(instance, "state", ""), "neutral"))


def _find_opened(request: AuthenticatedRequest, room: ProjectRoom) -> Context:
    """The card where a need, or news, is typed, and what these forms ask."""
    next_uid = uuid4()
    return {
        "need_for": request.GET.get(NEED_FOR, ""),
        "news_of": request.GET.get(NEWS_OF, ""),
        # sent twice, saved once
        "next_uid": next_uid,
        "need_url": row_urls(room, "need", next_uid)["save"],
        "need_kinds": NeedKind.choices,
        "urgencies": Urgency.choices,
        "urgency": Urgency.SOON,
        "states": ActionState.choices,
    }


def _list_choices(found: Plan) -> dict[str, list[tuple[Any, str]]]:
    """What rows may point to."""

    def pairs(rows: Any) -> list[tuple[Any, str]]:
        return [("", "–"), *((row.pk, _shorten(str(row))) for row in rows if str(row))]

    return {
        "blocker": pairs(found.all_blockers),
        "action": pairs(found.all_actions),
        "wished": [(body.pk, str(body)) for body in found.bodies],
    }


def _shorten(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rstrip()}…"
