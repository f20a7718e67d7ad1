"""Charts: a few bars and dots, drawn clean and accessible, the same on the page and in the PDF.

The SVG is drawn by ``templates/charts`` and written inline in the page. It holds no style sheet and no script (the CSP
allows neither, and libraries of charts write both): every colour is a presentation attribute, which the PDF engine
reads, and every shape has a class, by which ``static/css/charts.css`` gives it the tokens of the page, dark mode
included. An ``<img>`` would pass the CSP too, but would keep its light colours and its own fonts in a dark page.

A chart never stands alone: :class:`Chart` carries the table of its data, and the templates print both. Colour
never carries meaning alone: a marked bar is solid where the others are hatched, and its label says so.
"""

from __future__ import annotations

import hashlib
import math
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from accelerator.types import Context, Values

INK, LINE, BLUE, BLUE_TINT = "#1b2036", "#7b8095", "#24348b", "#e8ebf7"
"""The light tokens ``--ink``, ``--line-strong``, ``--blue`` and ``--blue-tint`` of tokens.css."""
ACCENT = "#6f4a00"
"""The light token ``--accent-ink``."""

WIDTH, LONGEST = 360, 312
"""Of a chart, and of its longest bar: a number of five digits stands behind it."""
ROW, BAR = 48, 14
COLUMNS, COLUMN_SHARE = 120, 0.775
"""The height of the highest column, and what each takes of its width."""


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its count or the ``text`` in its place, and whether the chart highlights it."""

    label: str
    value: int
    marked: bool = False
    text: str | None = None


@dataclass(frozen=True)
class Chart:
    """A drawing (``svg``), its description in a sentence, and the table of its data."""

    title: str
    description: str
    svg: str
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    note: str = ""

    @property
    def drawing(self) -> SafeString:
        """The SVG for a template: built here from escaped text, never from anybody's markup."""
        return mark_safe(self.svg)  # noqa: S308

    def as_data(self) -> Values:
        """The chart as JSON values, for the PDF."""
        return asdict(self)


def bars(
    items: Sequence[Bar],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    mark: str = "",
    note: str = "",
    highest: int = 0,
) -> Chart:
    """Horizontal bars, each under its name and before its value; ``mark`` is the word beside marked ones.

    ``highest``: what the longest bar would stand for, where it is the top of a scale.
    """
    rendered = []
    for index, bar in enumerate(items):
        middle, length = ROW * (index + 0.5), LONGEST * bar.value / (highest or _find_highest(items))
        places = {"x": 0.5, "y": middle + 1, "width": max(length, 2), "height": BAR, "label_y": middle - 6}
        places |= {"value_x": length + 8 if bar.value else 0, "value_y": middle + 13}
        rendered.append(_describe_bar(bar, items, mark) | _write_places(places))
    shapes = {"bars": rendered, "pointing": _is_pointing(items)}
    svg = _render("charts/bars.svg", title, description, ROW * len(items), shapes)
    return Chart(title, description, svg, list(columns), _build_rows(items, mark), note)


def steps(
    items: Sequence[Bar],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    mark: str = "",
    note: str = "",
) -> Chart:
    """Upright bars in a fixed order, as on a scale from 1 to 5: value above, name below."""
    rendered = []
    for index, bar in enumerate(items):
        share = WIDTH / len(items)
        middle, width = share * (index + 0.5), share * COLUMN_SHARE
        height = COLUMNS * bar.value / _find_highest(items)
        top = COLUMNS - height + 22
        places = {
            "x": middle - width / 2,
            "y": top,
            "width": max(width, 2),
            "height": height,
            "middle": middle,
        }
        places |= {"value_y": top - 6, "label_y": COLUMNS + 40}
        about = _describe_bar(bar, items, mark) | {"label": bar.label, "value": bar.value}
        rendered.append(about | _write_places(places))
    shapes = {"bars": rendered, "pointing": _is_pointing(items), "ground": COLUMNS + 22}
    svg = _render("charts/steps.svg", title, description, COLUMNS + 46, shapes)
    return Chart(title, description, svg, list(columns), _build_rows(items, mark), note)


WIDE, STACK = 720, 28
"""Of a stacked bar."""
CHANGE_ROW, LABEL_LINE, SCALE_FROM, SCALE_TO = 44, 18, 300, 680
"""The height of a row of changes; where its scale begins and ends."""


