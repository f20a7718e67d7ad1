"""The same question asked at several moments of the year: where an edition stood, and stands. It describes, no more."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median, median_low
from typing import Any

from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires.indicators import Ladder
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.followup.queries.letters import list_places
from coaching.models import AxisReading
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.results.indicators import IndicatorSeries, group_by_indicator, list_indicator_answers
from programmes.models import Edition

NONE = "–"
LEVELS_OF_A_MAP = Ladder(tuple("01234"), tuple("01234"))


@dataclass(frozen=True)
class IndicatorCell:
    """``text`` is all that a reader gets when fewer than five projects answered."""

    text: str
    number: int = 0
    middle: str = ""
    """The median, where ``text`` is a mean."""
    value: str = ""
    """What a bar is as long as: with a point, whatever the language."""


@dataclass(frozen=True)
class Indicator:
    """``scale``: its lowest and highest rung; ``cells``: one for each moment of its table."""

    label: str
    scale: tuple[int, int]
    cells: Sequence[IndicatorCell]


@dataclass(frozen=True)
class IndicatorTable:
    """``heading``: what its rows are."""

    title: str
    heading: str
    moments: Sequence[str]
    rows: Sequence[Indicator]

    @property
    def lines(self) -> list[tuple[Indicator, list[tuple[str, IndicatorCell]]]]:
        """Each row with its cells, each under the name of its moment: on a phone they have no column."""
        return [(row, list(zip(self.moments, row.cells, strict=True))) for row in self.rows]


def read_indicators(user: User, edition: Edition) -> list[IndicatorTable]:
    """What was asked twice at least, on the same scale, of the projects that this organiser may read. Four queries."""
    places = list(list_places(user, edition).order_by().values_list("pk", flat=True))
    indicators = group_by_indicator(list_indicator_answers(places))
    tables = [
        build_answers([indicator for indicator in indicators if len(indicator.answers) > 1]),
        build_maps(places, build_cell),
    ]
    return [table for table in tables if table.rows]


def build_answers(indicators: Sequence[IndicatorSeries]) -> IndicatorTable:
    """A row for each indicator, a column for each moment at which one of them was asked."""
    moments = sorted({moment for indicator in indicators for moment in indicator.answers})
    rows = []
    for indicator in indicators:
        levels_by_moment = [
            [answer.level for answer in indicator.answers.get(moment, ())] for moment in moments
        ]
        cells = [build_cell(levels, indicator.ladder) for levels in levels_by_moment]
        rows.append(
            Indicator(indicator.question.label, (indicator.ladder.lowest, indicator.ladder.highest), cells)
        )
    return IndicatorTable(
        _("Ce que disent les projets"), _("Question"), [moment.label for moment in moments], rows
    )


def build_maps(
    places: Sequence[int], draw: Callable[[Sequence[int], Ladder], IndicatorCell]
) -> IndicatorTable:
    """Each axis of the ADN map that was drawn at two moments at least, as ``draw`` tells levels. One query."""
    readings: Any = AxisReading.objects.active().filter(
        canvas__participation__in=places, canvas__kind=CanvasKind.ADN, level__isnull=False
    )
    rows = readings.select_related("axis").annotate(moment=F("canvas__moment"))
    values: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for reading in rows.order_by("axis__family", "axis__position", "axis", "pk"):
        values[reading.axis][reading.moment].append(reading.level)
    drawn = {moment for axis in values.values() for moment in axis}
    moments = [moment for moment in CanvasMoment if moment in drawn]
    found = [
        Indicator(axis.label, (0, 4), [draw(levels[moment], LEVELS_OF_A_MAP) for moment in moments])
        for axis, levels in values.items()
        if len(levels) > 1
    ]
    return IndicatorTable(
        _("Carte ADN, de 0 à 4"), _("Axe"), [str(moment.label) for moment in moments], found
    )


def build_cell(levels: Sequence[int], ladder: Ladder) -> IndicatorCell:
    """The mean of a scale, the words in the middle of a list."""
    if not levels:
        return IndicatorCell(NONE)
    if len(levels) < SMALLEST:
        return IndicatorCell(_("moins de 5"))
    if not ladder.is_scale:
        rung = median_low(levels)
        return IndicatorCell(ladder.say(rung), len(levels), value=str(rung))
    middle = median(levels)
    text = str(int(middle)) if middle == int(middle) else number_format(middle, 1)
    average = round(mean(levels), 1)
    return IndicatorCell(number_format(average, 1), len(levels), text, str(average))


def describe_measure(ladder: Ladder) -> str:
    """The unit of what :func:`build_cell` returns."""
    if not ladder.is_scale:
        return _("réponse médiane")
    return _("moyenne, de %(lowest)s à %(highest)s") % {"lowest": ladder.lowest, "highest": ladder.highest}
