"""Of how many people a debrief asked in the room has the answers."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.timezone import localdate

from coaching.attendance.models import Attendee
from coaching.surveys.enums import InvitationState
from coaching.surveys.models import Survey


@dataclass(frozen=True)
class RoomCount:
    """``people``: those who were there the day it was opened; those expected, when nobody called the roll."""

    sent: int
    started: int
    people: int
    is_of_present: bool


def count_room(survey: Survey) -> RoomCount | None:
    """``None`` when it was not asked in the room. Whoever answered was there. One query."""
    if survey.room_opened_at is None:
        return None
    day, own = localdate(survey.room_opened_at), Q(survey_responses__survey=survey)
    expected = Q(pk__in=Attendee.objects.expected().values("pk"))
    there = expected & Q(attendances__day__date=day)
    counts = Attendee.objects.filter(session__edition=survey.edition_id).aggregate(
        sent=Count("pk", filter=own & Q(survey_responses__state=InvitationState.SENT), distinct=True),
        started=Count("pk", filter=own & Q(survey_responses__state=InvitationState.STARTED), distinct=True),
        called=Count("pk", filter=there, distinct=True),
        present=Count("pk", filter=there | own, distinct=True),
        expected=Count("pk", filter=expected | own, distinct=True),
    )
    called = bool(counts["called"])
    people = counts["present"] if called else counts["expected"]
    return RoomCount(counts["sent"], counts["started"], people, called)
