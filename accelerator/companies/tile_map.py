"""A map of France as tiles: one square for each département, about where it lies, all of the same size.

Small départements count as much as large ones, and a figure fits in each; the five overseas stand on the left. The
places were computed here, from a rough centre of each: no map data is copied.
"""

from collections.abc import Mapping, Sequence

from accelerator.charts import Chart, Tile, render_tiles
from accelerator.companies.departments import REGIONS, department_name

ROWS = """
.   .  .  .  .  .  62 59 .  .  .  .
.   .  .  .  76 80 60 02 08 .  .  .
.   .  50 14 27 95 93 77 51 55 57 .
29  22 35 61 78 92 75 94 10 54 67 .
.   56 53 72 28 91 45 89 52 88 68 .
.   .  44 49 37 41 18 58 21 70 90 .
.   .  85 79 86 36 03 71 39 25 .  .
.   .  17 16 87 23 63 69 01 74 .  .
971 .  33 24 19 15 43 42 38 73 .  .
972 .  40 47 46 12 48 07 26 05 .  .
973 .  64 32 82 81 34 30 84 04 06 .
974 .  .  65 31 11 .  .  13 83 .  2B
976 .  .  .  09 66 .  .  .  .  .  2A
"""
PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(ROWS.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != "."
}
"""Code of a département → its column and its row."""


def render_departments(
    counts: Mapping[str, int], *, title: str, description: str, columns: tuple[str, str], highest: int = 0
) -> Chart:
    """The number of each département, by code, in its tile; codes of no département have no tile.

    ``highest``: what the darkest tile stands for, where several maps are compared.
    """
    tiles = [
        Tile(*place, value=counts.get(code, 0), text=str(counts[code]) if counts.get(code) else "")
        for code, place in PLACES.items()
    ]
    rows = [[department_name(code), str(count)] for code, count in counts.items()]
    return render_tiles(
        tiles, title=title, description=description, columns=columns, rows=rows, highest=highest
    )


def render_regions(
    counts: Mapping[str, int], *, title: str, description: str, columns: tuple[str, str]
) -> Chart:
    """All tiles of a region stand for its number, which is written in the middle one; unknown regions have none."""
    values: dict[str, int] = {}
    texts: dict[str, str] = {}
    for region, count in counts.items():
        codes = REGIONS.get(region, "").split()
        values |= dict.fromkeys(codes, count)
        if codes and count:
            texts[_find_middle(codes)] = str(count)
    tiles = [Tile(*place, values.get(code, 0), texts.get(code, "")) for code, place in PLACES.items()]
    rows = [[region, str(count)] for region, count in counts.items()]
    return render_tiles(tiles, title=title, description=description, columns=columns, rows=rows)


def _find_middle(codes: Sequence[str]) -> str:
    """The département whose tile is nearest to all the others."""

    def measure(code: str) -> int:
        column, row = PLACES[code]
        return sum((PLACES[other][0] - column) ** 2 + (PLACES[other][1] - row) ** 2 for other in codes)

    return min(codes, key=measure)
