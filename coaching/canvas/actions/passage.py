"""The order in which projects pitch: given by those who run the session, drawn by lot, or alphabetical."""

import random
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.canvas.queries.pitches import list_turns
from coaching.models import PitchTurn
from programmes.locks import lock_edition
from programmes.models import Edition


@transaction.atomic
def move_turn(*, edition: Edition, place: int, by: int, actor: User, at: datetime) -> bool:
    """Let a project pitch ``by`` turns later, or earlier below 0; ``False`` for one that does not come.

    Side effects: the turns of all, the audit entry.
    """
    order = _lock_order(edition)
    if place not in order:
        return False
    old = order.index(place)
    order.insert(max(0, min(old + by, len(order) - 1)), order.pop(old))
    _keep(edition, order, "order_pitches", actor, at)
    return True


@transaction.atomic
def draw_turns(*, edition: Edition, actor: User, at: datetime) -> list[int]:
    """Draw the order by lot. Returns the one before, to go back to. Side effects: the turns, the audit entry."""
    before = _lock_order(edition)
    drawn = random.SystemRandom().sample(before, len(before))
    _keep(edition, drawn, "draw_pitches", actor, at)
    return before


@transaction.atomic
def order_turns(*, edition: Edition, places: Sequence[int], actor: User, at: datetime) -> None:
    """Give this order; who is not in it keeps theirs, after. Side effects: the turns, the audit entry."""
    standing = _lock_order(edition)
    first = [place for place in dict.fromkeys(places) if place in standing]
    _keep(edition, [*first, *(place for place in standing if place not in first)], "order_pitches", actor, at)


def _lock_order(edition: Edition) -> list[int]:
    """The projects that come, as they pitch; nobody else changes their order until the transaction ends."""
    lock_edition(edition.pk)
    return [turn.pk for turn in list_turns(edition)]


def _keep(edition: Edition, order: Sequence[int], verb: str, actor: User, at: datetime) -> None:
    PitchTurn.objects.filter(participation__edition=edition).delete()
    PitchTurn.objects.bulk_create(
        PitchTurn(participation_id=place, position=position) for position, place in enumerate(order, start=1)
    )
    record(verb=verb, subject=edition, actor=actor, at=at, scope=edition.scope, data={"projects": len(order)})
