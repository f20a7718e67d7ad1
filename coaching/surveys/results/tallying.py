"""How often each answer was given, counted by the database, whatever the number of responses."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.db.models import Case, Count, F, FilteredRelation, JSONField, Q, QuerySet, TextField, Value, When
from django.db.models.fields.json import KT

from accelerator.questionnaires import kinds
from accelerator.questionnaires.conditions import meets_condition, parse_condition
from accelerator.questionnaires.models import Answer, Question
from coaching.models import AnonymousResponse, Survey
from coaching.surveys.enums import InvitationState
from coaching.surveys.results.questions import place
from coaching.surveys.results.responses import list_sent

PROJECT = "sheet__survey_invitation__"
PERSON = "sheet__personal_response__"
IN_THE_ROOM = "sheet__attendee_response__"
GROUPS = {
    PROJECT: f"{PROJECT}participation__project__application__profile",
    PERSON: f"{PERSON}audience",
    IN_THE_ROOM: f"{IN_THE_ROOM}come_as",
}
"""Source of an answer → the column of its profile."""
TOGETHER = 3
"""Rows of a grid that are counted together: they have some hundred combinations, a whole grid as many as answers."""


@dataclass(frozen=True)
class AnswerCount:
    """So many responses of a group give this value to a question; no value for what is not counted one by one.

    ``group``: where it comes from and its code, see :data:`GROUPS`; none of grids that are counted by cell.
    ``is_cell``: the levels of some rows of a grid, whose answers are counted by a row without a value.
    """

    survey: int
    question: Question
    group: tuple[str, str]
    value: Any
    count: int
    is_cell: bool = False


def count_answers(
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    *,
    by_value: Iterable[Question],
    keys: Collection[str] | None = None,
    grids: Iterable[Question] = (),
    by_group: bool = True,
) -> list[AnswerCount]:
    """Count the sent answers. ``by_value``: the questions whose values are counted apart; ``keys``: no other
    questions. Not what another answer hides, as far as that depends on no third (see :func:`may_count`). ``grids``:
    those that are counted by cell (see :func:`may_split`). Without ``by_group``, all groups together.

    One query for projects, one for people and one for the room where these surveys have such responses, one for those
    that are anonymous and over, one for the cells of grids.
    """
    controllers = _find_sources(questions)
    if keys is not None:
        questions = [question for question in questions if question.key in keys]
    questions_by_pk = {question.pk: question for question in questions}
    controllers = {pk: source for pk, source in controllers.items() if pk in questions_by_pk}
    by_cell = {question.pk: question for question in grids if question.pk in questions_by_pk}
    by_value_of = [
        question.pk for question in by_value if question.pk in questions_by_pk and question.pk not in by_cell
    ]
    sources = _list_sources(surveys)
    counts = list(
        _count_cells([survey for survey in surveys if not survey.anonymous], list(by_cell.values()))
    )
    whole = [question for question in questions if question.pk not in by_cell]
    for source in sources if whole else ():
        rows = _count(source, surveys, whole, by_value_of, controllers, by_group)
        for survey, pk, group, value, condition, count in rows:
            if pk not in controllers or meets_condition(questions_by_pk[pk], controllers[pk], condition):
                counts.append(AnswerCount(survey, questions_by_pk[pk], (source, group or ""), value, count))
    return counts + _count_anonymous(surveys, questions, set(by_value_of), by_cell)


def may_split(question: Question) -> bool:
    """Whether the rows of this grid may be counted in SQL: no other answer hides it, and each key is a plain name."""
    names = [str(row["value"]) for row in question.options.get("rows", ())]
    is_plain = not any("__" in name or name.lstrip("-").isdecimal() for name in names)
    return kinds.kind_of(question).has_rows and not question.show_if and bool(names) and is_plain


def _count_cells(surveys: Iterable[Survey], grids: Sequence[Question]) -> Iterator[AnswerCount]:
    """Count the cells of each grid, :data:`TOGETHER` rows at a time, and its answers with the first of them. One
    query.

    By the sheets that were sent, and not by joining them: it takes a third less, since nothing else is read of them.
    """
    parts = [
        (grid, names[start : start + TOGETHER], start == 0)
        for grid in grids
        if (names := [str(row["value"]) for row in grid.options["rows"]])
        for start in range(0, len(names), TOGETHER)
    ]
    places = [f"level_{place}" for place in range(TOGETHER)]
    queries = []
    for survey, (number, (grid, names, _is_first)) in product(surveys, enumerate(parts)):
        if grid.revision.questionnaire_id != survey.form.questionnaire_id:
            continue
        answers = Answer.objects.filter(question=grid, value__isnull=False)
        if survey.was_revised:
            answers = answers.filter(sheet__revision=grid.revision_id)
        none = Value("", output_field=TextField())
        levels = dict.fromkeys(places, none) | {
            place: KT(f"value__{name}") for place, name in zip(places, names, strict=False)
        }
        for sent in list_sent(survey):
            rows = answers.filter(sheet__in=sent.order_by().values("sheet"))
            rows = rows.annotate(of=Value(survey.pk), part=Value(number), **levels).order_by()
            queries.append(rows.values_list("of", "part", *places).annotate(count=Count("pk")))
    for survey_id, number, *cells, count in queries[0].union(*queries[1:], all=True) if queries else ():
        grid, names, is_first = parts[number]
        values = {name: level for name, level in zip(names, cells, strict=False) if level is not None}
        yield AnswerCount(survey_id, grid, ("", ""), values, count, is_cell=True)
        if is_first:
            yield AnswerCount(survey_id, grid, ("", ""), None, count)


def _list_sources(surveys: Sequence[Survey]) -> list[str]:
    named = [survey for survey in surveys if not survey.anonymous]
    sources = [PROJECT] if any(survey.invites_projects for survey in named) else []
    sources += [PERSON] if any(survey.invites_people for survey in named) else []
    return sources + ([IN_THE_ROOM] if any(survey.includes_attendees for survey in named) else [])


def _find_sources(questions: Sequence[Question]) -> dict[int, Question]:
    """Question → the one whose answer shows it, in its revision."""
    by_key = {(question.revision_id, question.key): question for question in questions}
    conditions = ((question, parse_condition(question)) for question in questions)
    sources = {
        question.pk: by_key.get((question.revision_id, condition[0]))
        for question, condition in conditions
        if condition
    }
    return {pk: source for pk, source in sources.items() if source}


def may_count(questions: Sequence[Question]) -> bool:
    """Whether counting in SQL gives the same as reading one by one: what hides a question is not itself hidden."""
    return not any(source.show_if for source in _find_sources(questions).values())


def _count(
    source: str,
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    by_value_of: list[int],
    controllers: Mapping[int, Question],
    by_group: bool,
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
    return (
        _select(source, surveys, questions)
        .annotate(
            **{
                name: FilteredRelation("sheet__answers", condition=Q(sheet__answers__question=pk))
                for pk, name in beside.items()
            }
        )
        .annotate(
            counted_value=counted_value,
            condition=Case(*conditions, default=None, output_field=JSONField(null=True)),
            group=F(GROUPS[source]) if by_group else Value(""),
        )
        .order_by()
        .values_list(f"{source}survey", "question", "group", "counted_value", "condition")
        .annotate(count=Count("pk"))
    )


def _select(source: str, surveys: Sequence[Survey], questions: Sequence[Question]) -> QuerySet[Answer]:
    """What was sent to these surveys."""
    return Answer.objects.filter(
        _stand_by_their_sheet(questions),
        **{f"{source}survey__in": surveys, f"{source}state": InvitationState.SENT},
        value__isnull=False,
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
    surveys: Sequence[Survey],
    questions: Sequence[Question],
    by_value_of: Collection[int],
    by_cell: Collection[int],
) -> list[AnswerCount]:
    anonymous = {survey.pk: survey for survey in surveys if survey.anonymous}
    if not anonymous:
        return []
    by_key = {(question.revision_id, question.key): question for question in questions}
    counts = []
    rows = AnonymousResponse.objects.filter(survey__in=anonymous).order_by().values_list("survey", "values")
    for survey, values in rows:
        for key, value in values.items():
            question = by_key.get((anonymous[survey].form_id, key))
            if question is not None:
                counted_value = value if question.pk in by_value_of else None
                counts.append(AnswerCount(survey, question, ("", ""), counted_value, 1))
                if question.pk in by_cell:
                    counts.append(AnswerCount(survey, question, ("", ""), value, 1, is_cell=True))
    return counts


def carry(counted: Iterable[AnswerCount], questions: Iterable[Question]) -> list[AnswerCount]:
    """Move each count to the question that :func:`place` returns; ``questions``: latest revision first."""
    last: dict[str, Question] = {}
    for question in questions:
        last.setdefault(question.key, question)
    carried = []
    for row in counted:
        under, value = place(row.question, row.value, last)
        carried.append(AnswerCount(row.survey, under, row.group, value, row.count, row.is_cell))
    return carried


def is_answered(row: AnswerCount) -> bool:
    """Whether it answers: a text that is not counted by value does; an empty list, no."""
    return row.value is None or kinds.is_answer(row.question, row.value)


def split_grids(counted: Iterable[AnswerCount]) -> list[AnswerCount]:
    """Count each cell of a grid by itself: a grid of six rows and five levels has thirty, and nearly as many values as
    answers.
    """
    counts: list[AnswerCount] = []
    # by the key of a question: a model takes ten times as long to be found in a dictionary as a number
    grids: dict[int, Question] = {}
    cells: defaultdict[tuple[int, int], Counter[tuple[str, object]]] = defaultdict(Counter)
    for row in counted:
        if not kinds.kind_of(row.question).has_rows:
            counts.append(row)
            continue
        if row.value is None:
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
