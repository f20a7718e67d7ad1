"""Who is received when: a project's place in an individual slot, and a turn for each that has none."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from coaching.models import Booking, Room, SessionDay, Slot
from coaching.session.actions.occupancy import PlanRefused, check_is_coming, lock_session, refuse_clashes
from coaching.session.actions.session import check_is_there
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.open_turns import (
    WHY_LEFT,
    describe_quality,
    find_gap,
    list_overlapping,
    open_turn,
)
from coaching.session.planning import load
from coaching.session.planning.clashes import clashes
from coaching.session.planning.optimum import plan_turns
from coaching.session.planning.turns import TurnProblem
from projects.models import Participation


@transaction.atomic
def book_slot(
    *, slot: Slot, participation: Participation, room: Room | None, actor: User, at: datetime
) -> Booking:
    """Give a project its place in an individual slot, in a room, with its mentor if it has one.

    Side effects: one booking, one audit entry. Raises :class:`PlanRefused` with every reason: the slot is there no more
    or is not individual, or the project, the room or the mentor is elsewhere at that time.
    """
    session = lock_session(slot.day.session_id)
    check_is_there(slot)
    slot.refresh_from_db(fields=["kind", "starts_at", "ends_at"])
    if slot.kind != SlotKind.INDIVIDUAL:
        raise PlanRefused(_("Ce créneau n’est pas un coaching individuel."))
    if participation.edition_id != session.edition_id or (room and room.session_id != session.pk):
        raise PlanRefused(_("Ce projet ou cette salle n’est pas de cette session."))
    check_is_coming(participation)
    booking = Booking(slot=slot, participation=participation, room=room)
    wanted = load.of_booking(booking, find_mentors([participation.pk]))
    refuse_clashes(clashes(wanted, load.occupations(session)))
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
    """Take a project out of a slot. Side effects: the row, one audit entry."""
    record(
        verb="unbook_slot",
        subject=booking,
        actor=actor,
        at=at,
        scope=booking.slot.day.session.edition.scope,
        data={"slot": booking.slot_id, "participation": booking.participation_id},
    )
    booking.delete()


class SharedOut(NamedTuple):
    """``placed``: how many turns; ``left``: the projects without one, each with the reason; ``quality``: in words."""

    placed: int
    left: list[tuple[Participation, Any]]
    quality: str


@transaction.atomic
def share_out_day(*, day: SessionDay, actor: User, at: datetime) -> SharedOut:
    """Book every confirmed project that has no individual turn yet on this day, at best, around what is there.

    Side effects: bookings, how good the plan is (on the day), one audit entry. The session is locked meanwhile:
    some seconds at most.
    """
    session = lock_session(day.session_id)
    slots = list(day.slots.filter(kind=SlotKind.INDIVIDUAL).order_by("starts_at", "pk"))
    rooms = {room.pk: room for room in session.rooms.order_by("name", "pk")}
    taken = load.occupations(session)
    booked = set(Booking.objects.filter(slot__in=slots).values_list("participation", flat=True))
    waiting = {
        participation.pk: participation
        for participation in session.edition.participations.confirmed()
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
