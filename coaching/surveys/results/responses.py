"""The responses to a survey that were sent: who sent each, and which of them may be told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce

from accelerator.questionnaires.conditions import values_asked
from accelerator.questionnaires.models import Answer, Question
from coaching.attendance.enums import AttendeeKind
from coaching.models import Survey
from coaching.surveys.counting import QUOTE
from coaching.surveys.disclosure import SMALLEST, count_shown
from coaching.surveys.enums import SurveyKind
from coaching.surveys.results.asked import AskedQuestions, list_questions

NAMED, ANONYMOUS = "named", "anonymous"


OF_A_PROJECT = {SurveyKind.SYNTHESIS, SurveyKind.FOLLOW_UP}
"""Told with the name of who answers: the year of a project is made of them."""


@dataclass(frozen=True)
class Response:
    """What one project, or one person in the room, answered: values by question key.

    ``project``: whose it is; empty when it may not be named. ``come_as``: the kind of attendee; a link is a holder's.
    """

    values: dict[str, Any]
    project: str = ""
    come_as: str = AttendeeKind.HOLDER.value

    @property
    def quote(self) -> str:
        """``named``, ``anonymous`` or ``no``."""
        said = self.values.get(QUOTE)
        return said if said in (NAMED, ANONYMOUS) else "no"


def responses(
    survey: Survey,
    *,
    in_steps: bool = False,
    first: int | None = None,
    questions: list[Question] | None = None,
) -> tuple[list[Question], list[Response]]:
    """The questions that ask something, in order, then those that were answered and are asked no more; the sent
    responses, by link and in the room: four queries.

    A debrief is named by its project only if it may be quoted so, and stands where nothing tells whose it is; those of
    which somebody could tell whose they are, are left out: see :func:`hold_back`.
    ``in_steps``: as if others might still come; ``first``: no more than so many, projects before people; ``questions``,
    as ``list_questions`` read them.
    """
    asked = AskedQuestions(survey, list_questions([survey]) if questions is None else questions)
    if survey.anonymous:
        return asked.now, _read_anonymous(survey, asked.now)
    senders = _read_senders(survey, first)
    by_sheet: dict[int, dict[int, Any]] = {sheet: {} for sheet in senders}
    rows = Answer.objects.filter(sheet__in=senders, question__revision=F("sheet__revision")).order_by()
    for sheet, question, value in rows.values_list("sheet_id", "question_id", "value"):
        by_sheet[sheet][question] = value
    read: dict[int, Response] = {}
    for sheet, values in by_sheet.items():
        response = Response(asked.tell(values), senders[sheet].name, senders[sheet].come_as)
        keeps_name = survey.kind in OF_A_PROJECT or response.quote == NAMED
        read[sheet] = response if keeps_name else replace(response, project="")
    if survey.kind in OF_A_PROJECT:
        return asked.told, list(read.values())
    if survey.hides_names and first is None:
        read = hold_back(read, senders, is_over=survey.is_told and not in_steps)
    return asked.told, sorted(read.values(), key=_rank)


@dataclass(frozen=True)
class Sender:
    """Who sent a sheet, as what, and when."""

    name: str
    come_as: str
    at: Any


def _read_senders(survey: Survey, first: int | None) -> dict[int, Sender]:
    """By sheet: projects by title, then people by name, then those in the room. A query for each of them that the
    survey asks, until all that are wanted are known.
    """
    found: dict[int, Sender] = {}
    for rows, order, told in _list_sources(survey):
        if first is not None and len(found) >= first:
            break
        ordered = rows.order_by(*order) if first is None else rows.order_by("sheet")[: first - len(found)]
        found |= {sheet: Sender(*values) for sheet, *values in ordered.values_list("sheet", *told, "sent_at")}
    return found


def _list_sources(survey: Survey) -> Iterator[tuple[QuerySet[Any], tuple[str, ...], tuple[Any, ...]]]:
    """What was sent, in which order it is told, and what says who sent it and as what."""
    if survey.asks_projects:
        title, holder = "participation__project__title", Value(AttendeeKind.HOLDER.value)
        yield survey.invitations.sent(), (title, "pk"), (title, holder)
    if survey.asks_people:
        yield survey.personal_responses.sent(), ("person__name", "pk"), ("person__name", "audience")
    if survey.asks_by_name:
        yield survey.room_responses.sent(), ("pk",), (Coalesce("attendee__name", Value("")), "come_as")


def list_sent(survey: Survey) -> list[QuerySet[Any]]:
    """The responses to a survey that names who is asked: of projects, of people, in the room or on paper. No query."""
    return [rows for rows, _order, _told in _list_sources(survey)]


def hold_back(
    read: dict[int, Response], senders: Mapping[int, Sender], *, is_over: bool
) -> dict[int, Response]:
    """The responses (by sheet) of which nothing tells whose they are: in steps while others may come, all of them once
    the survey is over, but for the unnamed where they are fewer than five.
    """
    first = sorted(read, key=lambda sheet: (senders[sheet].at, sheet))
    told = first if is_over else first[: count_shown(len(first))]
    return leave_few_unnamed_out({sheet: read[sheet] for sheet in told})


def leave_few_unnamed_out(read: dict[int, Response]) -> dict[int, Response]:
    """Without the unnamed where they are fewer than five: whoever knows what the named said would have theirs left."""
    unnamed = sum(not response.project for response in read.values())
    return {sheet: response for sheet, response in read.items() if response.project or unnamed >= SMALLEST}


def has_few_unnamed(survey: Survey) -> bool:
    """Whether some are left out (see :func:`leave_few_unnamed_out`) once the survey is over: what counts everybody
    beside would give theirs away. A query for each way of answering, none where names are told.
    """
    return 0 < _count_unnamed(survey) < SMALLEST


def tells_unnamed(survey: Survey) -> bool:
    """Whether answers without a name are all told once it is over: what would come after is known by subtraction.
    Queries as above.
    """
    return _count_unnamed(survey) >= SMALLEST


def _count_unnamed(survey: Survey) -> int:
    """Responses to a debrief, sent without letting their name be told."""
    if survey.anonymous or not survey.hides_names:
        return 0
    named = Answer.objects.filter(
        sheet=OuterRef("sheet"),
        question__revision=OuterRef("sheet__revision"),
        question__key=QUOTE,
        value=NAMED,
    )
    return sum(rows.filter(~Exists(named)).count() for rows in list_sent(survey))


def _rank(response: Response) -> str:
    """A place among the others that nothing else gives."""
    return sha256(repr(sorted(response.values.items())).encode()).hexdigest()


def _read_anonymous(survey: Survey, questions: list[Question]) -> list[Response]:
    """Nothing before the survey is over, nor below five answers: by subtraction one would be known. One query."""
    if not survey.is_told:
        return []
    rows = survey.anonymous_responses.order_by().values_list("values", flat=True)
    read = [Response(values_asked(questions, values), "", "") for values in rows]
    return sorted(read, key=_rank) if len(read) >= SMALLEST else []
