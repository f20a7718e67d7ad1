"""The session, what is planned in it, and what is said there."""

from coaching.session.models.session import (
    SUMMARY_MAX,
    Booking,
    CalendarFeed,
    ProgrammeRelease,
    ProgrammeReleaseQuerySet,
    Room,
    Session,
    SessionDay,
    Slot,
    SlotGroup,
    room_key,
)
from coaching.session.models.talks import SlotResource, SlotSpeaker, random_resource_name

__all__ = [
    "SUMMARY_MAX",
    "Booking",
    "CalendarFeed",
    "ProgrammeRelease",
    "ProgrammeReleaseQuerySet",
    "Room",
    "Session",
    "SessionDay",
    "Slot",
    "SlotGroup",
    "SlotResource",
    "SlotSpeaker",
    "random_resource_name",
    "room_key",
]
