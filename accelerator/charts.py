"""Charts: a few bars and dots, drawn clean and accessible, the same on the page and in the PDF.

The SVG is written inline in the page. It holds no style sheet and no script (the CSP allows neither, and libraries
of charts write both): every colour is a presentation attribute, which the PDF engine reads, and every shape has a
class, by which ``static/css/charts.css`` gives it the tokens of the page, dark mode included. An ``<img>`` would
pass the CSP too, but would keep its light colours and its own fonts in a dark page.

A chart never stands alone: :class:`Chart` carries the table of its data, and the templates print both. Colour
never carries meaning alone: a marked bar is solid where the others are hatched, and its label says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

INK, LINE, BLUE, BLUE_TINT = "#1b2036", "#7b8095", "#24348b", "#e8ebf7"
"""The light tokens ``--ink``, ``--line-strong``, ``--blue`` and ``--blue-tint`` of tokens.css."""

WIDTH, LONGEST = 360, 312
"""Of a chart, and of its longest bar: a number of five digits stands behind it."""
FACE = "Source Sans 3"
SIZE = 15
ROW, BAR = 48, 14
COLUMNS, COLUMN_SHARE = 120, 0.775
"""The height of the highest column, and what each takes of its width."""
MOMENTS = 480
"""The height of a line of time before its dots are moved apart."""
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its count or what is ``said`` instead, and whether it is one of those the chart points at."""

    label: str
    value: int
    marked: bool = False
    said: str | None = None


@dataclass(frozen=True)
class Chart:
    """A drawing (``svg``), what it says in a sentence (``description``) and the table of its data."""

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

    def as_data(self) -> dict[str, Any]:
        """For the PDF: JSON values only."""
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
    height = ROW * len(items)
    pointing = any(bar.marked for bar in items)
    svg = _canvas(title, description, height)
    hatch = _hatch(svg, title) if pointing else ""
    for index, bar in enumerate(items):
        middle, length = ROW * (index + 0.5), LONGEST * bar.value / (highest or _highest(items))
        _text(svg, 0, middle - 6, _label_of(bar, mark), "chart-label", bold=bar.marked)
        if bar.value:
            _shape(svg, 0.5, middle + 1, length, BAR, solid=bar.marked or not pointing, hatch=hatch)
        said = str(bar.value) if bar.said is None else bar.said
        _text(svg, length + 8 if bar.value else 0, middle + 13, said, "chart-value", bold=True)
    return Chart(title, description, _to_svg(svg), list(columns), _rows(items, mark), note)


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
    svg = _canvas(title, description, COLUMNS + 46)
    pointing = any(bar.marked for bar in items)
    hatch = _hatch(svg, title) if pointing else ""
    for index, bar in enumerate(items):
        share = WIDTH / len(items)
        middle, width = share * (index + 0.5), share * COLUMN_SHARE
        height = COLUMNS * bar.value / _highest(items)
        top = COLUMNS - height + 22
        if bar.value:
            _shape(svg, middle - width / 2, top, width, height, solid=bar.marked or not pointing, hatch=hatch)
        _text(svg, middle, top - 6, str(bar.value), "chart-value", bold=True, centred=True)
        _text(svg, middle, COLUMNS + 40, bar.label, "chart-label", bold=bar.marked, centred=True)
    ET.SubElement(
        svg,
        "path",
        {"class": "chart-line", "d": f"M0 {COLUMNS + 22}H{WIDTH}", "stroke": LINE, "fill": "none"},
    )
    return Chart(title, description, _to_svg(svg), list(columns), _rows(items, mark), note)


@dataclass(frozen=True)
class TimelineMark:
    """One dot on a line of time: its name, its date in words and as an instant, whether the chart points at it."""

    label: str
    said: str
    at: datetime
    marked: bool = False