def stack(items: Sequence[Bar], *, title: str, description: str, columns: tuple[str, str]) -> Chart:
    """One bar cut in parts, each as long as its count and with its number in it; marked parts are solid."""
    total, left, parts = sum(item.value for item in items) or 1, 0.0, []
    for item in items:
        width = WIDE * item.value / total
        if item.value:
            places = {"x": left, "width": max(width - 2, 1), "middle": left + width / 2}
            parts.append({"value": item.value, "solid": item.marked, **_write_places(places)})
        left += width
    shapes = {"parts": parts, "width": WIDE, "bar_height": STACK}
    svg = _render("charts/stack.svg", title, description, STACK, shapes)
    return Chart(title, description, svg, list(columns), _build_rows(items, ""))


@dataclass(frozen=True)
class ChangeLine:
    """A measure at two moments: where each stands on its scale, from 0 to 1, and their words."""

    label: str
    before: float
    now: float
    before_text: str
    now_text: str


def changes(items: Sequence[ChangeLine], *, title: str, description: str, columns: list[str]) -> Chart:
    """A line for each measure, from a hollow dot (before) to a solid one (now)."""
    rows = []
    for index, item in enumerate(items):
        x, end = (SCALE_FROM + (SCALE_TO - SCALE_FROM) * place for place in (item.before, item.now))
        middle = CHANGE_ROW * (index + 0.5)
        rows.append(
            {"lines": _wrap_label(item.label, middle), **_write_places({"x": x, "end": end, "y": middle})}
        )
    ground = _write_places({"left": SCALE_FROM, "right": SCALE_TO})
    shapes = {"rows": rows, "width": WIDE, "ground": ground}
    svg = _render("charts/changes.svg", title, description, CHANGE_ROW * len(items), shapes)
    table = [[item.label, item.before_text, item.now_text] for item in items]
    return Chart(title, description, svg, columns, table)


def _wrap_label(label: str, middle: float) -> list[dict[str, str]]:
    """The words of a row, on two lines at most, around its ``middle``."""
    lines = textwrap.wrap(label, 38, max_lines=2, placeholder="…")
    first = middle + 5 - LABEL_LINE * (len(lines) - 1) / 2
    return [
        {"text": text, **_write_places({"y": first + LABEL_LINE * index})} for index, text in enumerate(lines)
    ]


def _describe_bar(bar: Bar, items: Sequence[Bar], mark: str) -> Context:
    return {
        "label": _label_of(bar, mark),
        "value": bar.value if bar.text is None else bar.text,
        "marked": bar.marked,
        "solid": bar.marked or not _is_pointing(items),
        "is_drawn": bool(bar.value),
    }


def _is_pointing(items: Sequence[Bar]) -> bool:
    return any(bar.marked for bar in items)


def _label_of(item: Bar, mark: str) -> str:
    return f"{item.label} ({mark})" if item.marked and mark else item.label


def _build_rows(items: Sequence[Bar], mark: str) -> list[list[str]]:
    return [[_label_of(bar, mark), str(bar.value)] for bar in items]


def _find_highest(items: Sequence[Bar]) -> int:
    return max([1, *(bar.value for bar in items)])


def _write_places(numbers: Mapping[str, float]) -> dict[str, str]:
    """Format numbers as SVG reads them, whatever the language of the page."""
    return {name: f"{number:.1f}" for name, number in numbers.items()}


def _render(template: str, title: str, description: str, height: float, shapes: Context) -> str:
    """The drawing, which a screen reader announces as one image: its title, then its description."""
    colours = {"INK": INK, "LINE": LINE, "BLUE": BLUE, "BLUE_TINT": BLUE_TINT, "ACCENT": ACCENT}
    name = hashlib.sha256(f"{template}{title}{description}".encode()).hexdigest()[:8]
    about = {"id": name, "title": title, "description": description, "width": WIDTH, "height": f"{height:g}"}
    return render_to_string(template, {**colours, **about, **shapes})


TILE, TILE_SIDE = 30, 27
"""From one tile to the next, and the side of one."""
SHADES = (0.2, 0.4, 0.82, 1.0)
"""Of marked tiles, from the lightest to the darkest: none between those that dark and white figures are read on."""


@dataclass(frozen=True)
class Tile:
    """A square of a map; it is marked where ``value`` is not 0. ``text`` is written in it."""

    column: int
    row: int
    value: int
    text: str = ""


def render_tiles(
    tiles: Sequence[Tile],
    *,
    title: str,
    description: str,
    columns: tuple[str, str],
    rows: list[list[str]],
    highest: int = 0,
) -> Chart:
    """A map of tiles, the darker the more; ``rows`` are its table, ``highest`` what the darkest tile stands for."""
    most = highest or max([1, *(tile.value for tile in tiles)])
    rendered = []
    for tile in tiles:
        share = min(1, (tile.value - 1) / (most - 1)) if most > 1 else 1
        shade = SHADES[round(max(0, share) * (len(SHADES) - 1))]
        x, y = TILE * tile.column + 1.5, TILE * tile.row + 1.5
        places = {"x": x, "y": y, "middle": x + TILE_SIDE / 2, "baseline": y + TILE_SIDE / 2 + 5}
        about = {"is_marked": bool(tile.value), "is_dark": shade > 0.5, "text": tile.text}
        rendered.append({**about, "shade": shade, **_write_places(places)})
    width, height = (
        TILE * (1 + max(place)) for place in zip(*((tile.column, tile.row) for tile in tiles), strict=True)
    )
    shapes = {"tiles": rendered, "width": width, "side": TILE_SIDE, "css": "chart tile-map"}
    svg = _render("charts/tiles.svg", title, description, height, shapes)
    return Chart(title, description, svg, list(columns), rows)


