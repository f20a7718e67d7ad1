"""The projects that a mentor follows: when they last spoke, what moved since, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest

from accelerator.rows.models import is_kept
from coaching.models import ActionItem, ActionUpdate, Commitment
from coaching.pairing.queries.contacts import tell_ago
from coaching.pairing.queries.mentors import FollowedProject
from coaching.plan.enums import ActionState
from projects.models import Participation


@dataclass(frozen=True)
class FollowedCard:
    """``news``: how long ago the plan or a commitment moved, "" if nothing has; ``step``: of the next open action.

    Of commitments a mentor reads no word: only the day on which one moved counts here.
    """

    followed: FollowedProject
    news: str = ""
    step: str = ""
    due_on: date | None = None


def list_cards(followed: Sequence[FollowedProject], at: datetime) -> list[FollowedCard]:
    """In the order given. One query, none without a project."""
    keys = [item.pairing.participation_id for item in followed]
    known = {place.pk: place for place in _read_news(keys)} if keys else {}
    return [_draw_card(item, known[item.pairing.participation_id], at) for item in followed]


def _draw_card(item: FollowedProject, place: Any, at: datetime) -> FollowedCard:
    moved = [moment for moment in (place.told_at, place.moved_at) if moment]
    return FollowedCard(
        item, tell_ago(max(moved), at) if moved else "", place.step or place.line or "", place.due_on
    )


def _read_news(keys: Sequence[int]) -> Any:
    """The places with when something was told of them, and their next action: what is due first, then by priority."""
    told = ActionUpdate.objects.filter(action__participation=OuterRef("pk")).order_by()
    moved = Commitment.objects.filter(participation=OuterRef("pk")).order_by()
    confirmed = Greatest("moved_at", Coalesce("confirmed_at", "moved_at"))
    opened = ActionItem.objects.filter(
        is_kept(), participation=OuterRef("pk"), state__in=[ActionState.TODO, ActionState.DOING]
    )
    next_one = opened.exclude(line="").order_by(
        F("due_on").asc(nulls_last=True), "priority", "position", "pk"
    )
    return (
        Participation.objects.filter(pk__in=keys)
        .order_by()
        .annotate(
            told_at=Subquery(told.values("action__participation").annotate(last=Max("at")).values("last")),
            moved_at=Subquery(moved.values("participation").annotate(last=Max(confirmed)).values("last")),
            step=Subquery(next_one.values("first_step")[:1]),
            line=Subquery(next_one.values("line")[:1]),
            due_on=Subquery(next_one.values("due_on")[:1]),
        )
    )