def moments(
    items: Sequence[TimelineMark],
    *,
    now: datetime,
    title: str,
    description: str,
    columns: tuple[str, str],
    mark: str = "",
    now_label: str = "",
) -> Chart:
    """A line of time from top to bottom, to scale but for what would overlap: each dot beside its name and date.

    ``now`` is drawn across; dots before it are solid, those to come are hollow.
    """
    known = sorted(items, key=lambda moment: moment.at)
    first, last = min(known[0].at, now), max(known[-1].at, now)
    scale = MOMENTS / max((last - first).total_seconds(), 1)
    heights, lowest = [], 16.0 - ROW
    for moment in known:
        lowest = max(16 + (moment.at - first).total_seconds() * scale, lowest + ROW)
        heights.append(lowest)
    svg = _canvas(title, description, lowest + 36)
    attributes = {"class": "chart-line", "d": f"M8 0V{lowest + 36:.1f}", "stroke": LINE, "fill": "none"}
    ET.SubElement(svg, "path", attributes)
    behind = sum(moment.at <= now for moment in known)
    below = heights[behind - 1] + 27 if behind else 2.0
    across = {"class": "chart-now", "d": f"M0 {below:.1f}H{WIDTH}", "stroke": BLUE, "stroke-dasharray": "4 4"}
    ET.SubElement(svg, "path", across)
    _text(svg, WIDTH - 80, below - 4, now_label, "chart-label")
    for moment, height in zip(known, heights, strict=True):
        paint = (
            {"fill": BLUE, "class": "chart-bar"}
            if moment.at <= now
            else {"fill": BLUE_TINT, "class": "chart-other"}
        )
        dot = {"cx": "8", "cy": f"{height:.1f}", "r": "7" if moment.marked else "5", "stroke": BLUE}
        ET.SubElement(svg, "circle", dot | paint)
        name = f"{moment.label} ({mark})" if moment.marked and mark else moment.label
        _text(svg, 26, height + 1, name, "chart-label", bold=True)
        _text(svg, 26, height + 19, moment.said, "chart-value")
    rows = [[moment.label, moment.said] for moment in known]
    return Chart(title, description, _to_svg(svg), list(columns), rows)


def _label_of(item: Bar, mark: str) -> str:
    return f"{item.label} ({mark})" if item.marked and mark else item.label


def _rows(items: Sequence[Bar], mark: str) -> list[list[str]]:
    return [[_label_of(bar, mark), str(bar.value)] for bar in items]


def _highest(items: Sequence[Bar]) -> int:
    return max([1, *(bar.value for bar in items)])


def _canvas(title: str, description: str, height: float) -> ET.Element:
    """An empty drawing that a screen reader announces as one image: its title, then what it says."""
    name = hashlib.sha256(f"{title}{description}".encode()).hexdigest()[:8]
    svg = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "class": "chart",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {height:g}",
            "width": str(WIDTH),
            "height": f"{height:g}",
            "aria-labelledby": f"t{name} d{name}",
            "font-family": FACE,
            "font-size": str(SIZE),
        },
    )
    ET.SubElement(svg, "title", {"id": f"t{name}"}).text = title
    ET.SubElement(svg, "desc", {"id": f"d{name}"}).text = description
    return svg


def _hatch(svg: ET.Element, title: str) -> str:
    """Declare the hatching of the bars that are not marked; returns its id, unique in a page."""
    name = f"h{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    pattern = ET.SubElement(
        ET.SubElement(svg, "defs"),
        "pattern",
        {
            "id": name,
            "width": "6",
            "height": "6",
            "patternUnits": "userSpaceOnUse",
        },
    )
    ET.SubElement(pattern, "rect", {"class": "chart-ground", "width": "6", "height": "6", "fill": BLUE_TINT})
    ET.SubElement(
        pattern,
        "path",
        {
            "class": "chart-hatch",
            "d": "M-1 1l2-2M0 6l6-6M5 7l2-2",
            "stroke": BLUE,
            "stroke-width": "1.2",
            "fill": "none",
        },
    )
    return name


def _shape(
    svg: ET.Element, x: float, y: float, width: float, height: float, *, solid: bool, hatch: str
) -> None:
    paint = {"fill": BLUE, "class": "chart-bar"}
    if not solid:
        paint = {"fill": f"url(#{hatch})", "stroke": BLUE, "class": "chart-other"}
    box = {"x": x, "y": y, "width": max(width, 2), "height": height}
    ET.SubElement(svg, "rect", {name: f"{number:.1f}" for name, number in box.items()} | paint)


def _text(
    svg: ET.Element, x: float, y: float, words: str, name: str, *, bold: bool = False, centred: bool = False
) -> None:
    attributes = {"class": name, "x": f"{x:.1f}", "y": f"{y:.1f}", "fill": INK}
    if bold:
        attributes["font-weight"] = "600"
    if centred:
        attributes["text-anchor"] = "middle"
    ET.SubElement(svg, "text", attributes).text = words


def _to_svg(svg: ET.Element) -> str:
    return ET.tostring(svg, encoding="unicode")
