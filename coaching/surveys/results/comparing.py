"""The same question in several surveys, side by side: from wave to wave of an edition, or from edition to edition."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from coaching.models import Survey
from coaching.surveys.counting import CONSENTS
from coaching.surveys.disclosure import SMALLEST, hide_small_table, write_cell
from coaching.surveys.results.questions import list_questions
from coaching.surveys.results.tallying import AnswerCount, carry, count_answers, is_answered, may_split


@dataclass(frozen=True)
class Compared:
    """One question: a row for each answer, a cell for each survey that asks it, as texts; ``means`` for a scale. Of a
    grid, a row for each of its own, with means in its cells.
    """

    label: str
    surveys: Sequence[Survey]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str]
    means: Sequence[str] = ()
    is_grid: bool = False


Identity = tuple[object, ...]
"""What makes two questions one, see :func:`identify`."""


class Comparison:
    """The questions that two of these surveys at least ask (see :func:`identify`), in the order in which they are first
    met. Consents say nothing of a session, and are left out. One query.
    """

    def __init__(self, surveys: Sequence[Survey]) -> None:
        self.surveys = surveys
        self._questions = [question for question in list_questions(surveys) if _is_compared(question)]
        self._identities = {question.pk: identify(question) for question in self._questions}
        self._entries = self._find_current_questions()

    def _find_current_questions(self) -> dict[Identity, list[tuple[Survey, Question]]]:
        """The surveys that ask each question now, two at least, with the question as they put it."""
        by_form: dict[int, list[Question]] = defaultdict(list)
        for question in self._questions:
            by_form[question.revision_id].append(question)
        found: dict[Identity, list[tuple[Survey, Question]]] = {}
        for survey in self.surveys:
            for question in by_form[survey.form_id]:
                found.setdefault(self._identities[question.pk], []).append((survey, question))
        return {
            key: entries
            for key, entries in found.items()
            if len({survey.pk for survey, _question in entries}) > 1
        }

    def list_pages(self) -> list[tuple[str, list[Identity]]]:
        """The questions by the page of the form on which the last survey asks them: its title, what it asks."""
        pages: dict[str, list[Identity]] = {}
        for key, entries in self._entries.items():
            pages.setdefault(entries[-1][1].section.title, []).append(key)
        return list(pages.items())

    def compare(self, chosen: Collection[Identity] | None = None) -> list[Compared]:
        """All questions, or the ``chosen`` ones.

        Nothing of a survey with fewer than five answers to a question; cells under five are hidden with others of
        their row and column, so that no total gives them away. Two queries for each kind of response at most.
        """
        wanted = {key: entries for key, entries in self._entries.items() if chosen is None or key in chosen}
        rows: dict[Identity, list[AnswerCount]] = {key: [] for key in wanted}
        for row in count_answers(
            self.surveys,
            self._questions,
            by_value=self._questions,
            keys={question.key for question in self._questions if self._identities[question.pk] in wanted},
            grids=filter(may_split, self._questions),
            by_group=False,
        ):
            key = self._identities[row.question.pk]
            if key in rows and is_answered(row):
                rows[key].append(row)
        compared = []
        for key, entries in wanted.items():
            last = entries[-1][1]
            build = _compare_grid if kinds.kind_of(last).has_rows else _compare
            compared.append(
                build(last, list(dict.fromkeys(survey for survey, _question in entries)), rows[key])
            )
        return compared


def identify(question: Question) -> Identity:
    """What makes two questions one: the indicator that they carry, else their key; their kind, and their levels."""
    levels = tuple(kinds.kind_of(question).levels(question))
    return (question.indicator or question.key, bool(question.indicator), question.kind, levels)


def _is_compared(question: Question) -> bool:
    return kinds.kind_of(question).is_closed and question.key not in CONSENTS


def _compare(question: Question, surveys: Sequence[Survey], rows: Sequence[AnswerCount]) -> Compared:
    kind = kinds.kind_of(question)
    options = kind.countable(question)
    counts: dict[int, Counter[str]] = {survey.pk: Counter() for survey in surveys}
    totals: Counter[int] = Counter()
    for row in (row for row in rows if row.survey in counts):
        totals[row.survey] += row.count
        for code in kind.codes(row.value):
            counts[row.survey][code] += row.count
    readable = [survey.pk for survey in surveys if totals[survey.pk] >= SMALLEST]
    table = hide_small_table([[counts[pk][code] for pk in readable] for code, _label in options])
    cells = {
        (code, pk): write_cell(cell)
        for (code, _label), line in zip(options, table, strict=True)
        for pk, cell in zip(readable, line, strict=True)
    }
    return Compared(
        question.label,
        surveys,
        [[label, *(cells.get((code, survey.pk), "–") for survey in surveys)] for code, label in options],
        [_format_total(totals[survey.pk]) for survey in surveys],
        [_format_mean(counts[survey.pk], survey.pk in readable) for survey in surveys]
        if kind.is_scale
        else (),
    )


def _compare_grid(question: Question, surveys: Sequence[Survey], rows: Sequence[AnswerCount]) -> Compared:
    kind = kinds.kind_of(question)
    counts: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    totals: Counter[int] = Counter()
    for row in rows:
        if not row.is_cell:
            totals[row.survey] += row.count
        for name, level in (row.value or {}).items():
            counts[name, row.survey][str(level)] += row.count
    return Compared(
        question.label,
        surveys,
        [
            [label, *(_format_mean(counts[name, survey.pk], is_readable=True) for survey in surveys)]
            for name, label in kind.rows(question)
        ],
        [_format_total(totals[survey.pk]) for survey in surveys],
        is_grid=True,
    )


def _format_total(total: int) -> str:
    return str(total) if total >= SMALLEST else _("moins de 5")


def _format_mean(counts: Mapping[str, int], is_readable: bool) -> str:
    mean = compute_mean(counts, least=SMALLEST) if is_readable else None
    return "–" if mean is None else number_format(mean, 1)


def compute_mean(counts: Mapping[str, int], *, least: int) -> float | None:
    """The mean of levels to a tenth; ``counts``: how often each was given. ``None`` for fewer than
    ``least`` answers.
    """
    rated = {int(level): count for level, count in counts.items() if level.lstrip("-").isdigit()}
    total = sum(rated.values())
    if total < least:
        return None
    return round(sum(level * count for level, count in rated.items()) / total, 1)


@dataclass(frozen=True)
class Crossed:
    """A question by profile: a row for each group, a cell for each answer, as texts."""

    question: Question
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def cross(survey: Survey, labels: dict[tuple[str, str], str]) -> list[Crossed]:
    """Each question by the profile of who answers; ``labels``: the groups in words. Nothing of an anonymous survey.

    Cells under five are hidden, with others of their row and column; a question without figures for two groups at
    least, or that asks for a consent, is left out. Two queries, and one for each kind of response.
    """
    if survey.anonymous:
        return []
    questions = [question for question in list_questions([survey]) if kinds.kind_of(question).has_codes]
    counted = carry(count_answers([survey], questions, by_value=questions), questions)
    return cross_counted(survey, questions, counted, labels)


def cross_counted(
    survey: Survey,
    questions: Sequence[Question],
    counted: Sequence[AnswerCount],
    labels: dict[tuple[str, str], str],
) -> list[Crossed]:
    """The tables of :func:`cross`, from answers that were counted already. No query."""
    by_question: dict[int, list[AnswerCount]] = defaultdict(list)
    for row in counted:
        by_question[row.question.pk].append(row)
    crossed = []
    current = (question for question in questions if question.revision_id == survey.form_id)
    for question in current:
        kind = kinds.kind_of(question)
        if not kind.has_codes or not _is_compared(question):
            continue
        mine = [row for row in by_question[question.pk] if is_answered(row)]
        groups = sorted({row.group for row in mine}, key=lambda group: labels.get(group, ""))
        options = kind.countable(question)
        table = _count_by_group(mine, groups, options)
        if sum(any(line) for line in table) > 1:
            lines = [
                [
                    capfirst(labels.get(group, _("non précisé"))),
                    *(write_cell(cell) for cell in line),
                ]
                for group, line in zip(groups, table, strict=True)
            ]
            crossed.append(Crossed(question, [_("Profil"), *(label for _code, label in options)], lines))
    return crossed


def _count_by_group(
    rows: Sequence[AnswerCount], groups: Sequence[tuple[str, str]], options: Sequence[tuple[str, str]]
) -> list[list[int | None]]:
    """``None`` for a cell that is hidden."""
    counts: Counter[tuple[tuple[str, str], str]] = Counter()
    for row in rows:
        for code in kinds.kind_of(row.question).codes(row.value):
            counts[row.group, code] += row.count
    return hide_small_table([[counts[group, code] for code, _label in options] for group in groups])
