"""The same question at several moments of the year, for an edition and for one project. Descriptive only."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import mean, median, median_low
from typing import Any

from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accelerator.charts import Bar, Chart, bars
from accelerator.questionnaires.indicators import Ladder
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.models import Axis, AxisReading
from coaching.room.access import READ_BY_COACHES, ProjectRoom
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.results.indicators import (
    EVERYBODY,
    IndicatorMoment,
    IndicatorSeries,
    group_by_indicator,
    list_indicator_answers,
)

NONE = "–"
LEVELS_OF_A_MAP = Ladder(tuple("01234"), tuple("01234"))


@dataclass(frozen=True)
class IndicatorCell:
    """The value of an indicator at one moment. ``text`` is all that a reader gets for fewer than five projects."""

    text: str
    number: int = 0
    middle: str = ""
    """The median, where ``text`` is a mean."""
    value: str = ""
    """The length of a bar: with a decimal point, whatever the language."""


@dataclass(frozen=True)
class Indicator:
    """A row of a table of indicators. ``scale``: its lowest and highest rung; ``cells``: one for each moment of its
    table.
    """

    label: str
    scale: tuple[int, int]
    cells: Sequence[IndicatorCell]


@dataclass(frozen=True)
class IndicatorTable:
    """``heading``: the title of its rows."""

    title: str
    heading: str
    moments: Sequence[str]
    rows: Sequence[Indicator]

    @property
    def lines(self) -> list[tuple[Indicator, list[tuple[str, IndicatorCell]]]]:
        """Each row with its cells, each under the name of its moment: phones have no columns."""
        return [(row, list(zip(self.moments, row.cells, strict=True))) for row in self.rows]


def build_tables(places: Sequence[int], indicators: Sequence[IndicatorSeries]) -> list[IndicatorTable]:
    """The answers and maps at two moments at least, for a reader who may open each answer. One query."""
    tables = [
        build_answers([indicator for indicator in indicators if len(indicator.answers) > 1]),
        build_maps(places, build_open_cell),
    ]
    return [table for table in tables if table.rows]


def build_answers(indicators: Sequence[IndicatorSeries]) -> IndicatorTable:
    """A row for each indicator, a column for each moment with an answer."""
    moments = sorted({moment for indicator in indicators for moment in indicator.answers})
    rows = []
    for indicator in indicators:
        levels_by_moment = [
            [answer.level for answer in indicator.answers.get(moment, ())] for moment in moments
        ]
        cells = [build_open_cell(levels, indicator.ladder) for levels in levels_by_moment]
        rows.append(
            Indicator(indicator.question.label, (indicator.ladder.lowest, indicator.ladder.highest), cells)
        )
    return IndicatorTable(
        _("Ce que disent les projets"), _("Question"), [moment.label for moment in moments], rows
    )


def build_maps(
    places: Sequence[int], build_cell: Callable[[Sequence[int], Ladder], IndicatorCell]
) -> IndicatorTable:
    """Each axis of the ADN map with levels at two moments at least; ``build_cell`` formats levels. One query."""
    readings: Any = AxisReading.objects.active().filter(
        canvas__participation__in=places, canvas__kind=CanvasKind.ADN, level__isnull=False
    )
    rows = readings.select_related("axis").annotate(moment=F("canvas__moment"))
    values: dict[Axis, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for reading in rows.order_by("axis__family", "axis__position", "axis", "pk"):
        values[reading.axis][reading.moment].append(reading.level)
    drawn = {moment for axis in values.values() for moment in axis}
    moments = [moment for moment in CanvasMoment if moment in drawn]
    maps = [
        Indicator(axis.label, (0, 4), [build_cell(levels[moment], LEVELS_OF_A_MAP) for moment in moments])
        for axis, levels in values.items()
        if len(levels) > 1
    ]
    return IndicatorTable(_("Carte ADN, de 0 à 4"), _("Axe"), [str(moment.label) for moment in moments], maps)


def build_open_cell(levels: Sequence[int], ladder: Ladder) -> IndicatorCell:
    """The mean of a scale, or the median word of a list."""
    if not levels:
        return IndicatorCell(NONE)
    if not ladder.is_scale:
        rung = median_low(levels)
        return IndicatorCell(ladder.describe_level(rung), len(levels), value=str(rung))
    middle = median(levels)
    text = str(int(middle)) if middle == int(middle) else number_format(middle, 1)
    average = round(mean(levels), 1)
    return IndicatorCell(number_format(average, 1), len(levels), text, str(average))


def build_cell(levels: Sequence[int], ladder: Ladder) -> IndicatorCell:
    """The cell of :func:`build_open_cell`, empty for fewer than five projects."""
    if 0 < len(levels) < SMALLEST:
        return IndicatorCell(_("moins de 5"))
    return build_open_cell(levels, ladder)


def describe_measure(ladder: Ladder) -> str:
    """The unit of the cells of :func:`build_cell`."""
    if not ladder.is_scale:
        return _("réponse médiane")
    return _("moyenne, de %(lowest)s à %(highest)s") % {"lowest": ladder.lowest, "highest": ladder.highest}


@dataclass(frozen=True)
class ProjectIndicators:
    """The indicators of one project over the year. ``charts``: one for each indicator; ``maps``: the axes with a
    second map.
    """

    charts: Sequence[Chart]
    maps: IndicatorTable
    reads_surveys: bool


def read_project_indicators(room: ProjectRoom) -> ProjectIndicators:
    """The answers of a project at each moment of the year. Three queries at most."""
    charts = [_build_chart(indicator) for indicator in list_project_series(room)]
    maps = build_maps([room.participation.pk], _describe_level)
    return ProjectIndicators(charts, maps, room.reads_answers)


def list_project_series(room: ProjectRoom) -> list[IndicatorSeries]:
    """The answers of one project for the visitor of its room. Two queries at most."""
    answers = list_indicator_answers(
        [room.participation.pk],
        dossier=EVERYBODY if room.reads_answers else READ_BY_COACHES,
        surveys=room.reads_answers,
        by_name=True,
    )
    return group_by_indicator(answers)


def _build_chart(indicator: IndicatorSeries) -> Chart:
    """A bar for each moment, up to the highest level of the scale; the table has each answer in words."""
    answers_in_order = [(moment, answers[0].level) for moment, answers in sorted(indicator.answers.items())]
    scaled = indicator.ladder.is_scale
    items = [_build_bar(moment, level, indicator.ladder) for moment, level in answers_in_order]
    chart = bars(
        items,
        title=indicator.question.label,
        description=_describe(answers_in_order, indicator.ladder),
        columns=(_("Moment"), _("Réponse")),
        highest=indicator.ladder.highest,
        note=indicator.ladder.ends,
    )
    rows = [
        [
            moment.label,
            _format_level(level, indicator.ladder) if scaled else indicator.ladder.describe_level(level),
        ]
        for moment, level in answers_in_order
    ]
    return replace(chart, rows=rows)


def _build_bar(moment: IndicatorMoment, level: int, ladder: Ladder) -> Bar:
    if ladder.is_scale:
        return Bar(moment.label, level)
    return Bar(
        _("%(moment)s : %(answer)s") % {"moment": moment.label, "answer": ladder.describe_level(level)},
        level,
        text="",
    )


def _format_level(level: int, ladder: Ladder) -> str:
    return _("%(level)s sur %(highest)s") % {"level": level, "highest": ladder.highest}


def _describe(answers_in_order: Sequence[tuple[IndicatorMoment, int]], ladder: Ladder) -> str:
    """« De 2 sur 5 (Candidature) à 4 sur 5 (Suivi à 6 mois). »"""
    (first, before), (last, now) = answers_in_order[0], answers_in_order[-1]
    format_answer = (lambda level: _format_level(level, ladder)) if ladder.is_scale else ladder.describe_level
    if len(answers_in_order) == 1:
        return _("Une seule réponse pour l’instant : %(answer)s (%(moment)s).") % {
            "answer": format_answer(now),
            "moment": first.label,
        }
    return _("%(before)s (%(first)s), puis %(now)s (%(last)s).") % {
        "before": format_answer(before),
        "first": first.label,
        "now": format_answer(now),
        "last": last.label,
    }


def _describe_level(levels: Sequence[int], _ladder: Ladder) -> IndicatorCell:
    """The level of one project."""
    if not levels:
        return IndicatorCell(NONE)
    return IndicatorCell(str(levels[-1]), value=str(levels[-1]))
