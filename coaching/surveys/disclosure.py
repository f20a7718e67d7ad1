"""What small numbers would say about somebody: it is not shown."""

from django.utils.translation import gettext as _

SMALLEST = 5
"""The smallest number of answers, and the smallest cell of a cross-table, that are shown."""


def write_hidden_cell() -> str:
    return _("moins de 5")


def hide_small(row: list[int]) -> list[int | None]:
    """Cells from 1 to 4 are hidden; when only one is, so is the smallest other: the total would give it away."""
    cells: list[int | None] = [None if 0 < count < SMALLEST else count for count in row]
    if cells.count(None) == 1:
        others = [index for index, cell in enumerate(cells) if cell]
        if others:
            cells[min(others, key=lambda index: row[index])] = None
        else:
            cells = [None for _count in row]
    return cells
