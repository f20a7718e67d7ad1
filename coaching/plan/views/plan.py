"""The last tab of the room: blockers, lines of action, needs. One reads first, and opens what one changes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from accelerator.rows.gaps import UID
from accelerator.rows.models import SharedRow
from coaching.plan.card_tools import CardTools, ToolStencils
from coaching.plan.enums import STATE_TONES
from coaching.plan.forms import ActionForm, BlockerForm, NeedForm
from coaching.plan.queries import ActionCard, BlockerCard, NeedCard, Plan, read_plan
from coaching.room.access import ProjectRoom
from coaching.room.views.entering import enter_room, render_tab
from coaching.room.views.lists import NewRow, RowSheet, RowShown

FORMS: dict[str, type[RowForm]] = {"blocker": BlockerForm, "action": ActionForm, "need": NeedForm}
ARRANGED = ("blocker", "action")
"""Kinds that are moved among those of their priority."""
SHORT = 70
"""Characters of a row in a list of choices."""


@dataclass(frozen=True)
class PlanCard:
    card: ActionCard | BlockerCard | NeedCard
    uid: UUID
    tools: CardTools | None
    """What is done to it, for those who write."""
    tone: str = "neutral"
    """Of the badge that says its state."""


@require_safe
def plan(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    return draw_plan(request, enter_room(request, slug))


def draw_plan(
    request: AuthenticatedRequest, room: ProjectRoom, refused: RowForm | None = None
) -> HttpResponse:
    """The whole tab, with a row that was refused in its place."""
    found = read_plan(room.participation)
    board = _Board(request, room, found, refused)
    context = {
        "plan": found,
        "blockers": [board.show("blocker", card, card.blocker) for card in found.blockers],
        "columns": [
            (column, [board.show("action", card, card.action) for card in column.cards])
            for column in found.columns
        ],
        "needs": [board.show("need", card, card.need) for card in found.needs],
        "added": board.list_new(),
        "sheet": board.sheet,
    }
    status = 422 if refused is not None else 200
    return render_tab(request, room, "plan", "coaching/plan/plan.html", context, status=status)


class _Board:
    """The cards of a plan as one person finds them."""

    def __init__(
        self, request: AuthenticatedRequest, room: ProjectRoom, found: Plan, refused: RowForm | None
    ) -> None:
        self.room, self.refused = room, refused
        page_url = reverse("coaching:room_plan", args=[room.slug])
        choices = _list_choices(found) if room.can_write else {}
        self.sheet = RowSheet(
            request, room, FORMS, page_url=page_url, anchor="card", refused=refused, choices=choices,
            moves={kind: reverse("coaching:plan_arrange", args=[room.slug, kind, UID]) for kind in ARRANGED},
        )  # fmt: skip
        self.tools = ToolStencils(room)

    def show(self, kind: str, card: Any, row: SharedRow) -> PlanCard:
        tools, tone = None, STATE_TONES.get(getattr(row, "state", ""), "neutral")
        if self.room.can_write:
            may_act = kind == "blocker" and not card.actions
            tools = CardTools(self.tools, kind, row, self._show_form(kind, card, row), may_act)
        return PlanCard(card, row.uid, tools, tone)

    def _show_form(self, kind: str, card: Any, row: SharedRow) -> RowShown | None:
        if self._is_closed(row):
            return None
        more = {"wished": [body.pk for body in card.wished]} if kind == "need" else None
        return self.sheet.show(kind, row, initial=more)

    def _is_closed(self, row: SharedRow) -> bool:
        return bool(getattr(row, "is_shared", False)) and not self.room.holds

    def list_new(self) -> dict[str, NewRow]:
        """What is added to each part of the plan; nothing for whoever only reads."""
        if not self.room.can_write:
            return {}
        stands = self.refused is not None and not self.refused.is_new
        return {kind: self.sheet.show_new(kind, known=stands) for kind in FORMS}


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
