"""Of how many people a debrief asked in the room has the answers."""

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
    """``None`` when it was not asked in the room. Whoever answered on a phone was there: once nothing tells any more
    who did, those who were stay as they were counted (``room_people``). Two queries.

    Where fewer than five were not called, of those expected: one more than the roll has would be one of these few.
    """
    if survey.room_opened_at is None:
        return None
    day = localdate(survey.room_opened_at)
    own = Q(survey_responses__survey=survey, survey_responses__paper_by=None)
    # whoever was taken off the list since was there to be asked: the count does not tell whether they answered
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
