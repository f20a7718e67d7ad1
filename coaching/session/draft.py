"""The session as organisers prepare it: its days, slots and turns, released or not."""

from collections.abc import Iterable
from typing import Any

from coaching.models import Session, SessionDay, Slot
from coaching.session.open_turns import describe_quality
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


def list_days(session: Session, slots: Iterable[Slot]) -> list[SessionDay]:
    """Days with their slots (``listed``) for those who prepare them. One query.

    ``slots``: what :func:`~coaching.session.slots.list_slots` read; each is given ``talk_rows``, how many people and
    documents it has. ``quality`` says how good the last sharing-out of the day was, in words; nothing without one.
    """
    listed: list[Any] = list(slots)
    days: list[Any] = list(session.days.order_by("date"))
    for day in days:
        day.quality = describe_quality(day.shared_gap) if day.shared_at else ""
        day.listed = [slot for slot in listed if slot.day_id == day.pk]
        for slot in day.listed:
            slot.talk_rows = len(slot.speakers.all()) + slot.resources_count
    return days