RADAR_WIDTH, RADAR_HEIGHT = 560, 480
CENTRE = (RADAR_WIDTH / 2, RADAR_HEIGHT / 2)
RADIUS = 140
LABEL_AT = 18
"""How far a name stands beyond its spoke."""
LONGEST_LINE = 15
LINE_HEIGHT = 19
FEWEST = 3
"""Spokes below which there is no polygon to draw."""

Point = tuple[float, float]


@dataclass(frozen=True)
class Spoke:
    """One axis of a radar chart. ``value`` and ``before``: from 0 to the highest of the scale, ``None`` where nothing
    was answered.
    """

    label: str
    value: int | None
    before: int | None = None


def render_radar(
    spokes: Sequence[Spoke],
    *,
    highest: int,
    title: str,
    description: str,
    columns: list[str],
    rows: list[list[str]],
) -> Chart | None:
    """A radar: one spoke for each thing measured on the same scale, a polygon for each moment.

    The earlier moment is dashed with square marks, the later one solid with round ones. ``columns`` and ``rows`` are
    the table. ``None`` for fewer spokes than make a polygon.
    """
    count = len(spokes)
    if count < FEWEST:
        return None
    rings = [
        [_find_point(number, count, ring / highest) for number in range(count)]
        for ring in range(1, highest + 1)
    ]
    now = _list_points([spoke.value for spoke in spokes], highest)
    before = _list_points([spoke.before for spoke in spokes], highest)
    shapes = {
        "width": RADAR_WIDTH,
        "size": "17",
        "css": "chart radar",
        "rings": [*map(_join_points, rings)],
        "spokes": [_describe_spoke(number, count, spoke) for number, spoke in enumerate(spokes)],
        "now": {"points": _join_points(now) if len(now) > 1 else "", "marks": _write_points(now)},
        "before": {
            "points": _join_points(before) if len(before) > 1 else "",
            "marks": _write_points([(x - 4, y - 4) for x, y in before]),
        },
    }
    svg = _render("charts/radar.svg", title, description, RADAR_HEIGHT, shapes)
    return Chart(title, description, svg, columns, rows)


def _find_point(number: int, count: int, share: float, beyond: float = 0) -> Point:
    """A point of a spoke: the first stands upright, the others follow clockwise."""
    angle = 2 * math.pi * number / count - math.pi / 2
    reach = RADIUS * share + beyond
    return CENTRE[0] + reach * math.cos(angle), CENTRE[1] + reach * math.sin(angle)


def _list_points(values: Sequence[int | None], highest: int) -> list[Point]:
    """The corners of the polygon of one moment."""
    places = enumerate(values)
    return [
        _find_point(number, len(values), value / highest) for number, value in places if value is not None
    ]


def _write_points(points: Sequence[Point]) -> list[tuple[str, str]]:
    return [(f"{x:.1f}", f"{y:.1f}") for x, y in points]


def _join_points(points: Sequence[Point]) -> str:
    return " ".join(map(",".join, _write_points(points)))


def _describe_spoke(number: int, count: int, spoke: Spoke) -> Context:
    """The line of a spoke and its label, on a few lines outside the drawing; softer where nothing was answered."""
    (x, y), tip = _find_point(number, count, 1, LABEL_AT), _find_point(number, count, 1)
    lines = textwrap.wrap(spoke.label, LONGEST_LINE) or [""]
    aside = x - CENTRE[0]
    lift = (len(lines) - 1) * LINE_HEIGHT
    top = y + 5 - (lift if y < CENTRE[1] - RADIUS / 2 else 0 if y > CENTRE[1] + RADIUS / 2 else lift / 2)
    return {
        "line": "M{} {}L{} {}".format(*_write_points([CENTRE])[0], *_write_points([tip])[0]),
        "anchor": "middle" if abs(aside) < LABEL_AT else "start" if aside > 0 else "end",
        "x": f"{x:.1f}",
        "lines": [(f"{top + place * LINE_HEIGHT:.1f}", line) for place, line in enumerate(lines)],
        "is_rated": spoke.value is not None,
    }
