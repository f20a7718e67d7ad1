"""The sent responses to a survey: their authors, and which may be disclosed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Case, Exists, Model, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from accelerator.questionnaires.conditions import visible_values
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from accelerator.types import Values
from coaching.attendance.enums import AttendeeKind
from coaching.models import AttendeeResponse, PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.counting import QUOTE
from coaching.surveys.disclosure import SMALLEST, count_disclosed
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.questions import QuestionHistory, list_questions

NAMED, ANONYMOUS = "named", "anonymous"


OF_A_PROJECT = {SurveyKind.SYNTHESIS, SurveyKind.FOLLOW_UP}
"""Surveys whose answers have the name of the project: its year is built from them."""


@dataclass(frozen=True)
class Response:
    """The answers of one project, or of one attendee: values by question key. ``project``: its title; "" when it may
    not be named. ``come_as``: the kind of attendee; a link is a holder's."""

    values: Values
    project: str = ""
    come_as: str = AttendeeKind.HOLDER.value

    @property
    def quote(self) -> str:
        """``named``, ``anonymous`` or ``no``."""
        consent = self.values.get(QUOTE)
        return consent if consent in (NAMED, ANONYMOUS) else "no"


def read_responses(
    survey: Survey,
    *,
    in_steps: bool = False,
    first: int | None = None,
    questions: list[Question] | None = None,
) -> tuple[list[Question], list[Response]]:
    """The questions that take an answer, in order, then the former ones with answers; the sent responses, by link and
    in the room. Three queries.

    Responses to a debrief have the name of their project only if it may be quoted, in an order that does not identify
    them; those that could be identified are left out: see :func:`withhold_responses`. ``in_steps``: as if others
    might still come; ``first``: no more than so many, projects before people; ``questions``: the result of
    ``list_questions``.
    """
    history = QuestionHistory(survey, list_questions([survey]) if questions is None else questions)
    if survey.anonymous:
        return history.now, _read_anonymous(survey, history.now)
    senders = _read_senders(survey) if first is None else _read_first_senders(survey, first)
    by_sheet: dict[int, dict[int, object]] = {sheet: {} for sheet in senders}
    rows = Answer.objects.filter(sheet__in=senders).order_by()
    for sheet, question, value in rows.values_list("sheet_id", "question_id", "value"):
        # what was set aside before sending stays under a question of another revision
        if question in history.by_pk and history.by_pk[question].revision_id == senders[sheet].revision:
            by_sheet[sheet][question] = value
    read: dict[int, Response] = {}
    for sheet, values in by_sheet.items():
        response = Response(history.place_answers(values), senders[sheet].name, senders[sheet].come_as)
        is_named = survey.kind in OF_A_PROJECT or response.quote == NAMED
        read[sheet] = response if is_named else replace(response, project="")
    if survey.kind in OF_A_PROJECT:
        return history.questions, list(read.values())
    if survey.hides_names and first is None:
        read = withhold_responses(read, senders, is_over=survey.results_are_readable and not in_steps)
    return history.questions, sorted(read.values(), key=_rank)


AUTHORS: dict[type[Model], tuple[Any, Any]] = {
    SurveyInvitation: ("participation__project__title", Value(AttendeeKind.HOLDER.value)),
    PersonalResponse: ("person__name", "audience"),
    AttendeeResponse: (Coalesce("attendee__name", Value("")), "come_as"),
}
"""The name of an author, and their kind."""


@dataclass(frozen=True)
class Sender:
    """The author of a sheet, their kind, the revision that they answered, and the date."""

    name: str
    come_as: str
    revision: int
    at: datetime


def _read_senders(survey: Survey) -> dict[int, Sender]:
    """By sheet, its sender: projects by title, then people by name, then attendees. One query."""
    title, person = "survey_invitation__participation__project__title", "personal_response__person__name"
    source = Case(
        When(survey_invitation__isnull=False, then=1),
        When(personal_response__isnull=False, then=2),
        default=3,
    )
    columns = (
        Coalesce(title, person, "attendee_response__attendee__name", Value("")),
        Coalesce(
            "personal_response__audience", "attendee_response__come_as", Value(AttendeeKind.HOLDER.value)
        ),
        "revision",
        Coalesce("survey_invitation__sent_at", "personal_response__sent_at", "attendee_response__sent_at"),
    )
    rows = select_sent_sheets(survey).order_by(
        source, title, "survey_invitation__pk", person, "personal_response__pk", "attendee_response__pk"
    )
    return {sheet: Sender(*values) for sheet, *values in rows.values_list("pk", *columns)}


