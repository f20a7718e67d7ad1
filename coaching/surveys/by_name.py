"""People of the session known by name alone: no mail reaches them, and an organiser types what they wrote on paper."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coaching.models import Attendee, AttendeeResponse, Survey
from coaching.surveys.enums import InvitationState


def find_named_attendees(survey: Survey) -> QuerySet[Attendee]:
    """Attendees without an account whom this survey includes; who answered on paper stays, if taken off the list."""
    if not survey.includes_attendees:
        return Attendee.objects.none()
    papers = AttendeeResponse.objects.on_paper().filter(survey=survey, attendee=OuterRef("pk"))
    come = Attendee.objects.expected().filter(user=None).order_by().values("pk")
    return Attendee.objects.filter(
        Q(pk__in=come) | Exists(papers), session__edition=survey.edition_id
    ).order_by("name", "pk")


def find_without_paper(survey: Survey) -> QuerySet[Attendee]:
    """Of these, those whose paper was not typed: who answered on a phone did so for nobody to see."""
    papers = survey.room_responses.on_paper()
    return find_named_attendees(survey).exclude(pk__in=papers.order_by().values("attendee"))


def count_named_attendees(survey: Survey) -> dict[str, int]:
    """How many there are (``total``), how many of their papers were typed (``sent``) and are missing (``to_do``).

    What they answer on a phone counts in the room alone (see ``results.in_the_room``). One query, none without any.
    """
    if not survey.includes_attendees:
        return {"total": 0, **{state.value: 0 for state in InvitationState}}
    papers = Q(survey_responses__in=survey.room_responses.on_paper().order_by().values("pk"))
    counts = (
        find_named_attendees(survey)
        .order_by()
        .aggregate(
            total=Count("pk", distinct=True),
            sent=Count("survey_responses", filter=papers, distinct=True),
        )
    )
    return {**counts, "started": 0, "to_do": counts["total"] - counts["sent"]}
