"""How many people answered a debrief in the room, and of how many."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.timezone import localdate

from coaching.attendance.models import Attendee
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.enums import InvitationState
from coaching.surveys.models import Survey


@dataclass(frozen=True)
class RoomCount:
    """``sent`` and ``started`` on phones; ``people``: those who were there the day it was opened, or those expected;
    ``papers``: those that were typed for people known by name alone.
    """

    sent: int
    started: int
    people: int
    is_of_present: bool
    papers: int = 0


def count_room(survey: Survey) -> RoomCount | None:
    """The counts of a debrief in the room; ``None`` when it was not opened there. Two queries.

    Those who answered on a phone count as present. Once answers are unlinked, ``room_people`` stores the count. Where
    fewer than five of those expected are not on the roll, all expected count: one more would be one of these few.
    """
    if survey.room_opened_at is None:
        return None
    day = localdate(survey.room_opened_at)
    own = Q(survey_responses__survey=survey, survey_responses__paper_by=None)
    # people taken off the list since were there: the count does not reveal whether they answered
    expected = Q(pk__in=Attendee.objects.expected(survey.room_opened_at).values("pk"))
    there = expected & Q(attendances__day__date=day)
    counts = Attendee.objects.filter(session__edition=survey.edition_id).aggregate(
        called=Count("pk", filter=there, distinct=True),
        present=Count("pk", filter=there | own, distinct=True),
        expected=Count("pk", filter=expected, distinct=True),
    )
    is_of_present = counts["called"] > 0 and counts["expected"] - counts["called"] not in range(1, SMALLEST)
    people = counts["present"] if is_of_present else counts["expected"]
    on_phones = Q(paper_by=None)
    answers = survey.room_responses.aggregate(
        sent=Count("pk", filter=on_phones & Q(state=InvitationState.SENT)),
        started=Count("pk", filter=on_phones & Q(state=InvitationState.STARTED)),
        papers=Count("pk", filter=~on_phones & Q(state=InvitationState.SENT)),
    )
    return RoomCount(
        answers["sent"],
        answers["started"],
        people if survey.room_people is None else survey.room_people,
        is_of_present,
        answers["papers"],
    )
