"""Repair the individual turns of a day: somebody does not come, a room opens late; the fewest turns move."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.models import Booking, Room, Session, SessionDay, Slot
from coaching.session.actions.occupancy import PlanRefused, lock_session
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.open_turns import WHY_LEFT, list_overlapping, open_turn
from coaching.session.planning import load
from coaching.session.planning.optimum import plan_turns
from coaching.session.planning.together import group_moves
from coaching.session.planning.turns import OpenTurn, Place, TurnProblem


@dataclass(frozen=True)
class Trouble:
    """What is missing on a day, between two hours of local time: a mentor (by person), a room, or both."""

    day: SessionDay
    starts_at: time
    ends_at: time
    mentor: int | None = None
    room: int | None = None

    def meets(self, slot: Slot) -> bool:
        """Whether the slot and the trouble share an instant."""
        return slot.starts_at < self.ends_at and self.starts_at < slot.ends_at


@dataclass(frozen=True)
class TurnMove:
    """A turn that changes; without ``slot``, nowhere is left for it and ``why`` says so."""

    booking: Booking
    slot: Slot | None
    room: Room | None
    why: str | Promise = ""


@dataclass(frozen=True)
class Repair:
    """``digest`` names the plan: applying it is refused when the session changed since it was shown. ``sets`` are its
    moves by those that go together: each set may be accepted alone. ``begun`` counts the turns that stay because they
    have begun, or are over.
    """

    moves: Sequence[TurnMove]
    sets: Sequence[Sequence[TurnMove]]
    bound: int
    is_proven: bool
    digest: str
    begun: int = 0

    @property
    def is_least(self) -> bool:
        """Whether no other plan moves fewer turns."""
        return len(self.moves) <= self.bound


def find_repair(session: Session, trouble: Trouble, at: datetime) -> Repair:
    """The plan that keeps the most turns and moves the fewest. Turns that begin before the trouble, have begun at this
    instant or are over stay as they are: to the search they are taken.

    Reads only. Searches for some seconds at most.
    """
    day = trouble.day
    concerned = [
        slot
        for slot in day.slots.filter(kind=SlotKind.INDIVIDUAL).order_by("starts_at", "pk")
        if slot.starts_at >= trouble.starts_at or trouble.meets(slot)
    ]
    slots = {slot.pk: slot for slot in concerned if not slot.has_begun(at)}
    rooms = {room.pk: room for room in session.rooms.order_by("name", "pk")}
    bookings: dict[int, Booking] = {}
    found = Booking.objects.filter(slot__in=slots, room__isnull=False).select_related(
        "participation__project", "room"
    )
    for booking in found.order_by("slot__starts_at", "pk"):
        booking.slot = slots[booking.slot_id]
        # A project's other turns of the day stay: one wish is one project and one day.
        bookings.setdefault(booking.participation_id, booking)
    movable = {(booking.slot_id, project) for project, booking in bookings.items()}
    taken = [
        other
        for other in load.occupations(session)
        if not (other.project and (other.slot, other.project.key) in movable)
    ]
    turns = [_without_trouble(open_turn(slot, day, rooms, taken), slot, trouble) for slot in slots.values()]
    mentors = {project: mentor.key for project, mentor in find_mentors(bookings).items()}
    overlapping = list_overlapping(list(slots.values()))
    plan = plan_turns(
        TurnProblem(
            wishes=tuple((project, day.pk) for project in bookings),
            turns=turns,
            days=dict.fromkeys(slots, day.pk),
            mentors=mentors,
            held={
                (project, day.pk): Place(project, booking.slot_id, booking.room_id or 0)
                for project, booking in bookings.items()
            },
            overlapping=overlapping,
        )
    )
    why = {left.wish: WHY_LEFT[left.why] for left in plan.left}
    moves = [
        TurnMove(bookings[move.wish[0]], slots[move.new.turn], rooms[move.new.room])
        if move.new
        else TurnMove(bookings[move.wish[0]], None, None, why[move.wish])
        for move in plan.moves
    ]
    facts = sorted(
        (move.booking.pk, move.slot and move.slot.pk, move.room and move.room.pk) for move in moves
    )
    digest = hashlib.sha256(repr((facts, sorted(movable))).encode()).hexdigest()[:16]
    sets = [[moves[place] for place in group] for group in group_moves(plan.moves, mentors, overlapping)]
    begun = Booking.objects.filter(slot__in=[slot.pk for slot in concerned if slot.pk not in slots]).count()
    return Repair(moves, sets, plan.bound, plan.is_proven, digest, begun)


def _without_trouble(turn: OpenTurn, slot: Slot, trouble: Trouble) -> OpenTurn:
    if not trouble.meets(slot):
        return turn
    busy = turn.busy if trouble.mentor is None else turn.busy | {trouble.mentor}
    return replace(turn, rooms=tuple(room for room in turn.rooms if room != trouble.room), busy=busy)


@transaction.atomic
def repair_turns(
    *, session: Session, trouble: Trouble, digest: str, only: int | None = None, actor: User, at: datetime
) -> Sequence[TurnMove]:
    """Move the turns as the plan named by ``digest`` says, or one of its sets, ``only`` from 0; returns what moved.

    Side effects: bookings move, or go when no place is left for them; one audit entry. Raises :class:`PlanRefused` when
    the session changed since the plan was shown, or one of its turns has begun: nothing moves that nobody has read.
    """
    lock_session(session.pk)
    found = find_repair(session, trouble, at)
    if found.digest != digest:
        raise PlanRefused(_("La session a changé entre-temps : voici le nouveau plan."))
    if only is not None and not 0 <= only < len(found.sets):
        raise PlanRefused(_("La session a changé entre-temps : voici le nouveau plan."))
    moves = found.moves if only is None else found.sets[only]
    for move in moves:
        if move.slot is None:
            move.booking.delete()
        else:
            # Not ``save()``: a project that leaves at this instant takes its turn with it.
            Booking.objects.filter(pk=move.booking.pk).update(slot=move.slot, room=move.room)
    record(
        verb="repair_turns",
        subject=trouble.day,
        actor=actor,
        at=at,
        scope=session.edition.scope,
        data={
            "moved": sum(move.slot is not None for move in moves),
            "mentor": trouble.mentor,
            "room": trouble.room,
        },
    )
    return moves
