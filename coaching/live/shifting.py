"""Shift what remains of a half-day when it runs late. Pure: slots in, moves out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time

from coaching.session.enums import SlotKind
from coaching.session.planning.grid import minutes

NOON = (12 * 60, 14 * 60)
"""A break that takes some of these minutes parts the morning from the afternoon."""
SHORTEST_LUNCH = 20
LAST_MINUTE = 24 * 60 - 1


class NothingLeft(Exception):
    """No slot of the day goes on or is still to come."""


class NoTimeLeft(Exception):
    """Lunch would be too short, or the day would go beyond midnight."""


@dataclass(frozen=True)
class CurrentSlot:
    """A slot as it stands."""

    pk: int
    starts_at: time
    ends_at: time
    kind: str


@dataclass(frozen=True)
class SlotMove:
    """Where a slot goes."""

    pk: int
    starts_at: time
    ends_at: time


def plan_shift(slots: Iterable[CurrentSlot], now: time, by: int) -> list[SlotMove]:
    """What moves when the half-day runs ``by`` minutes late at ``now``.

    What goes on ends later, what comes begins later; lunch begins later and ends when it did, so that the afternoon
    stays. Raises :class:`NothingLeft`, :class:`NoTimeLeft`.
    """
    day, at = sorted(slots, key=lambda slot: (slot.starts_at, slot.pk)), minutes(now)
    lunch = _find_lunch(day)
    is_morning = lunch is not None and at < minutes(lunch.starts_at)
    left = [
        slot
        for slot in day
        if minutes(slot.ends_at) > at and not (is_morning and lunch and slot.starts_at >= lunch.starts_at)
    ]
    moves = [_move(slot, 0 if minutes(slot.starts_at) <= at else by, by) for slot in left]
    if not moves:
        raise NothingLeft
    if is_morning and lunch:
        # lunch gives way, and no more than it can: the afternoon keeps its hours
        last = max(minutes(move.ends_at) for move in moves)
        if last > minutes(lunch.starts_at):
            if minutes(lunch.ends_at) - last < SHORTEST_LUNCH:
                raise NoTimeLeft
            moves.append(SlotMove(lunch.pk, _clock(last), lunch.ends_at))
    return moves


def _find_lunch(day: list[CurrentSlot]) -> CurrentSlot | None:
    def at_noon(slot: CurrentSlot) -> int:
        return min(minutes(slot.ends_at), NOON[1]) - max(minutes(slot.starts_at), NOON[0])

    breaks = [slot for slot in day if slot.kind == SlotKind.BREAK and at_noon(slot) > 0]
    return max(breaks, key=at_noon, default=None)


def _move(slot: CurrentSlot, start: int, end: int) -> SlotMove:
    return SlotMove(slot.pk, _clock(minutes(slot.starts_at) + start), _clock(minutes(slot.ends_at) + end))


def _clock(value: int) -> time:
    if value > LAST_MINUTE:
        raise NoTimeLeft
    return time(value // 60, value % 60)
