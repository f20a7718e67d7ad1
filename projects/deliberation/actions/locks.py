"""The row of a meeting, locked until the transaction ends.

One order for all: the edition, the dossiers by key, then the meeting. Who recuses has the dossier's row first.
"""

from datetime import datetime

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest

from projects.deliberation.checks import MeetingClosed, MeetingPaused
from projects.models import Meeting


def lock_meeting(meeting: int, *, may_be_paused: bool = False) -> Meeting:
    """The meeting as it is now. Raises :class:`MeetingClosed`, and :class:`MeetingPaused` unless that is allowed."""
    Meeting.objects.select_for_update(no_key=True).order_by().values_list("pk").get(pk=meeting)
    fresh = Meeting.objects.select_related("edition__call", "current").get(pk=meeting)
    if not fresh.is_open:
        raise MeetingClosed
    if fresh.is_paused and not may_be_paused:
        raise MeetingPaused
    return fresh


def update_meeting(meeting: Meeting, **changes: object) -> None:
    """Set these columns and raise the version: every screen is rendered again. Call it with the meeting locked."""
    Meeting.objects.filter(pk=meeting.pk).update(version=F("version") + 1, **changes)
    for name, value in changes.items():
        setattr(meeting, name, value)


def compute_end(at: datetime, start: str) -> Greatest:
    """The end of a period: ``at``, or its ``start`` when somebody who came later had the lock first."""
    return Greatest(F(start), Value(at, output_field=DateTimeField()))
