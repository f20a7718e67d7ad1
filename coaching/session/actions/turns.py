"""Individual turns: booked one by one, assigned for a day, or repaired with the fewest moves."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from coaching.models import Booking, Room, Session, SessionDay, Slot
from coaching.session.actions.occupancy import PlanRefused, check_is_coming, lock_session, refuse_clashes
from coaching.session.actions.session import check_is_there
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.planning import load
from coaching.session.planning.clashes import Named, list_reasons
from coaching.session.planning.load import WHY_LEFT, describe_quality, find_gap, list_overlapping, open_turn
from coaching.session.planning.optimum import EFFORT, OpenTurn, Place, TurnProblem, group_moves, plan_turns
from projects.models import Participation


@transaction.atomic
def book_slot(
    *, slot: Slot, participation: Participation, room: Room | None, actor: User, at: datetime
) -> Booking:
    """Book a project in an individual slot, in a room, with its mentor if it has one.

    Side effects: one booking, one audit entry. Raises :class:`PlanRefused` with every reason: the slot was removed or
    is not individual, or the project, the room or the mentor is elsewhere at that time.
    """
    session = lock_session(slot.day.session_id)
    check_is_there(slot)
    slot.refresh_from_db(fields=["kind", "starts_at", "ends_at"])
    if slot.kind != SlotKind.INDIVIDUAL:
        raise PlanRefused(_("Ce créneau n’est pas un coaching individuel."))
    if participation.edition_id != session.edition_id or (room and room.session_id != session.pk):
        raise PlanRefused(_("Ce projet ou cette salle n’est pas de cette session."))
    if check_is_coming(participation).is_away:
        raise PlanRefused(_("Ce projet est parti en cours de session."))
    booking = Booking(slot=slot, participation=participation, room=room)
    wanted = load.occupy_by_booking(booking, find_mentors([participation.pk]))
    refuse_clashes(list_reasons(wanted, load.list_occupations(session)))
    booking.save()
    record(
        verb="book_slot",
        subject=booking,
        actor=actor,
        at=at,
        scope=session.edition.scope,
        data={"slot": slot.pk, "participation": participation.pk},
    )
    return booking


@transaction.atomic
def unbook(*, booking: Booking, actor: User, at: datetime) -> None:
    """Remove a project from a slot. Side effects: the row, one audit entry."""
    lock_session(booking.slot.day.session_id)
    if is_gone(booking):
        return
    record(
        verb="unbook_slot",
        subject=booking,
        actor=actor,
        at=at,
        scope=booking.slot.day.session.edition.scope,
        data={"slot": booking.slot_id, "participation": booking.participation_id},
    )
    booking.delete()


@transaction.atomic
def fill_waiting(*, session: Session, actor: User, at: datetime) -> int:
    """Let projects work on their own while others are received, in every individual slot; returns how many changed.

    Side effects: the slots, one audit entry if any changed.
    """
    locked = lock_session(session.pk)
    waiting = Slot.objects.filter(day__session=locked, kind=SlotKind.INDIVIDUAL, autonomy=False)
    count = waiting.update(autonomy=True, version=F("version") + 1, saved_by=actor)
    if count:
        data = {"slots": count}
        record(verb="fill_waiting", subject=locked, actor=actor, at=at, scope=locked.edition.scope, data=data)
    return count


class SharedOut(NamedTuple):
    """The result of sharing out turns. ``placed``: how many turns; ``left``: the projects without one, each with the
    reason; ``quality``: in words.
    """

    placed: int
    left: Sequence[tuple[Participation, str | Promise]]
    quality: str


@transaction.atomic
def share_out_day(*, day: SessionDay, actor: User, at: datetime) -> SharedOut:
    """Book every confirmed project without an individual turn on this day, in the best way around the present turns.

    Side effects: bookings, the quality of the plan (on the day), one audit entry. The session is locked meanwhile:
    some seconds at most.
    """
    session = lock_session(day.session_id)
    slots = list(day.slots.filter(kind=SlotKind.INDIVIDUAL).order_by("starts_at", "pk"))
    rooms = {room.pk: room for room in session.rooms.order_by("name", "pk")}
    taken = load.list_occupations(session)
    booked = set(Booking.objects.filter(slot__in=slots).values_list("participation", flat=True))
    waiting = {
        participation.pk: participation
        for participation in session.edition.participations.attending()
        # Their rows are held, as in ``check_is_coming``: a project that leaves meanwhile waits, then gives its
        # new turn up too.
        .exclude(pk__in=booked)
        .select_for_update(of=("self",))
        .select_related("project")
    }
    plan = plan_turns(
        TurnProblem(
            wishes=tuple((pk, day.pk) for pk in waiting),
            turns=tuple(open_turn(slot, day, rooms, taken) for slot in slots),
            days={slot.pk: day.pk for slot in slots},
            mentors={pk: mentor.key for pk, mentor in find_mentors(waiting).items()},
            overlapping=list_overlapping(slots),
        )
    )
    Booking.objects.bulk_create(
        Booking(slot_id=place.turn, participation_id=place.project, room_id=place.room)
        for place in plan.places.values()
    )
    gap = find_gap(plan)
    if plan.places:
        day.shared_at, day.shared_gap = at, gap
        day.save(update_fields=["shared_at", "shared_gap"])
    record(
        verb="share_out_day",
        subject=day,
        actor=actor,
        at=at,
        scope=session.edition.scope,
        data={"placed": len(plan.places), "left": len(plan.left)},
    )
    left = [(waiting[left.wish[0]], WHY_LEFT[left.why]) for left in plan.left]
    return SharedOut(len(plan.places), left, describe_quality(gap))


@dataclass(frozen=True)
class Trouble:
    """What is missing on a day, between two hours of local time: a mentor (by person), a room, a project (by
    participation), or several of them."""

    day: SessionDay
    starts_at: time
    ends_at: time
    mentor: int | None = None
    room: int | None = None
    project: int | None = None

    def meets(self, slot: Slot) -> bool:
        """Whether the slot and the trouble share an instant."""
        return slot.starts_at < self.ends_at and self.starts_at < slot.ends_at

    def hits(self, booking: Booking, mentor: Named | None) -> bool:
        """Whether this turn is impossible; ``mentor`` receives it. Needs the slot."""
        missing = (
            booking.participation_id == self.project,
            booking.room_id is not None and booking.room_id == self.room,
            mentor is not None and mentor.key == self.mentor,
        )
        return any(missing) and self.meets(booking.slot)


@dataclass(frozen=True)
class TurnMove:
    """A turn that changes; without ``slot``, no place is left for it, for the reason ``why``."""

    booking: Booking
    slot: Slot | None
    room: Room | None
    why: str | Promise = ""


@dataclass(frozen=True)
class Repair:
    """The moves that repair a day, before they are applied. ``digest`` identifies the plan: applying it is refused
    when the session changed since it was read.

    ``sets``: its moves by those that depend on one another: each set may be accepted alone. ``begun``: how many turns
    stay because they have begun, or are over.
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


