"""People of the session known by name alone: no mail reaches them, and an organiser types what they wrote on paper."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from coaching.models import Attendee, AttendeeResponse, Survey
from coaching.surveys.enums import InvitationState


def find_asked_by_name(survey: Survey) -> QuerySet[Attendee]:
    """Those whom this survey asks, by name; who answered on paper stays, though taken off the list since."""
    if not survey.asks_by_name:
        return Attendee.objects.none()
    papers = AttendeeResponse.objects.on_paper().filter(survey=survey, attendee=OuterRef("pk"))
    come = Attendee.objects.expected().filter(user=None).order_by().values("pk")
    return Attendee.objects.filter(
        Q(pk__in=come) | Exists(papers), session__edition=survey.edition_id
    ).order_by("name", "pk")


def find_without_paper(survey: Survey) -> QuerySet[Attendee]:
    """Of these, those whose paper was not typed: who answered on a phone did so for nobody to see."""
    papers = survey.room_responses.on_paper()
    return find_asked_by_name(survey).exclude(pk__in=papers.order_by().values("attendee"))


def count_asked_by_name(survey: Survey) -> dict[str, int]:
    """How many are asked (``total``), how many of their papers were typed (``sent``), how many are missing (``to_do``):
    what they do on a phone counts in the room alone (see ``results.in_the_room``). One query, none where nobody is.
    """
    if not survey.asks_by_name:
        return {"total": 0, **{state.value: 0 for state in InvitationState}}
    papers = Q(survey_responses__in=survey.room_responses.on_paper().order_by().values("pk"))
    counts = (
        find_asked_by_name(survey)
        .order_by()
        .aggregate(
            total=Count("pk", distinct=True),
            sent=Count("survey_responses", filter=papers, distinct=True),
        )
    )
    return {**counts, "started": 0, "to_do": counts["total"] - counts["sent"]}
