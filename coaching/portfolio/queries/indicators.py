"""The same question asked at several moments of the year: where an edition stood, and stands. It describes, no more."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

from django.db.models import F
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.followup.queries.letters import list_places
from coaching.models import AxisReading
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.results.told import ToldScale, list_told_scales
from programmes.models import Edition

USEFULNESS = "usefulness"
NONE = "–"


@dataclass(frozen=True)
class IndicatorCell:
    """``text`` is all that a reader gets when fewer than five projects answered."""

    text: str
    number: int = 0
    middle: str = ""
    value: str = ""
    """The mean, as a bar needs it: with a point, whatever the language."""


@dataclass(frozen=True)
class Indicator:
    """``scale``: its lowest and highest rung; ``cells``: one for each moment of its table."""

    label: str
    scale: tuple[int, int]
    cells: Sequence[IndicatorCell]


@dataclass(frozen=True)
class IndicatorTable:
    title: str
    moments: Sequence[str]
    rows: Sequence[Indicator]


def read_indicators(user: Any, edition: Edition) -> list[IndicatorTable]:
    """What was asked twice at least, on the same scale, of the projects that this organiser may read. Three queries."""
    places = list(list_places(user, edition).order_by().values_list("pk", flat=True))
    tables = [_draw_surveys(list_told_scales(places, USEFULNESS)), _draw_maps(places)]
    return [table for table in tables if table.rows]


def _draw_surveys(told: Sequence[ToldScale]) -> IndicatorTable:
    """Answers on another scale than the last one that was asked are left out: they measure something else."""
    scale = told[-1].scale if told else (0, 0)
    values: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in told:
        if one.scale == scale:
            values[one.order, one.moment].append(one.value)
    moments = sorted(values)
    cells = [_draw_cell(values[moment]) for moment in moments]
    label = _("Les deux journées ont été utiles")
    rows = [Indicator(label, scale, cells)] if len(moments) > 1 else []
    return IndicatorTable(_("Utilité"), [moment for _order, moment in moments], rows)


def _draw_maps(places: Sequence[int]) -> IndicatorTable:
    """Each axis of the ADN map, at the moments at which it was drawn."""
    readings: Any = AxisReading.objects.kept().filter(
        canvas__participation__in=places, canvas__kind=CanvasKind.ADN, level__isnull=False
    )
    rows = readings.select_related("axis").annotate(moment=F("canvas__moment"))
    values: dict[Any, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for reading in rows.order_by("axis__family", "axis__position", "axis", "pk"):
        values[reading.axis][reading.moment].append(reading.level)
    drawn = {moment for axis in values.values() for moment in axis}
    moments = [moment for moment in CanvasMoment if moment in drawn]
    found = [
        Indicator(axis.label, (0, 4), [_draw_cell(levels[moment]) for moment in moments])
        for axis, levels in values.items()
        if len(levels) > 1
    ]
    return IndicatorTable(_("Carte ADN, de 0 à 4"), [str(moment.label) for moment in moments], found)


def _draw_cell(values: Sequence[int]) -> IndicatorCell:
    if not values:
        return IndicatorCell(NONE)
    if len(values) < SMALLEST:
        return IndicatorCell(_("moins de 5"))
    middle = median(values)
    shown = str(int(middle)) if middle == int(middle) else number_format(middle, 1)
    average = round(mean(values), 1)
    return IndicatorCell(number_format(average, 1), len(values), shown, str(average))
