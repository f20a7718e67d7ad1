"""Missing answers to a survey, and the dates of their reminders: one rule for the page and the planner."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from accelerator.accounts.models import User
from coaching.attendance.enums import AttendeeKind
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_audience_members
from coaching.surveys.enums import SurveyKind
from coaching.surveys.models.responses import (
    AttendeeResponseQuerySet,
    PersonalResponseQuerySet,
    SurveyInvitationQuerySet,
)
from projects.members.queries import leads
from projects.models import ProjectMember

DAYS_AFTER: dict[str, tuple[int, ...]] = {
    SurveyKind.SYNTHESIS: (14, 7),
    SurveyKind.DEBRIEF: (5, 2),
    SurveyKind.FOLLOW_UP: (10,),
    SurveyKind.FREE: (7,),
}
"""Days after the mail of the link, the last first."""
TWO_THIRDS = 0
"""Replaces the days: the only reminder of a survey that is over before the first of these."""


@dataclass(frozen=True)
class Awaited:
    """The missing answers: projects, each with its link and its present holder, then people."""

    projects: list[tuple[SurveyInvitation, User]]
    people: list[PersonalResponse]

    def __len__(self) -> int:
        return len(self.projects) + len(self.people)


def find_room_answers() -> AttendeeResponseQuerySet:
    """Subquery on invitations: the response of the project's holder in the room.

    Only the holder may know of it: pages use :func:`find_own_room_answers`.
    """
    return AttendeeResponse.objects.sent().filter(
        survey=OuterRef("survey"),
        attendee__participation=OuterRef("participation"),
        attendee__kind=AttendeeKind.HOLDER,
    )


def find_own_room_answers(reader: User) -> AttendeeResponseQuerySet:
    """Subquery on invitations: the response of ``reader`` in the room. To the other members it stays unanswered."""
    return find_room_answers().filter(attendee__user=reader)


def find_awaited_projects(survey: Survey) -> SurveyInvitationQuerySet:
    """Invitations of projects that come, led by somebody with an open account, with a valid link and without an answer
    by it, nor by their holder in the room.

    For reminders only: a list or a count on a page would reveal who answered in the room.
    """
    rows = survey.invitations.unanswered().with_open_link().exclude(Exists(find_room_answers()))
    return rows.filter(participation__project__in=_select_led_projects())


def _select_led_projects() -> "QuerySet[Any, Any]":
    return ProjectMember.objects.leads().active().values("project")


def find_awaited_people(survey: Survey) -> PersonalResponseQuerySet:
    """The same for the responses of people who are still in the audience. For reminders only, too."""
    return (
        survey.personal_responses.awaited().with_open_link().filter(person__in=find_audience_members(survey))
    )


def find_projects_to_renew(survey: Survey) -> SurveyInvitationQuerySet:
    """Invitations without an answer whose link was revoked, of projects led by somebody with an open account."""
    rows = survey.invitations.unanswered().with_revoked_link()
    return rows.filter(participation__project__in=_select_led_projects())


def find_people_to_renew(survey: Survey) -> PersonalResponseQuerySet:
    """Responses of people still in the audience who have not answered and whose link was revoked."""
    rows = survey.personal_responses.unanswered().with_revoked_link()
    return rows.filter(person__in=find_audience_members(survey))


def list_awaited(survey: Survey) -> Awaited:
    """The missing answers, without those who left, or whose project gave its place up; none of an anonymous survey.

    Two queries, a third for personal responses.
    """
    if survey.anonymous:
        return Awaited([], [])
    links = find_awaited_projects(survey).select_related("survey__edition__call", "participation__project")
    rows = list(links.order_by("participation__project__title", "pk"))
    holders = leads(row.participation.project_id for row in rows)
    projects = [
        (row, holders[row.participation.project_id])
        for row in rows
        if row.participation.project_id in holders
    ]
    if not survey.invites_people:
        return Awaited(projects, [])
    people = find_awaited_people(survey).select_related("person", "survey__edition__call")
    return Awaited(projects, list(people.order_by("person__name", "pk")))


def list_due(survey: Survey, mailed_at: datetime) -> list[tuple[datetime, int]]:
    """The dates of reminders for a link mailed at that time, each with its number of days, while the survey is open:
    at two thirds of one that is over before."""
    days_after, length = sorted(DAYS_AFTER[survey.kind]), survey.closes_at - survey.opens_at
    due = [(mailed_at + timedelta(days=days), days) for days in days_after]
    if length <= timedelta(days=days_after[0]):
        due = [(survey.opens_at + length * 2 / 3, TWO_THIRDS)]
    return [(at, days) for at, days in due if mailed_at < at < survey.closes_at]


def find_due_days(survey: Survey, mailed_at: datetime, at: datetime) -> int | None:
    """The number of days of the reminder that is due now: the last whose hour has come, so that a planner that was
    stopped does not send both."""
    past = [days for due, days in list_due(survey, mailed_at) if due <= at]
    return past[-1] if past else None


@dataclass(frozen=True)
class ComingReminder:
    """A day, and how many people are reminded then, unless they answer before."""

    day: date
    count: int


def list_coming_reminders(
    survey: Survey, mailed: Mapping[datetime, int], at: datetime
) -> list[ComingReminder]:
    """The next days, each with how many people are reminded. ``mailed``: the number of links, by when they were mailed.
    No query."""
    days: Counter[date] = Counter()
    for mailed_at, number in mailed.items():
        days.update({localdate(due): number for due, _days in list_due(survey, mailed_at) if due > at})
    return [ComingReminder(day, days[day]) for day in sorted(days)]
