"""The projects that a mentor follows: when they last spoke, what moved since, what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Subquery

from coaching.followup.queries.movements import last_moved, last_reported, next_action
from coaching.pairing.queries.contacts import format_ago
from coaching.pairing.queries.mentors import FollowedProject
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
    return [_build_card(item, known[item.pairing.participation_id], at) for item in followed]


def _build_card(item: FollowedProject, place: Any, at: datetime) -> FollowedCard:
    moved = [moment for moment in (place.reported_at, place.moved_at) if moment]
    return FollowedCard(
        item, format_ago(max(moved), at) if moved else "", place.step or place.line or "", place.due_on
    )


def _read_news(keys: Sequence[int]) -> Any:
    """The places with the time of their last news, and their next action: what is due first, then by priority."""
    step = next_action()
    return (
        Participation.objects.filter(pk__in=keys)
        .order_by()
        .annotate(
            reported_at=last_reported(),
            moved_at=last_moved(),
            step=Subquery(step.values("first_step")[:1]),
            line=Subquery(step.values("line")[:1]),
            due_on=Subquery(step.values("due_on")[:1]),
        )
    )
