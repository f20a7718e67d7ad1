"""The session as organisers prepare it: its days, slots and turns, released or not."""

from typing import Any

from django.db.models import Count, Prefetch

from coaching.models import Session, SessionDay, Slot
from coaching.session.open_turns import tell_quality
from coaching.session.timetable import Turn


def slots_of(session: Session) -> list[Slot]:
    """The slots of a session as they are prepared, in order, with their day, room and leaders: two queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day", "room")
    return list(slots.prefetch_related("leaders").order_by("day__date", "starts_at", "pk"))


def as_turn(booking: Any) -> Turn:
    """A turn of the draft. Needs the annotations of :func:`coaching.session.mentors.with_mentor`."""
    return Turn(
        booking.pk,
        str(booking.participation.project),
        booking.room.name if booking.room else "",
        booking.mentor_name or booking.mentor_email or "",
        bool(getattr(booking, "mine", False)),
    )


def days_of(session: Session) -> list[SessionDay]:
    """Days with their slots, rooms, leaders and number of turns, for those who prepare them. Three queries.

    ``quality`` says how good the last sharing-out of the day was, in words; nothing when there was none.
    """
    slots = (
        Slot.objects.select_related("room")
        .prefetch_related("leaders")
        .annotate(
            turns=Count("bookings", distinct=True),
            groups_count=Count("groups", distinct=True),
            talk_rows=Count("speakers", distinct=True) + Count("resources", distinct=True),
        )
    )
    days: list[Any] = list(
        session.days.order_by("date").prefetch_related(
            Prefetch("slots", queryset=slots.order_by("starts_at", "pk"))
        )
    )
    for day in days:
        day.quality = tell_quality(day.shared_gap) if day.shared_at else ""
    return days
