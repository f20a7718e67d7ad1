"""A radar: one spoke for each thing that is measured on the same scale, a polygon for each moment.

Drawn as :mod:`accelerator.charts` draws: the same on the page and in the PDF, colours as presentation attributes with
a class for the tokens of the page. The earlier moment is dashed with square marks, the later one solid with round
ones: colour never speaks alone. The table of :class:`Chart` says it all in words.
"""

import hashlib
import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from accelerator.charts import BLUE, BLUE_TINT, FACE, INK, LINE, SVG, Chart

ACCENT = "#6f4a00"
"""The light token ``--accent-ink``."""
WIDTH, HEIGHT = 560, 480
CENTRE = (WIDTH / 2, HEIGHT / 2)
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
    """``value`` and ``before``: from 0 to the highest of the scale, ``None`` where nothing was said."""

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
    """The chart with its table (``columns``, ``rows``); ``None`` for fewer spokes than make a polygon."""
    if len(spokes) < FEWEST:
        return None
    svg = _begin(title, description)
    for ring in range(1, highest + 1):
        points = [_place(number, len(spokes), ring / highest) for number in range(len(spokes))]
        _polygon(
            svg, points, {"class": "radar-ring", "fill": "none", "stroke": LINE, "stroke-opacity": "0.45"}
        )
    for number, spoke in enumerate(spokes):
        _line(svg, CENTRE, _place(number, len(spokes), 1))
        _label(svg, number, len(spokes), spoke)
    _moment(svg, [spoke.value for spoke in spokes], highest, is_earlier=False)
    _moment(svg, [spoke.before for spoke in spokes], highest, is_earlier=True)
    return Chart(title, description, ET.tostring(svg, encoding="unicode"), columns, rows)


def _begin(title: str, description: str) -> ET.Element:
    name = hashlib.sha256(f"radar{title}{description}".encode()).hexdigest()[:8]
    svg = ET.Element(
        "svg",
        {
            "xmlns": SVG,
            "class": "chart radar",
            "role": "img",
            "viewBox": f"0 0 {WIDTH} {HEIGHT}",
            "width": str(WIDTH),
            "height": str(HEIGHT),
            "aria-labelledby": f"t{name} d{name}",
            "font-family": FACE,
            "font-size": "17",
        },
    )
    ET.SubElement(svg, "title", {"id": f"t{name}"}).text = title
    ET.SubElement(svg, "desc", {"id": f"d{name}"}).text = description
    return svg


def _place(number: int, count: int, share: float, beyond: float = 0) -> Point:
    """A point of a spoke: the first stands upright, the others follow clockwise."""
    angle = 2 * math.pi * number / count - math.pi / 2
    reach = RADIUS * share + beyond
    return CENTRE[0] + reach * math.cos(angle), CENTRE[1] + reach * math.sin(angle)


def _moment(svg: ET.Element, values: Sequence[int | None], highest: int, *, is_earlier: bool) -> None:
    """The polygon of what was said, and its marks; a single one has marks alone."""
    points = [
        _place(number, len(values), value / highest)
        for number, value in enumerate(values)
        if value is not None
    ]
    colour = ACCENT if is_earlier else BLUE
    if len(points) > 1:
        paint = {"class": "radar-before", "fill": "none", "stroke-dasharray": "6 5"}
        if not is_earlier:
            paint = {"class": "radar-now", "fill": BLUE_TINT, "fill-opacity": "0.65"}
        _polygon(svg, points, {**paint, "stroke": colour, "stroke-width": "2.5", "stroke-linejoin": "round"})
    for x, y in points:
        if is_earlier:
            box = {"x": f"{x - 4:.1f}", "y": f"{y - 4:.1f}", "width": "8", "height": "8"}
            ET.SubElement(svg, "rect", {**box, "class": "radar-mark-before", "fill": colour})
        else:
            dot = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "r": "5"}
            ET.SubElement(svg, "circle", {**dot, "class": "radar-mark", "fill": colour})


def _polygon(svg: ET.Element, points: Sequence[Point], paint: dict[str, str]) -> None:
    ET.SubElement(svg, "polygon", {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in points), **paint})


def _line(svg: ET.Element, start: Point, end: Point) -> None:
    path = f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"
    ET.SubElement(
        svg,
        "path",
        {"class": "radar-ring", "d": path, "stroke": LINE, "stroke-opacity": "0.45", "fill": "none"},
    )


def _label(svg: ET.Element, number: int, count: int, spoke: Spoke) -> None:
    """The name of a spoke on a few lines, away from the drawing; a softer one where nothing was said."""
    x, y = _place(number, count, 1, LABEL_AT)
    lines = textwrap.wrap(spoke.label, LONGEST_LINE) or [""]
    aside = x - CENTRE[0]
    anchor = "middle" if abs(aside) < LABEL_AT else "start" if aside > 0 else "end"
    lift = (len(lines) - 1) * LINE_HEIGHT
    top = y + 5 - (lift if y < CENTRE[1] - RADIUS / 2 else 0 if y > CENTRE[1] + RADIUS / 2 else lift / 2)
    said = {"class": "chart-label", "fill": INK, "text-anchor": anchor}
    if spoke.value is not None:
        said["font-weight"] = "600"
    text = ET.SubElement(svg, "text", said)
    for place, line in enumerate(lines):
        ET.SubElement(text, "tspan", {"x": f"{x:.1f}", "y": f"{top + place * LINE_HEIGHT:.1f}"}).text = line
