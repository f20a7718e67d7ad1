"""How often each answer was given, counted by the database, whatever the number of responses."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, JSONField, Q, QuerySet, When

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import meets_condition, parse_condition
from accelerator.questionnaires.models import Answer, Question
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.questions import place

PROJECT = "sheet__survey_invitation__"
PERSON = "sheet__personal_response__"
IN_THE_ROOM = "sheet__attendee_response__"
GROUPS = {
    PROJECT: f"{PROJECT}participation__project__application__profile",
    PERSON: f"{PERSON}audience",
    IN_THE_ROOM: f"{IN_THE_ROOM}come_as",
}
"""Source of an answer → the column of its profile."""


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
    keys: Collection[str] | None = None,
) -> list[AnswerCount]:
    """Of the responses that were sent; ``by_value``: the questions whose values are counted apart; ``keys``: no other
    questions. Not what another answer hides, as far as that depends on no third (see :func:`may_count`).

    One query for projects, one for people and one for the room where these surveys have such responses, one for those
    that are anonymous and over.
    """
    controllers = _find_sources(questions)
    if keys is not None:
        questions = [question for question in questions if question.key in keys]
    known = {question.pk: question for question in questions}
    controllers = {pk: source for pk, source in controllers.items() if pk in known}
    by_value_of = [question.pk for question in by_value if question.pk in known]
    found: list[AnswerCount] = []
    for source in _list_sources(surveys):
        rows = _count(source, surveys, questions, by_value_of, controllers)
        for survey, pk, group, value, condition, count in rows:
            if pk not in controllers or meets_condition(known[pk], controllers[pk], condition):
                found.append(AnswerCount(survey, known[pk], (source, group or ""), value, count))
    return found + _count_anonymous(surveys, questions, set(by_value_of))


def _list_sources(surveys: Sequence[Survey]) -> list[str]:
    named = [survey for survey in surveys if not survey.anonymous]
    sources = [PROJECT] if any(survey.invites_projects for survey in named) else []
    sources += [PERSON] if any(survey.invites_people for survey in named) else []
    return sources + ([IN_THE_ROOM] if any(survey.includes_attendees for survey in named) else [])


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
    """Whether counting in SQL gives the same as reading one by one: what hides a question is not itself hidden."""
    return not any(source.show_if for source in _find_sources(questions).values())


def _count(
    source: str,
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    by_value_of: list[int],
    controllers: Mapping[int, Question],
) -> QuerySet[Answer, tuple[Any, ...]]:
    counted_value = Case(
        When(question__in=by_value_of, then=F("value")), default=None, output_field=JSONField(null=True)
    )
    # Joined once for each question that shows others: with a subquery for each answer, PostgreSQL expects so much work
    # that compiling the query takes longer than running it.
    beside = {other.pk: f"beside_{other.pk}" for other in controllers.values()}
    conditions = [
        When(question=pk, then=F(f"{beside[other.pk]}__value")) for pk, other in controllers.items()
    ]
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
        .annotate(
            counted_value=counted_value,
            condition=Case(*conditions, default=None, output_field=JSONField(null=True)),
        )
        .order_by()
        .values_list(f"{source}survey", "question", GROUPS[source], "counted_value", "condition")
        .annotate(count=Count("pk"))
    )


def _stand_by_their_sheet(questions: Sequence[Question]) -> Q:
    """Answers to questions of the revision of their sheet: what was set aside before sending is left out.

    By the keys of the revisions, and not by comparing two columns: PostgreSQL would expect a twentieth of the rows.
    """
    by_revision: dict[int, list[int]] = {}
    for question in questions:
        by_revision.setdefault(question.revision_id, []).append(question.pk)
    wanted = Q(pk__in=[])
    for revision, keys in by_revision.items():
        wanted |= Q(question__in=keys, sheet__revision=revision)
    return wanted


def _count_anonymous(
    surveys: Sequence[Survey], questions: Sequence[Question], by_value_of: set[int]
) -> list[AnswerCount]:
    anonymous = {survey.pk: survey for survey in surveys if survey.anonymous}
    if not anonymous:
        return []
    by_key = {(question.revision_id, question.key): question for question in questions}
    found = []
    rows = AnonymousResponse.objects.filter(survey__in=anonymous).order_by().values_list("survey", "values")
    for survey, values in rows:
        for key, value in values.items():
            question = by_key.get((anonymous[survey].form_id, key))
            if question is not None:
                counted_value = value if question.pk in by_value_of else None
                found.append(AnswerCount(survey, question, ("", ""), counted_value, 1))
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
    """Whether it answers: a text that is not counted by value does; an empty list, no."""
    return row.value is None or kinds.is_answer(row.question, row.value)


def split_grids(counted: Iterable[AnswerCount]) -> list[AnswerCount]:
    """The same with each cell of a grid counted by itself: a grid of six rows and five levels has
    thirty, and nearly as many values as answers.
    """
    counts: list[AnswerCount] = []
    # by the key of a question: a model takes ten times as long to be found in a dictionary as a number
    grids: dict[int, Question] = {}
    cells: defaultdict[tuple[int, int], Counter[tuple[str, object]]] = defaultdict(Counter)
    for row in counted:
        if not kinds.kind_of(row.question).has_rows:
            counts.append(row)
            continue
        grids[row.question.pk] = row.question
        cell = cells[row.survey, row.question.pk]
        for level in row.value.items():
            cell[level] += row.count
    return counts + [
        AnswerCount(survey, grids[pk], ("", ""), {name: level}, count)
        for (survey, pk), cell in cells.items()
        for (name, level), count in cell.items()
    ]
