"""From the models to the planning problems."""

from collections.abc import Iterable

from coaching.models import Booking, Session, Slot
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.planning.clashes import Named, Occupation


def of_booking(booking: Booking, mentors: dict[int, Named]) -> Occupation:
    """Needs ``slot__day``, ``room`` and ``participation__project``."""
    slot, mentor = booking.slot, mentors.get(booking.participation_id)
    return Occupation(
        title=slot.title,
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        project=Named(booking.participation_id, str(booking.participation.project)),
        room=Named(booking.room_id, booking.room.name) if booking.room_id and booking.room else None,
        people=(mentor,) if mentor else (),
        slot=booking.slot_id,
    )


def of_slot(slot: Slot, leaders: Iterable[Named]) -> Occupation:
    """A slot as such: its room and those who lead it; a plenary takes everybody, coaching has no room of its own."""
    has_room = slot.kind != SlotKind.INDIVIDUAL
    return Occupation(
        title=slot.title,
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        room=Named(slot.room.pk, slot.room.name) if has_room and slot.room else None,
        people=tuple(leaders),
        takes_everybody=slot.kind == SlotKind.PLENARY,
        slot=slot.pk,
    )


def occupations(session: Session, *, but_slot: int | None = None) -> list[Occupation]:
    """Everything that takes a project, a room or a person during the session. Four queries at most.

    Every slot counts through its leaders, a collective one through its room too, a coaching one through its turns.
    """
    without = [] if but_slot is None else [but_slot]
    bookings = list(
        Booking.objects.filter(slot__day__session=session)
        .exclude(slot__in=without)
        .select_related("slot__day", "room", "participation__project")
    )
    mentors = find_mentors({booking.participation_id for booking in bookings}) if bookings else {}
    slots = (
        Slot.objects.filter(day__session=session)
        .exclude(pk__in=without)
        .select_related("day", "room")
        .prefetch_related("leaders")
    )
    return [of_booking(booking, mentors) for booking in bookings] + [
        of_slot(slot, [Named(person.pk, str(person)) for person in slot.leaders.all()]) for slot in slots
    ]
