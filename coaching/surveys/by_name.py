"""People of the session known by name alone: no mail reaches them, and an organiser types what they wrote on paper."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coaching.models import Attendee, AttendeeResponse, Survey
from coaching.surveys.enums import InvitationState


def find_asked_by_name(survey: Survey) -> QuerySet[Attendee]:
    """Those whom this survey asks, by name; who answered on paper stays, though taken off the list since."""
    if not survey.asks_by_name:
        return Attendee.objects.none()
    papers = AttendeeResponse.objects.filter(survey=survey, attendee=OuterRef("pk")).exclude(paper_by=None)
    come = Attendee.objects.expected().filter(user=None).order_by().values("pk")
    return Attendee.objects.filter(
        Q(pk__in=come) | Exists(papers), session__edition=survey.edition_id
    ).order_by("name", "pk")


def find_without_paper(survey: Survey) -> QuerySet[Attendee]:
    """Of these, those whose paper was not typed: who answered on a phone did so for nobody to see."""
    papers = AttendeeResponse.objects.filter(survey=survey).on_paper()
    return find_asked_by_name(survey).exclude(pk__in=papers.values("attendee"))


def count_asked_by_name(survey: Survey) -> dict[str, int]:
    """How many are asked (``total``), and how many are in each state, under its name; none where the room counts them
    already (see ``results.in_the_room``). One query.
    """
    nobody = {"total": 0, **{state.value: 0 for state in InvitationState}}
    if survey.room_opened_at is not None or not survey.asks_by_name:
        return nobody
    own = Q(survey_responses__survey=survey)
    counts = (
        find_asked_by_name(survey)
        .order_by()
        .aggregate(
            total=Count("pk", distinct=True),
            **{
                state.value: Count("pk", filter=own & Q(survey_responses__state=state), distinct=True)
                for state in (InvitationState.STARTED, InvitationState.SENT)
            },
        )
    )
    return {**counts, "to_do": counts["total"] - counts["started"] - counts["sent"]}