def find_repair(
    session: Session,
    trouble: Trouble,
    at: datetime,
    *,
    others: Sequence[Trouble] = (),
    substitutes: Mapping[int, Named] | None = None,
    effort: float = EFFORT,
) -> Repair:
    """The plan with the most turns and the fewest moves. Turns that begin before the trouble, have begun at this
    instant or are over stay.

    ``others``: other troubles of that day; ``substitutes``: the substitute mentors by participation. Reads only.
    Searches for some seconds at most, less with less ``effort``.
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
    substitutes = substitutes or {}
    booked = Booking.objects.filter(slot__in=slots, room__isnull=False).select_related(
        "participation__project", "room"
    )
    listed = list(booked.order_by("slot__starts_at", "pk"))
    received_by = {**find_mentors(booking.participation_id for booking in listed), **substitutes}
    for booking in listed:
        booking.slot = slots[booking.slot_id]
    # A project's other turns of the day stay: one wish is one project and one day, the first that cannot be.
    for booking in sorted(
        listed, key=lambda row: not trouble.hits(row, received_by.get(row.participation_id))
    ):
        bookings.setdefault(booking.participation_id, booking)
    movable = {(booking.slot_id, project) for project, booking in bookings.items()}
    taken = [
        other
        for other in load.list_occupations(session)
        if not (other.project and (other.slot, other.project.key) in movable)
    ]
    turns = [
        _without_troubles(open_turn(slot, day, rooms, taken), slot, (trouble, *others))
        for slot in slots.values()
    ]
    mentors = {project: received_by[project].key for project in bookings if project in received_by}
    overlapping = list_overlapping(list(slots.values()))
    plan = plan_turns(
        TurnProblem(
            wishes=tuple((project, day.pk) for project in bookings),
            turns=turns,
            days=dict.fromkeys(slots, day.pk),
            mentors=mentors,
            previous={
                (project, day.pk): Place(project, booking.slot_id, booking.room_id or 0)
                for project, booking in bookings.items()
            },
            overlapping=overlapping,
        ),
        effort=effort,
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


def _without_troubles(turn: OpenTurn, slot: Slot, troubles: Sequence[Trouble]) -> OpenTurn:
    met = [trouble for trouble in troubles if trouble.meets(slot)]
    rooms = {trouble.room for trouble in met}
    return replace(
        turn,
        rooms=tuple(room for room in turn.rooms if room not in rooms),
        busy=turn.busy | {trouble.mentor for trouble in met if trouble.mentor is not None},
        elsewhere=turn.elsewhere | {trouble.project for trouble in met if trouble.project is not None},
    )


@transaction.atomic
def repair_turns(
    *, session: Session, trouble: Trouble, digest: str, only: int | None = None, actor: User, at: datetime
) -> Sequence[TurnMove]:
    """Apply the plan named by ``digest``, or one of its sets, ``only`` from 0; returns what moved.

    Side effects: bookings move, or are deleted without a place; one audit entry. Raises :class:`PlanRefused` when the
    session changed since the plan was read, or one of its turns has begun: nothing moves that nobody has read.
    """
    lock_session(session.pk)
    broken = find_repair(session, trouble, at)
    if broken.digest != digest:
        raise PlanRefused(_("La session a changé entre-temps : voici le nouveau plan."))
    if only is not None and not 0 <= only < len(broken.sets):
        raise PlanRefused(_("La session a changé entre-temps : voici le nouveau plan."))
    moves = broken.moves if only is None else broken.sets[only]
    make_moves(moves)
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


def make_moves(moves: Sequence[TurnMove]) -> None:
    """Move the bookings, or delete those without a place."""
    for move in moves:
        if move.slot is None:
            Booking.objects.filter(pk=move.booking.pk).delete()
        else:
            # Not ``save()``: a project that leaves at this instant takes its turn with it.
            Booking.objects.filter(pk=move.booking.pk).update(slot=move.slot, room=move.room)
