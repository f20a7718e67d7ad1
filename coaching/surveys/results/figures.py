"""A question's answers as a chart and its table, as a cross-table, or as words with their counts. No query.

Under five answers nothing is counted, except for readers of the responses one by one; a cell of a cross-table under
five is hidden, with one more of its row.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _, ngettext

from accelerator.charts import Bar, Chart, bars, steps
from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Question
from accelerator.types import Values
from accelerator.web.search import normalise
from coaching.surveys.disclosure import SMALLEST, hide_small, write_cell
from coaching.surveys.results.comparing import compute_mean
from coaching.surveys.results.reading import Answered, Verbatim, is_verbatim, is_word

FIRST_VERBATIMS = 3
"""Texts of a question that are not folded."""


@dataclass(frozen=True)
class QuestionFigure:
    """One question of the page of results. ``few``: too few answered for a figure; ``is_former``: no longer in the
    survey.
    """

    label: str
    anchor: str
    answered: int
    few: bool = False
    is_former: bool = False
    chart: Chart | None = None
    words: Sequence[tuple[str, int]] = ()
    verbatims: Sequence[Verbatim] = ()
    withheld: int = 0

    @property
    def first_verbatims(self) -> Sequence[Verbatim]:
        """The visible ones; the others are folded."""
        return self.verbatims[:FIRST_VERBATIMS]

    @property
    def more_verbatims(self) -> Sequence[Verbatim]:
        return self.verbatims[FIRST_VERBATIMS:]


@dataclass(frozen=True)
class FigureGroup:
    """The figures of one page of the form, under its title."""

    title: str
    anchor: str
    figures: Sequence[QuestionFigure]


def group_figures(answered: Sequence[Answered], *, form: int, reads_responses: bool) -> list[FigureGroup]:
    """A group for each page of the survey, in its order, then one for former questions."""
    pages: dict[int, list[Answered]] = {}
    for row in answered:
        is_current = row.question.revision_id == form
        pages.setdefault(row.question.section_id if is_current else 0, []).append(row)
    groups = []
    for number, (page, rows) in enumerate(pages.items(), start=1):
        title = rows[0].question.section.title if page else _("Questions d’avant la dernière révision")
        figures = [make_figure(row, form=form, reads_responses=reads_responses) for row in rows]
        groups.append(FigureGroup(title, f"page-{number}", figures))
    return groups


def make_figure(
    answered: Answered, *, form: int | None = None, reads_responses: bool = False
) -> QuestionFigure:
    """``form``: the current revision. ``reads_responses``: the reader may download every response, so that a count
    discloses nothing more."""
    question, counts = answered.question, answered.counts
    about: Values = {
        "label": question.label,
        "anchor": f"q-{question.key}",
        "answered": answered.count + answered.withheld,
        "withheld": answered.withheld,
        "is_former": form is not None and question.revision_id != form,
    }
    if is_verbatim(question):
        return QuestionFigure(**about, verbatims=answered.verbatims)
    if is_word(question):
        return QuestionFigure(**about, words=_count_words(counts))
    kind = kinds.kind_of(question)
    if kind.is_closed and answered.count < SMALLEST and not (reads_responses and counts):
        return QuestionFigure(**about, few=bool(counts))
    if kind.has_rows:
        return QuestionFigure(**about, chart=_chart_grid(question, counts, reads_responses=reads_responses))
    if kind.is_scale:
        return QuestionFigure(**about, chart=_chart_scale(answered))
    if kind.is_closed:
        return QuestionFigure(**about, chart=_chart_choices(answered))
    return QuestionFigure(
        **about, words=[(kinds.readable(question, value), count) for value, count in counts]
    )


def _chart_choices(answered: Answered) -> Chart:
    question = answered.question
    kind = kinds.kind_of(question)
    counts: Counter[str] = Counter()
    for value, count in answered.counts:
        for code in kind.codes(value):
            counts[code] += count
    items = [Bar(label, counts[code]) for code, label in kind.countable(question)]
    top = max(items, key=lambda item: item.value)
    description = ngettext(
        "Réponse la plus donnée : %(label)s, %(count)s fois sur %(total)s.",
        "Réponse la plus donnée : %(label)s, %(count)s fois sur %(total)s.",
        top.value,
    ) % {"label": top.label, "count": top.value, "total": answered.count}
    note = _("Plusieurs réponses étaient possibles.") if kind.takes_several else ""
    return bars(
        items, title=question.label, description=description, columns=(_("Réponse"), _("Réponses")), note=note
    )


def _chart_scale(answered: Answered) -> Chart:
    question = answered.question
    kind = kinds.kind_of(question)
    counts: Counter[int] = Counter()
    for value, count in answered.counts:
        if isinstance(value, int):
            counts[value] += count
    rated, levels = counts.total(), kind.levels(question)
    average = compute_mean({str(level): count for level, count in counts.items()}, least=1)
    mean = "–" if average is None else number_format(average, 1)
    apart = answered.count - rated
    not_concerned = ngettext(
        "%(count)s réponse « non concerné ».", "%(count)s réponses « non concerné ».", apart
    )
    note = [kind.ends_in_words(question), not_concerned % {"count": apart} if apart else ""]
    return steps(
        [Bar(str(level), counts[level]) for level in levels],
        title=question.label,
        description=_("En moyenne %(mean)s sur %(most)s.") % {"mean": mean, "most": levels[-1]},
        columns=(_("Niveau"), _("Réponses")),
        note=" · ".join(filter(None, note)),
    )


def _chart_grid(
    question: Question, counted: Sequence[tuple[Mapping[str, object], int]], *, reads_responses: bool
) -> Chart:
    """The mean of each row; the table has how often each level was given."""
    kind = kinds.kind_of(question)
    levels = kind.choices(question)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for value, count in counted:
        for row, level in value.items():
            counts[row][str(level)] += count
    items, rows = [], []
    for row, label in kind.rows(question):
        mean = compute_mean(counts[row], least=1 if reads_responses else SMALLEST)
        text = "–" if mean is None else number_format(mean, 1)
        items.append(Bar(label, round((mean or 0) * 10), text=text))
        line = [counts[row][level] for level, _label in levels]
        rows.append([label, *(write_cell(cell) for cell in (line if reads_responses else hide_small(line)))])
    top = kind.levels(question)[-1]
    chart = bars(
        items, title=question.label, columns=("", ""), note=kind.ends_in_words(question), highest=top * 10,
        description=_("En moyenne, sur %(most)s.") % {"most": top},
    )  # fmt: skip
    return replace(chart, columns=[question.label, *(label for _level, label in levels)], rows=rows)


def _count_words(counted: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """The most frequent words first; spellings that differ by accents or capitals are counted together."""
    counts: Counter[str] = Counter()
    spellings: dict[str, str] = {}
    for value, count in counted:
        key = normalise(value)
        spellings.setdefault(key, value.strip())
        counts[key] += count
    return sorted(
        ((spellings[key], count) for key, count in counts.items()), key=lambda word: (-word[1], word[0])
    )
