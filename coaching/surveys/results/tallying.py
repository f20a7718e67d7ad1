"""How often each answer was given, counted by the database, whatever the number of responses."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, JSONField, Q, QuerySet, When

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import is_shown_by, parse_condition
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, Question
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.asked import place

PROJECT = "sheet__survey_invitation__"
PERSON = "sheet__personal_response__"
IN_THE_ROOM = "sheet__attendee_response__"
GROUPS = {
    PROJECT: f"{PROJECT}participation__project__application__profile",
    PERSON: f"{PERSON}audience",
    IN_THE_ROOM: f"{IN_THE_ROOM}come_as",
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
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    *,
    by_value: Iterable[Question],
) -> list[AnswerCount]:
    """Of the responses that were sent; ``by_value``: the questions whose values are told apart. Not what another
    answer hides, as far as that depends on no third (see :func:`may_count`).

    One query for projects, one for people and one for the room where these surveys have such responses, one for those
    that are anonymous and over.
    """
    known = {question.pk: question for question in questions}
    told_apart = [question.pk for question in by_value]
    shown_by = _find_sources(questions)
    found: list[AnswerCount] = []
    for source in _sources(surveys):
        rows = _count(source, surveys, questions, told_apart, shown_by)
        for survey, pk, group, value, condition, count in rows:
            if pk not in shown_by or is_shown_by(known[pk], shown_by[pk], condition):
                found.append(AnswerCount(survey, known[pk], (source, group or ""), value, count))
    return found + _count_anonymous(surveys, questions, set(told_apart))


def _sources(surveys: Sequence[Survey]) -> list[str]:
    named = [survey for survey in surveys if not survey.anonymous]
    sources = [PROJECT] if any(survey.asks_projects for survey in named) else []
    sources += [PERSON] if any(survey.asks_people for survey in named) else []
    return sources + ([IN_THE_ROOM] if any(survey.asks_by_name for survey in named) else [])


def _find_sources(questions: Sequence[Question]) -> dict[int, Question]:
    """Question → the one whose answer shows it, in its revision."""
    by_key = {(question.revision_id, question.key): question for question in questions}
    conditions = ((question, parse_condition(question)) for question in questions)
    found = {
        question.pk: by_key.get((question.revision_id, condition[0]))
        for question, condition in conditions
        if condition
    }
    return {pk: source for pk, source in found.items() if source}


def may_count(questions: Sequence[Question]) -> bool:
    """Whether counting tells what reading one by one does: what hides a question is not itself hidden."""
    return not any(source.show_if for source in _find_sources(questions).values())


def _count(
    source: str,
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    told_apart: list[int],
    shown_by: Mapping[int, Question],
) -> QuerySet[Answer, tuple[Any, ...]]:
    shown = Case(
        When(question__in=told_apart, then=F("value")), default=None, output_field=JSONField(null=True)
    )
    # Joined once for each question that shows others: asked of each answer by itself, it has PostgreSQL expect so much
    # work that compiling the query takes longer than the query.
    beside = {other.pk: f"beside_{other.pk}" for other in shown_by.values()}
    conditions = [When(question=pk, then=F(f"{beside[other.pk]}__value")) for pk, other in shown_by.items()]
    rows = Answer.objects.filter(
        _stand_by_their_sheet(questions),
        **{f"{source}survey__in": surveys, f"{source}state": InvitationState.SENT},
        value__isnull=False,
    )
    return (
        rows.annotate(
            **{
                name: FilteredRelation("sheet__answers", condition=Q(sheet__answers__question=pk))
                for pk, name in beside.items()
            }
        )
        .annotate(shown=shown, condition=Case(*conditions, default=None, output_field=JSONField(null=True)))
        .order_by()
        .values_list(f"{source}survey", "question", GROUPS[source], "shown", "condition")
        .annotate(count=Count("pk"))
    )


def _stand_by_their_sheet(questions: Sequence[Question]) -> Q:
    """Answers to these questions that their sheet asks: what was set aside before it was sent is not part of it.

    By the keys of the revisions, and not by comparing two columns: PostgreSQL would expect a twentieth of the rows.
    """
    by_revision: dict[int, list[int]] = {}
    for question in questions:
        by_revision.setdefault(question.revision_id, []).append(question.pk)
    asked = Q(pk__in=[])
    for revision, keys in by_revision.items():
        asked |= Q(question__in=keys, sheet__revision=revision)
    return asked


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


def split_grids(counted: Iterable[AnswerCount]) -> list[AnswerCount]:
    """The same with each cell of a grid counted by itself, whoever gave it: a grid of six rows and five levels has
    thirty, and nearly as many values as answers.
    """
    kept: list[AnswerCount] = []
    # by the key of a question: a model takes ten times as long to be found in a dictionary as a number
    grids: dict[int, Question] = {}
    cells: defaultdict[tuple[int, int], Counter[tuple[str, Any]]] = defaultdict(Counter)
    for row in counted:
        if row.question.kind != QuestionKind.MATRIX:
            kept.append(row)
            continue
        grids[row.question.pk] = row.question
        cell = cells[row.survey, row.question.pk]
        for level in row.value.items():
            cell[level] += row.count
    return kept + [
        AnswerCount(survey, grids[pk], ("", ""), {name: level}, count)
        for (survey, pk), cell in cells.items()
        for (name, level), count in cell.items()
    ]
