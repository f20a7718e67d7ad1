"""How often each answer was given, counted by the database, whatever the number of responses."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, JSONField, QuerySet, When

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer, Question
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.enums import InvitationState, SurveyKind
from coaching.surveys.results.asked import place

PROJECT = "sheet__survey_invitation__"
PERSON = "sheet__personal_response__"
IN_THE_ROOM = "sheet__attendee_response__"
GROUPS = {
    PROJECT: f"{PROJECT}participation__project__application__profile",
    PERSON: f"{PERSON}audience",
    IN_THE_ROOM: f"{IN_THE_ROOM}attendee__kind",
}
"""Where an answer comes from, and what tells its profile there."""


@dataclass(frozen=True)
class AnswerCount:
    """So many responses of a group give this value to a question; no value for what is not counted one by one.

    ``group``: where it comes from and its code, see :data:`GROUPS`.
    """

    survey: int
    question: Question
    group: tuple[str, str]
    value: Any
    count: int


def count_answers(
    surveys: Sequence[Survey], questions: Sequence[Question], *, by_value: Iterable[Question]
) -> list[AnswerCount]:
    """Of the responses that were sent; ``by_value``: the questions whose values are told apart.

    One query for projects, one for people and one for the room where these surveys have such responses, one for those
    that are anonymous and over.
    """
    known = {question.pk: question for question in questions}
    told_apart = [question.pk for question in by_value]
    found: list[AnswerCount] = []
    for source in _sources(surveys):
        rows = _count(source, surveys, list(known), told_apart)
        found += [
            AnswerCount(survey, known[question], (source, group or ""), value, count)
            for survey, question, group, value, count in rows
        ]
    return found + _count_anonymous(surveys, questions, set(told_apart))


def _sources(surveys: Sequence[Survey]) -> list[str]:
    named = [survey for survey in surveys if not survey.anonymous]
    sources = [PROJECT] if any(survey.asks_projects for survey in named) else []
    sources += [PERSON] if any(survey.asks_people for survey in named) else []
    return sources + ([IN_THE_ROOM] if any(survey.kind == SurveyKind.DEBRIEF for survey in named) else [])


def _count(
    source: str, surveys: Sequence[Survey], questions: list[int], told_apart: list[int]
) -> QuerySet[Answer, tuple[Any, ...]]:
    shown = Case(
        When(question__in=told_apart, then=F("value")), default=None, output_field=JSONField(null=True)
    )
    rows = Answer.objects.filter(
        **{f"{source}survey__in": surveys, f"{source}state": InvitationState.SENT},
        question__in=questions,
        question__revision=F("sheet__revision"),  # what was set aside before it was sent is not part of it
        value__isnull=False,
    )
    return (
        rows.annotate(shown=shown)
        .order_by()
        .values_list(f"{source}survey", "question", GROUPS[source], "shown")
        .annotate(count=Count("pk"))
    )


def _count_anonymous(
    surveys: Sequence[Survey], questions: Sequence[Question], told_apart: set[int]
) -> list[AnswerCount]:
    anonymous = {survey.pk: survey for survey in surveys if survey.anonymous}
    if not anonymous:
        return []
    asked = {(question.revision_id, question.key): question for question in questions}
    found = []
    rows = AnonymousResponse.objects.filter(survey__in=anonymous).order_by().values_list("survey", "values")
    for survey, values in rows:
        for key, value in values.items():
            question = asked.get((anonymous[survey].form_id, key))
            if question is not None:
                shown = value if question.pk in told_apart else None
                found.append(AnswerCount(survey, question, ("", ""), shown, 1))
    return found


def carry(counted: Iterable[AnswerCount], questions: Iterable[Question]) -> list[AnswerCount]:
    """The same, each under the question that :func:`place` says; ``questions`` are the last first."""
    last: dict[str, Question] = {}
    for question in questions:
        last.setdefault(question.key, question)
    carried = []
    for row in counted:
        under, value = place(row.question, row.value, last)
        carried.append(AnswerCount(row.survey, under, row.group, value, row.count))
    return carried


def is_given(row: AnswerCount) -> bool:
    """Whether it answers: a text that is not told apart does; an empty list, no."""
    return row.value is None or kinds.is_answer(row.question, row.value)
