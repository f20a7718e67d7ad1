"""Shift the rest of a half-day when it runs late. Pure: slots in, moves out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from accelerator.types import Json
from coaching.models import Session, SessionDay, Slot, SlotShift
from coaching.session.actions.occupancy import lock_session, refuse_clashes
from coaching.session.actions.releases import move_released
from coaching.session.enums import SlotKind
from coaching.session.planning import load
from coaching.session.planning.clashes import Clash, Occupation, list_reasons
from coaching.session.planning.grid import minutes
from coaching.session.timetable import PARIS

NOON = (12 * 60, 14 * 60)
"""A break that covers one of these minutes separates the morning from the afternoon."""
SHORTEST_LUNCH = 20
LAST_MINUTE = 24 * 60 - 1


class NothingLeft(Exception):
    """No slot of the day is running or still to come."""


class NoTimeLeft(Exception):
    """Lunch would be too short, or the day would go beyond midnight."""


@dataclass(frozen=True)
class CurrentSlot:
    """A slot and its present hours."""

    pk: int
    starts_at: time
    ends_at: time
    kind: str


@dataclass(frozen=True)
class SlotMove:
    """The new hours of a slot."""

    pk: int
    starts_at: time
    ends_at: time


def plan_shift(slots: Iterable[CurrentSlot], now: time, by: int) -> list[SlotMove]:
    """The moves when the half-day runs ``by`` minutes late at ``now``.

    The running slot ends later, the following ones begin later; lunch begins later and ends as before, so that the
    afternoon stays. Raises :class:`NothingLeft`, :class:`NoTimeLeft`.
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
            moves.append(SlotMove(lunch.pk, _format_clock(last), lunch.ends_at))
    return moves


def _find_lunch(day: list[CurrentSlot]) -> CurrentSlot | None:
    def at_noon(slot: CurrentSlot) -> int:
        return min(minutes(slot.ends_at), NOON[1]) - max(minutes(slot.starts_at), NOON[0])

    breaks = [slot for slot in day if slot.kind == SlotKind.BREAK and at_noon(slot) > 0]
    return max(breaks, key=at_noon, default=None)


def _move(slot: CurrentSlot, start: int, end: int) -> SlotMove:
    return SlotMove(
        slot.pk, _format_clock(minutes(slot.starts_at) + start), _format_clock(minutes(slot.ends_at) + end)
    )


