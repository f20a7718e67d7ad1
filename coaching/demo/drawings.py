"""The pictures of the demo, rendered when it is loaded: papers on a wall, a room, people as plain figures."""

from collections.abc import Sequence
from functools import cache
from math import cos, pi, sin
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from accelerator.pdf import FONTS

SIZE = (1280, 960)
WALL, PAPER, INK, SOFT = "#efe7d8", "#fffdf8", "#1b2036", "#545a70"
NOTES = ("#f5d76e", "#f2a48f", "#a9d3c1", "#a8c3ea", "#e4b7d8")
CLOTHES = ("#24348b", "#8b3a24", "#1b6744", "#6f4a00", "#5b3a7a")
SKINS = ("#f1c7a5", "#c98f63", "#8d5a3b", "#e6b48f", "#5f3c28")
BOLD, PLAIN = "source-sans-3-700-normal.ttf", "source-sans-3-400-normal.ttf"


@cache
def _load_font(name: str, size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    path = FONTS / name
    return ImageFont.truetype(str(path), size) if path.exists() else ImageFont.load_default(size)


def _start(ground: str = WALL) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", SIZE, ground)
    return image, ImageDraw.Draw(image)


def _write(
    canvas: ImageDraw.ImageDraw, at: tuple[float, float], text: str, *, size: int = 30, width: int = 20,
    bold: bool = False, fill: str = INK, anchor: str = "la",
) -> None:  # fmt: skip
    """Write lines of at most ``width`` characters, one under the other."""
    x, y = at
    for line in wrap(text, width):
        canvas.text((x, y), line, font=_load_font(BOLD if bold else PLAIN, size), fill=fill, anchor=anchor)
        y += size * 1.2


def _paint_note(
    canvas: ImageDraw.ImageDraw, box: tuple[float, float], text: str, rank: int, side: int = 222
) -> None:
    """Paint a note, its shadow and its words."""
    x, y = box
    canvas.rectangle((x + 6, y + 8, x + side + 6, y + side + 8), fill="#d8cfbd")
    canvas.rectangle((x, y, x + side, y + side), fill=NOTES[rank % len(NOTES)])
    _write(canvas, (x + 14, y + 14), text, size=31, width=max(8, side // 15))


def render_frieze(title: str, lines: Sequence[str]) -> Image.Image:
    """A line on a roll of paper, notes above and below it in turn."""
    image, canvas = _start()
    canvas.rectangle((40, 110, 1240, 900), fill=PAPER, outline="#d8cfbd", width=3)
    _write(canvas, (70, 40), title, size=44, width=54, bold=True)
    canvas.line((90, 510, 1190, 510), fill=INK, width=8)
    canvas.polygon([(1190, 490), (1225, 510), (1190, 530)], fill=INK)
    step = 1090 / max(1, len(lines))
    for rank, text in enumerate(lines):
        x = 90 + rank * step
        up = rank % 2 == 0
        middle = x + 111
        canvas.line((middle, 400 if up else 510, middle, 510 if up else 610), fill=SOFT, width=3)
        canvas.ellipse((middle - 12, 498, middle + 12, 522), fill="#f5b52e", outline=INK, width=3)
        _paint_note(canvas, (x, 190 if up else 610), text, rank)
    return image


def render_wall(title: str, lines: Sequence[str]) -> Image.Image:
    """Notes in rows under a heading."""
    image, canvas = _start()
    _write(canvas, (70, 50), title, size=48, width=48, bold=True)
    for rank, text in enumerate(lines[:10]):
        column, row = rank % 5, rank // 5
        _paint_note(
            canvas, (50 + column * 240, 190 + row * 330 + (rank * 37 % 46)), text, rank * 2 + row, side=222
        )
    return image


def render_poster(title: str, lines: Sequence[str]) -> Image.Image:
    """A sheet of paper with a heading and a list."""
    image, canvas = _start()
    canvas.rectangle((186, 66, 1106, 916), fill="#d8cfbd")
    canvas.rectangle((176, 56, 1096, 906), fill=PAPER)
    canvas.rectangle((176, 56, 1096, 200), fill="#24348b")
    _write(canvas, (216, 92), title, size=50, width=34, bold=True, fill="#ffffff")
    y = 250.0
    for text in lines:
        canvas.rectangle((216, y + 8, 240, y + 32), fill="#f5b52e")
        _write(canvas, (270, y), text, size=36, width=46)
        y += 48 * len(wrap(text, 46)) + 34
    return image


def render_radar(title: str, values: Sequence[tuple[str, int]]) -> Image.Image:
    """A radar with as many axes as there are values, from 0 to 4."""
    image, canvas = _start(PAPER)
    _write(canvas, (60, 40), title, size=44, width=54, bold=True)
    centre, radius, count = (640, 545), 290, max(3, len(values))

    def point(rank: int, level: float) -> tuple[float, float]:
        turn = 2 * pi * rank / count - pi / 2
        return centre[0] + radius * level / 4 * cos(turn), centre[1] + radius * level / 4 * sin(turn)

    for level in range(1, 5):
        canvas.polygon([point(rank, level) for rank in range(count)], outline="#c9c2b3", width=2)
    for rank, (label, _level) in enumerate(values):
        canvas.line((*centre, *point(rank, 4)), fill="#c9c2b3", width=2)
        x, y = point(rank, 4.45)
        anchor = "ma" if abs(x - centre[0]) < 40 else "la" if x > centre[0] else "ra"
        _write(canvas, (x, y - 20), label, size=26, width=18, anchor=anchor)
    shape = [point(rank, level) for rank, (_label, level) in enumerate(values)]
    if len(shape) > 2:
        canvas.polygon(shape, outline="#24348b", width=7)
    for x, y in shape:
        canvas.ellipse((x - 11, y - 11, x + 11, y + 11), fill="#f5b52e", outline=INK, width=3)
    return image


def render_tables(title: str, lines: Sequence[str]) -> Image.Image:
    """A room from above: round tables with their names, chairs around."""
    image, canvas = _start(PAPER)
    _write(canvas, (60, 36), title, size=44, width=54, bold=True)
    canvas.rectangle((60, 120, 1220, 900), outline=INK, width=6)
    for rank, text in enumerate(lines[:6]):
        x, y = 250 + rank % 3 * 390, 320 + rank // 3 * 370
        for seat in range(7):
            turn = 2 * pi * seat / 7
            cx, cy = x + 140 * cos(turn), y + 140 * sin(turn)
            canvas.ellipse((cx - 24, cy - 24, cx + 24, cy + 24), fill="#d9d2c2", outline=SOFT, width=2)
        canvas.ellipse(
            (x - 105, y - 105, x + 105, y + 105), fill=NOTES[rank % len(NOTES)], outline=INK, width=4
        )
        _write(canvas, (x, y - 30), text, size=27, width=13, bold=True, anchor="ma")
    return image


def render_crowd(title: str, lines: Sequence[str]) -> Image.Image:
    """A room from behind: a lit screen, and rows of heads without a face."""
    image, canvas = _start("#2b2f45")
    canvas.rectangle((240, 70, 1040, 470), fill=PAPER, outline="#0f1220", width=10)
    _write(canvas, (640, 150), title, size=52, width=28, bold=True, anchor="ma")
    for rank, text in enumerate(lines[:3]):
        _write(canvas, (640, 290 + rank * 56), text, size=34, width=44, anchor="ma", fill=SOFT)
    for row in range(3):
        y, size = 600 + row * 130, 44 + row * 10
        for seat in range(9):
            x = 70 + seat * 145 + row % 2 * 70
            shade = ("#1a1d2d", "#23273a", "#151726")[(seat + row) % 3]
            canvas.ellipse((x - size, y - size, x + size, y + size), fill=shade)
            canvas.rounded_rectangle(
                (x - size * 1.5, y + size * 0.8, x + size * 1.5, y + 230), 40, fill=shade
            )
    return image


def render_people(title: str, lines: Sequence[str]) -> Image.Image:
    """Plain figures, one for each name, each in its own colours, before a wall of notes."""
    image, canvas = _start()
    _write(canvas, (60, 40), title, size=40, width=60, bold=True)
    for rank in range(10):
        _paint_note(canvas, (70 + rank % 5 * 236, 130 + rank // 5 * 210), "", rank * 3, side=150)
    width = 1280 / (len(lines) + 1)
    for rank, name in enumerate(lines):
        x, key = width * (rank + 1), sum(map(ord, name))
        canvas.rounded_rectangle((x - 150, 600, x + 150, 1100), 110, fill=CLOTHES[key % len(CLOTHES)])
        canvas.ellipse((x - 92, 372, x + 92, 592), fill=SKINS[key % len(SKINS)], outline=INK, width=3)
        canvas.pieslice((x - 100, 356, x + 100, 560), 180, 360, fill=INK)
        for eye in (-34, 34):
            canvas.ellipse((x + eye - 7, 478, x + eye + 7, 492), fill=INK)
        canvas.arc((x - 38, 500, x + 38, 552), 20, 160, fill=INK, width=5)
        canvas.rectangle((x - 70, 700, x + 70, 764), fill=PAPER)
        _write(canvas, (x, 714), name.split()[0], size=30, width=12, bold=True, anchor="ma")
    return image


DRAWINGS = {
    "frieze": render_frieze,
    "wall": render_wall,
    "poster": render_poster,
    "tables": render_tables,
    "crowd": render_crowd,
    "people": render_people,
}
"""By the name used in the data; a radar takes levels."""
