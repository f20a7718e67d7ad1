"""Missing answers to a survey, and the dates of their reminders: one rule for the page and the planner."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from accelerator.accounts.models import User
from coaching.attendance.enums import AttendeeKind
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.audiences import find_audience_members, list_recipients
from coaching.surveys.enums import SurveyKind
from coaching.surveys.models.responses import AttendeeResponseQuerySet, SurveyInvitationQuerySet
from projects.members.queries import leads

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

    @property
    def mailed_at(self) -> Iterator[datetime]:
        """When each got the link."""
        yield from (row.created_at for row, _holder in self.projects)
        yield from (row.created_at for row in self.people)


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


def _find_unanswered_projects() -> SurveyInvitationQuerySet:
    """Links of projects that come, without an answer by the link, nor by their holder in the room.

    For reminders only: a list or a count on a page would reveal who answered in the room.
    """
    return SurveyInvitation.objects.unanswered().exclude(Exists(find_room_answers()))


def find_awaited_projects() -> QuerySet[SurveyInvitation]:
    """Unanswered invitations of projects with a valid link."""
    rows = _find_unanswered_projects().with_open_link()
    return rows.select_related("survey__edition__call", "participation__project")


def find_people_to_renew(survey: Survey) -> QuerySet[PersonalResponse]:
    """Responses of people still in the audience who have not answered and whose link was revoked."""
    rows = survey.personal_responses.unanswered().exclude(revoked_at=None)
    return rows.filter(person__in=find_audience_members(survey))


def list_awaited(survey: Survey) -> Awaited:
    """The missing answers, without those who left, or whose project gave its place up; none of an anonymous survey.

    Two queries, a third for personal responses.
    """
    if survey.anonymous:
        return Awaited([], [])
    rows = list(find_awaited_projects().filter(survey=survey).order_by("participation__project__title", "pk"))
    holders = leads(row.participation.project_id for row in rows)
    projects = [
        (row, holders[row.participation.project_id])
        for row in rows
        if row.participation.project_id in holders
    ]
    if not survey.invites_people:
        return Awaited(projects, [])
    people = (
        survey.personal_responses.awaited()
        .with_open_link()
        .filter(person__in=find_audience_members(survey))
        .select_related("person", "survey__edition__call")
        .order_by("person__name", "pk")
    )
    return Awaited(projects, list(people))


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


def list_coming_reminders(survey: Survey, awaited: Awaited, at: datetime) -> list[ComingReminder]:
    """The next days, each with how many people are reminded.

    For a survey also answered in the room, everybody without an answer by their link counts: fewer would reveal who
    answered there. One query for each audience of an anonymous survey, two for one answered in the room.
    """
    mailed = list(awaited.mailed_at)
    if survey.room_opened_at:
        links = (survey.invitations, survey.personal_responses)
        mailed = [at for rows in links for at in rows.unanswered().values_list("created_at", flat=True)]
    if survey.anonymous and survey.sent_out_at and not survey.link_revoked_at:
        mailed = [survey.sent_out_at] * len(list_recipients(survey.edition, survey.audiences))
    days: Counter[date] = Counter()
    for mailed_at in mailed:
        days.update(localdate(due) for due, _days in list_due(survey, mailed_at) if due > at)
    return [ComingReminder(day, days[day]) for day in sorted(days)]