def _read_first_senders(survey: Survey, first: int) -> dict[int, Sender]:
    """By sheet, its sender, no more than ``first``: projects, then people, then attendees. A query for each of these
    until there are enough: one for all would join thousands of them to read a few.
    """
    senders: dict[int, Sender] = {}
    for rows in list_sent(survey):
        columns = ("sheet", *AUTHORS[rows.model], "sheet__revision", "sent_at")
        left = first - len(senders)
        senders |= {
            sheet: Sender(*values)
            for sheet, *values in (rows.order_by("sheet").values_list(*columns)[:left] if left else ())
        }
    return senders


def list_sent(survey: Survey) -> list[QuerySet[Any]]:
    """The responses to a survey that is not anonymous: of projects, of people, in the room or on paper. No query."""
    sources: list[QuerySet[Any]] = [survey.invitations.sent()] if survey.invites_projects else []
    sources += [survey.personal_responses.sent()] if survey.invites_people else []
    return sources + ([survey.room_responses.sent()] if survey.includes_attendees else [])


def select_sent_sheets(survey: Survey) -> QuerySet[AnswerSheet]:
    """The sheets of :func:`list_sent`."""
    sources = [rows.order_by().values("sheet") for rows in list_sent(survey)]
    if not sources:
        return AnswerSheet.objects.none()
    # a union rather than one condition of several: PostgreSQL would look at every sheet for it
    sheets = sources[0].union(*sources[1:], all=True)
    return AnswerSheet.objects.filter(pk__in=sheets)


def withhold_responses(
    read: dict[int, Response], senders: Mapping[int, Sender], *, is_over: bool
) -> dict[int, Response]:
    """The responses (by sheet) that may be disclosed: in steps while others may come, all of them once the survey is
    over, except the unnamed where they are fewer than five."""
    first = sorted(read, key=lambda sheet: (senders[sheet].at, sheet))
    disclosed = first if is_over else first[: count_disclosed(len(first))]
    return leave_few_unnamed_out({sheet: read[sheet] for sheet in disclosed})


def leave_few_unnamed_out(read: dict[int, Response]) -> dict[int, Response]:
    """The responses without the unnamed where they are fewer than five: subtracting the named ones would reveal
    them.
    """
    unnamed = sum(not response.project for response in read.values())
    return {sheet: response for sheet, response in read.items() if response.project or unnamed >= SMALLEST}


def has_few_unnamed(survey: Survey) -> bool:
    """Whether some are left out (see :func:`leave_few_unnamed_out`) once the survey is over: other counts of
    everybody would reveal them.

    One query, none where names are published.
    """
    return 0 < _count_unnamed(survey) < SMALLEST


def may_disclose_unnamed(survey: Survey) -> bool:
    """Whether all unnamed answers are disclosed once it is over: one more could be deduced by subtraction. Queries as
    above."""
    return _count_unnamed(survey) >= SMALLEST


def _count_unnamed(survey: Survey) -> int:
    """Responses to a debrief whose authors did not agree to be named."""
    if survey.anonymous or not survey.hides_names:
        return 0
    named = Answer.objects.filter(
        sheet=OuterRef("pk"),
        question__revision=OuterRef("revision"),
        question__key=QUOTE,
        value=NAMED,
    )
    return select_sent_sheets(survey).filter(~Exists(named)).count()


def _rank(response: Response) -> str:
    """Sort key: a hash of the answers, so that the order reveals nothing."""
    return sha256(repr(sorted(response.values.items())).encode()).hexdigest()


def _read_anonymous(survey: Survey, questions: list[Question]) -> list[Response]:
    """The anonymous answers; none before the survey is over, nor below five: one could be deduced by subtraction. One
    query."""
    if not survey.results_are_readable:
        return []
    rows = survey.anonymous_responses.order_by().values_list("values", flat=True)
    read = [Response(visible_values(questions, values), "", "") for values in rows]
    return sorted(read, key=_rank) if len(read) >= SMALLEST else []