def _format_clock(value: int) -> time:
    if value > LAST_MINUTE:
        raise NoTimeLeft
    return time(value // 60, value % 60)


def find_last_shift(session: Session) -> SlotShift | None:
    """The last shift, which may be undone. One query."""
    return SlotShift.objects.standing().filter(day__session=session).first()


@transaction.atomic
def shift_rest(*, session: Session, by: int, seen: int | None, actor: User, at: datetime) -> SlotShift:
    """Move the running slot and the rest of this half-day ``by`` minutes; everybody's pages follow.

    ``seen``: the last shift that the author saw, if any; two clicks, or two organisers, shift once. Side effects: the
    slots with their version, their released hours, one row to restore them from, one audit entry. Raises
    :class:`TransitionRefused` when today is no day of the session, nothing is left, or there is no time; with every
    clash when something would be in two places: nothing moves then.
    """
    session, local = lock_session(session.pk), timezone.localtime(at, PARIS)
    former = find_last_shift(session)
    if seen is not None and seen != (former.pk if former else 0):
        raise TransitionRefused(_("Le programme vient déjà d’être décalé : vérifiez avant de recommencer."))
    day = SessionDay.objects.filter(session=session, date=local.date()).first()
    slots = list(Slot.objects.filter(day=day)) if day else []
    moves = _plan(slots, local.time(), by)  # refuses a day without slots
    assert day is not None
    # existing clashes were accepted by the organisers: only new ones refuse a shift
    refuse_clashes(_find_new_clashes(session, moves))
    moved_rows = _apply(slots, moves, actor)
    _move_released(session, moved_rows, actor, at)
    shift = SlotShift.objects.create(day=day, minutes=by, moves=moved_rows, at=at, by=actor)
    _log("shift_programme", shift, session, actor, at, minutes=by, slots=len(moved_rows))
    return shift


def _log(
    verb: str, shift: SlotShift, session: Session, actor: User | None, at: datetime, **data: object
) -> None:
    record(verb=verb, subject=shift, actor=actor, at=at, scope=session.edition.scope, data=data)


def _plan(slots: Sequence[Slot], now: time, by: int) -> list[SlotMove]:
    try:
        return plan_shift(
            [CurrentSlot(slot.pk, slot.starts_at, slot.ends_at, slot.kind) for slot in slots], now, by
        )
    except NothingLeft:
        raise TransitionRefused(_("Il n’y a plus rien à décaler aujourd’hui.")) from None
    except NoTimeLeft:
        raise TransitionRefused(
            _("Il n’y a plus la place : le déjeuner serait trop court, ou la journée passerait minuit.")
        ) from None


def _find_new_clashes(session: Session, moves: Iterable[SlotMove]) -> list[Clash]:
    """The clashes that these moves would add. Four queries."""
    moves_by_slot = {move.pk: move for move in moves}
    occupations = load.list_occupations(session)
    unmoved = [occupation for occupation in occupations if occupation.slot not in moves_by_slot]
    moved = [occupation for occupation in occupations if occupation.slot in moves_by_slot]
    before = {
        clash.message % clash.values for occupation in moved for clash in list_reasons(occupation, unmoved)
    }
    after = [
        clash
        for occupation in moved
        for clash in list_reasons(_move_occupation(occupation, moves_by_slot), unmoved)
    ]
    return [clash for clash in after if clash.message % clash.values not in before]


def _move_occupation(occupation: Occupation, moves_by_slot: dict[int, SlotMove]) -> Occupation:
    move = moves_by_slot[occupation.slot or 0]
    return replace(occupation, starts_at=move.starts_at, ends_at=move.ends_at)


def _apply(slots: Iterable[Slot], moves: Iterable[SlotMove], actor: User) -> list[Json]:
    rows, moved_rows = {slot.pk: slot for slot in slots}, []
    for move in moves:
        slot = rows[move.pk]
        before = [slot.starts_at.isoformat(), slot.ends_at.isoformat()]
        slot.starts_at, slot.ends_at = move.starts_at, move.ends_at
        slot.version, slot.saved_by = slot.version + 1, actor
        slot.save(update_fields=["starts_at", "ends_at", "version", "saved_by"])
        after = [slot.starts_at.isoformat(), slot.ends_at.isoformat()]
        moved_rows.append({"slot": slot.pk, "version": slot.version, "from": before, "to": after})
    return moved_rows


def _move_released(session: Session, moved_rows: Iterable[Json], actor: User, at: datetime) -> None:
    moves = {
        row["slot"]: tuple(tuple(map(time.fromisoformat, row[key])) for key in ("from", "to"))
        for row in moved_rows
    }
    move_released(session=session, moves=moves, actor=actor, at=at)


@transaction.atomic
def undo_shift(*, session: Session, pk: int, actor: User, at: datetime) -> SlotShift:
    """Undo the last shift.

    Side effects: the slots with their version, their released hours, ``undone_at``, one audit entry. Raises
    :class:`TransitionRefused` when it was undone already, is not the last one, a slot changed or went since, or
    something else took its place.
    """
    session = lock_session(session.pk)
    shift = find_last_shift(session)
    if shift is None or shift.pk != pk:
        raise TransitionRefused(_("Ce décalage n’est plus le dernier : il ne s’annule plus."))
    slots = {slot.pk: slot for slot in Slot.objects.filter(day=shift.day_id)}
    for row in shift.moves:
        slot = slots.get(row["slot"])
        # somebody edited it since: its former hours are no longer anybody’s wish
        if slot is None or slot.version != row["version"]:
            raise TransitionRefused(
                _("Un créneau a changé depuis ce décalage : modifiez le déroulé à la main.")
            )
    moves = [
        SlotMove(row["slot"], *(time.fromisoformat(value) for value in row["from"])) for row in shift.moves
    ]
    refuse_clashes(_find_new_clashes(session, moves))
    _move_released(session, _apply(slots.values(), moves, actor), actor, at)
    shift.undone_at = at
    shift.save(update_fields=["undone_at"])
    _log("undo_shift", shift, session, actor, at, minutes=shift.minutes)
    return shift
