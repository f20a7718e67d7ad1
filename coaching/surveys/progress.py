"""How far a survey is: its links, its answers by link, in the room and on paper, who is awaited and reminded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, Case, Count, DateTimeField, Expression, F, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from coaching.models import Attendee, Survey
from coaching.surveys.audiences import (
    SurveyRecipient,
    find_named_attendees,
    find_projects_to_invite,
    list_recipients,
    select_to_invite,
)
from coaching.surveys.awaiting import (
    ComingReminder,
    find_awaited_people,
    find_awaited_projects,
    find_people_to_renew,
    find_projects_to_renew,
    list_coming_reminders,
)
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.enums import InvitationState, SurveyAudience
from coaching.surveys.models.survey import is_valid_response

PROJECT, FORMER_PROJECT, TO_INVITE = "project", "former", "to_invite"
PERSON, PHONE, PAPER = "person", "phone", "paper"
"""The sources of responses; a former project gave its place up, one to invite has no link."""


@dataclass(frozen=True)
class RoomCount:
    """How many answered in the room. ``sent`` and ``started`` on phones; ``people``: those present the day it was
    opened, or those expected; ``papers``: those typed for attendees without an account.
    """

    sent: int
    started: int
    people: int
    is_of_present: bool
    papers: int = 0
    listed: int = field(default=0, compare=False)
    """Those who are on the list now; it is not displayed."""


@dataclass(frozen=True)
class SurveyCounts:
    """The valid links of ``projects`` and of ``people``, how many of them answered, how many began (``started``); the
    attendees without an account (``named``) and their ``papers``; the ``room``, ``None`` unless it was opened there.
    """

    projects: int = 0
    projects_sent: int = 0
    people: int = 0
    people_sent: int = 0
    started: int = 0
    open_links: int = 0
    to_renew: int = 0
    """Revoked links that await a new one."""
    to_invite: int = 0
    """Projects without a link."""
    awaited_since: Counter[datetime] = field(default_factory=Counter)
    """The missing answers that a page may count, by when their link was mailed."""
    named: int = 0
    papers: int = 0
    without_account: int = 0
    """Those of the session who get no mail."""
    room: RoomCount | None = None

    @property
    def links(self) -> int:
        return self.projects + self.people

    @property
    def link_answers(self) -> int:
        return self.projects_sent + self.people_sent

    @property
    def total(self) -> int:
        """Links, and attendees without an account: the rows of :class:`CompletionBoard`."""
        return self.links + self.named

    @property
    def answers(self) -> int:
        """Answers by link and on paper."""
        return self.link_answers + self.papers

    @property
    def to_do(self) -> int:
        return self.total - self.answers - self.started

    @property
    def missing_answers(self) -> int:
        return self.awaited_since.total()

    @property
    def all_answers(self) -> int:
        """All answers, with those on phones."""
        return self.answers + (self.room.sent if self.room else 0)


class ResponseGroup(NamedTuple):
    """Responses that are alike, and their number."""

    source: str
    state: str
    is_open: bool
    is_awaited: bool
    is_to_renew: bool
    mailed_at: datetime | None
    number: int


def count_survey(survey: Survey, *, answers_only: bool = False) -> SurveyCounts:
    """Two queries at most. ``answers_only``: lighter ones, that count neither open links nor who is awaited."""
    if survey.anonymous:  # one and the same link for everybody
        is_open = survey.sent_out_at is not None and survey.link_revoked_at is None
        return SurveyCounts(
            people=survey.invited_count,
            people_sent=survey.anonymous_responses.count(),
            open_links=int(is_open),
            to_renew=int(survey.link_revoked_at is not None),
            without_account=_count_attendees(survey)["without_account"],
        )
    numbers: Counter[tuple[str, str]] = Counter()
    awaited_since: Counter[datetime] = Counter()
    open_links = to_renew = 0
    for group in _read_groups(survey, answers_only=answers_only):
        numbers[group.source, group.state] += group.number
        open_links += group.number if group.is_open else 0
        to_renew += group.number if group.is_to_renew else 0
        if group.is_awaited and group.mailed_at:
            awaited_since[group.mailed_at] += group.number
    totals: Counter[str] = Counter()
    for (source, _state), number in numbers.items():
        totals[source] += number
    attendees = _count_attendees(survey)
    papers = numbers[PAPER, InvitationState.SENT]
    return SurveyCounts(
        projects=totals[PROJECT],
        projects_sent=numbers[PROJECT, InvitationState.SENT],
        people=totals[PERSON],
        people_sent=numbers[PERSON, InvitationState.SENT],
        started=numbers[PROJECT, InvitationState.STARTED] + numbers[PERSON, InvitationState.STARTED],
        open_links=open_links,
        to_renew=to_renew,
        to_invite=totals[TO_INVITE],
        awaited_since=awaited_since,
        named=attendees["named"],
        papers=papers,
        without_account=attendees["without_account"],
        room=_count_room(survey, numbers, attendees),
    )


def _read_groups(survey: Survey, *, answers_only: bool) -> list[ResponseGroup]:
    """The responses to a survey that is not anonymous; without ``answers_only``, the projects without a link too. One
    query."""
    source = Case(When(is_valid_response(), then=Value(PROJECT)), default=Value(FORMER_PROJECT))
    if answers_only:
        groups = [_group(survey.invitations.all(), source)]
        groups += [_group(survey.personal_responses.all(), Value(PERSON))] if survey.invites_people else []
    else:
        groups = _group_with_awaited(survey, source)
    if survey.includes_attendees:
        source = Case(When(paper_by=None, then=Value(PHONE)), default=Value(PAPER))
        groups.append(_group(survey.room_responses.all(), source))
    first, *others = groups
    return [ResponseGroup(*row) for row in first.union(*others, all=True)]


def _group_with_awaited(survey: Survey, source: Expression) -> list[QuerySet[Any]]:
    """The links, grouped by who is awaited too, and the projects without one."""
    links, people = survey.invitations, survey.personal_responses
    # of a survey opened in the room, all without an answer by their link: fewer would reveal who answered there
    is_in_room = survey.room_opened_at is not None
    of_projects = _group_links(
        links.all(),
        source,
        awaited=links.unanswered() if is_in_room else find_awaited_projects(survey),
        to_renew=find_projects_to_renew(survey),
    )
    groups = [of_projects, _group(find_projects_to_invite(survey), Value(TO_INVITE))]
    if survey.invites_people:
        awaited = people.unanswered() if is_in_room else find_awaited_people(survey)
        to_renew = find_people_to_renew(survey)
        groups.append(_group_links(people.all(), Value(PERSON), awaited=awaited, to_renew=to_renew))
    return groups


def _group_links(
    rows: QuerySet[Any], source: Expression, *, awaited: QuerySet[Any], to_renew: QuerySet[Any]
) -> QuerySet[Any]:
    return _group(
        rows,
        source,
        is_open=Q(revoked_at=None),
        is_awaited=Q(pk__in=awaited.order_by().values("pk")),
        is_to_renew=Q(pk__in=to_renew.order_by().values("pk")),
        mailed_at=F("created_at"),
    )


def _group(rows: QuerySet[Any], source: Expression, **columns: Any) -> QuerySet[Any]:
    """The columns of a :class:`ResponseGroup`; without ``columns``, there is no link."""
    never, no_time = Value(False, BooleanField()), Cast(Value(None), DateTimeField())
    columns = columns or {
        "is_open": never, "is_awaited": never, "is_to_renew": never, "mailed_at": no_time
    }  # fmt: skip
    named = rows.order_by().annotate(source=source, **columns)
    return named.values_list("source", "state", *columns).annotate(number=Count("pk"))


def _count_attendees(survey: Survey) -> Counter[str]:
    """The people of the session: those without an account, whom it includes (``named``) or who get no mail; of a survey
    opened in the room, those expected, called and present then. One query, none of a survey that does not ask them.
    """
    if survey.room_opened_at is None and SurveyAudience.ATTENDEES not in survey.audiences:
        return Counter()
    listed = Q(pk__in=Attendee.objects.expected().values("pk"))
    counted = {"named": Q(pk__in=find_named_attendees(survey).order_by().values("pk"))}
    if SurveyAudience.ATTENDEES in survey.audiences:
        counted["without_account"] = listed & Q(user=None)
    if survey.room_opened_at:
        own = Q(survey_responses__survey=survey, survey_responses__paper_by=None)
        # people taken off the list since were there: the count does not reveal whether they answered
        expected = Q(pk__in=Attendee.objects.expected(survey.room_opened_at).values("pk"))
        called = expected & Q(attendances__day__date=localdate(survey.room_opened_at))
        counted |= {"called": called, "present": called | own, "expected": expected, "listed": listed}
    return Counter(
        Attendee.objects.filter(session__edition=survey.edition_id).aggregate(
            **{name: Count("pk", filter=rows, distinct=True) for name, rows in counted.items()}
        )
    )


def _count_room(
    survey: Survey, numbers: Counter[tuple[str, str]], attendees: Counter[str]
) -> RoomCount | None:
    """The counts of a debrief in the room; ``None`` when it was not opened there. No query.

    Those who answered on a phone count as present. Once answers are unlinked, ``room_people`` stores the count. Where
    fewer than five of those expected are not on the roll, all expected count: one more would be one of these few.
    """
    if survey.room_opened_at is None:
        return None
    called, expected = attendees["called"], attendees["expected"]
    is_of_present = called > 0 and expected - called not in range(1, SMALLEST)
    people = attendees["present"] if is_of_present else expected
    return RoomCount(
        numbers[PHONE, InvitationState.SENT],
        numbers[PHONE, InvitationState.STARTED],
        people if survey.room_people is None else survey.room_people,
        is_of_present,
        numbers[PAPER, InvitationState.SENT],
        attendees["listed"],
    )


@dataclass(frozen=True)
class SurveyProgress:
    """The counts of a survey, its ``recipients``, how many of them have no link, the next reminders."""

    counts: SurveyCounts = field(default_factory=SurveyCounts)
    recipients: Sequence[SurveyRecipient] = ()
    without_link: int = 0
    reminders: Sequence[ComingReminder] = ()


def read_survey_progress(survey: Survey | None, at: datetime) -> SurveyProgress:
    """Three queries at most."""
    if survey is None:
        return SurveyProgress()
    counts, recipients = count_survey(survey), list_recipients(survey)
    mailed, without_link = counts.awaited_since, counts.to_invite + len(select_to_invite(survey, recipients))
    if survey.anonymous:  # no row names who has the link or answered: everybody is reminded
        without_link = max(len(recipients) - counts.links, 0)
        if survey.sent_out_at and not survey.link_revoked_at:
            mailed = Counter({survey.sent_out_at: len(recipients)})
    reminders = list_coming_reminders(survey, mailed, at) if survey.is_open(at) else []
    return SurveyProgress(counts, recipients, without_link, reminders)
