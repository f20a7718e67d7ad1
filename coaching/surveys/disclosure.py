"""Small numbers that would reveal somebody's answer: one rule for all counts.

Readers who may open each fact one by one read every number: organisers, and partners for their own decisions and
commitments (``is_open``). For anybody else, counts below five are added to their neighbours (:func:`merge_small`), or
are part of a mean of five at least; a table with one remaining row is left out. Answers to a debrief have no name:
nobody may open them, and their small cells are hidden from everybody.
"""

from collections.abc import Sequence

from django.utils.translation import gettext as _

SMALLEST = 5
"""The smallest number of answers, and the smallest cell of a cross-table, that are disclosed."""


STEP = 3
"""Answers that are disclosed at once, after the first five."""


def count_disclosed(sent: int) -> int:
    """How many of the unnamed answers are disclosed while others may come: the first five, then three by three.

    One by one, a reader who looks before and after would learn each new answer, and often its author.
    """
    return SMALLEST + (sent - SMALLEST) // STEP * STEP if sent >= SMALLEST else 0


def write_cell(count: int | None) -> str:
    """The text of a cell; ``None`` is a hidden one."""
    return _("masqué") if count is None else str(count)


def hide_small(row: list[int]) -> list[int | None]:
    """Cells from 1 to 4 are hidden, and with them the smallest other when the total would give them away."""
    cells: list[int | None] = [None if 0 < count < SMALLEST else count for count in row]
    if _can_be_deduced([count for count, cell in zip(row, cells, strict=True) if cell is None]):
        others = [index for index, cell in enumerate(cells) if cell]
        if others:
            cells[min(others, key=lambda index: row[index])] = None
        else:
            cells = [None for _count in row]
    return cells


def _can_be_deduced(hidden: list[int]) -> bool:
    """Whether the total reveals each of the ``hidden`` cells: one alone, only ones, or only fours.

    Of two, either could be the larger that was hidden with a small one.
    """
    values = set(hidden)
    return len(hidden) == 1 or values == {1} or (len(hidden) > 2 and values == {SMALLEST - 1})


def hide_small_share(count: int, total: int) -> int | None:
    """``count`` of ``total``; ``None`` when it or the rest is so small that it would reveal who."""
    return hide_small([count, total - count])[0]


def hide_small_table(rows: list[list[int]]) -> list[list[int | None]]:
    """Cells from 1 to 4 are hidden, and others with them until neither the totals of its rows nor those of its columns
    give a cell away.
    """
    cells: list[list[int | None]] = [
        [None if 0 < count < SMALLEST else count for count in row] for row in rows
    ]
    lines = [[(row, column) for column in range(len(rows[0]))] for row in range(len(rows))] if rows else []
    lines += [[(row, column) for row in range(len(rows))] for column in range(len(rows[0]))] if rows else []
    changed = True
    while changed:
        changed = False
        for line in lines:
            hidden = [place for place in line if cells[place[0]][place[1]] is None]
            others = [place for place in line if cells[place[0]][place[1]] is not None]
            if others and _can_be_deduced([rows[row][column] for row, column in hidden]):
                # the smallest above zero, which reveals nothing, unless all others are zero
                row, column = min(
                    others, key=lambda place: (rows[place[0]][place[1]] == 0, rows[place[0]][place[1]])
                )
                cells[row][column] = None
                changed = True
    return cells


def disclose(cells: list[int], *, is_open: bool) -> list[int | None]:
    """Cells that add up; ``None`` for small ones, unless ``is_open``."""
    if is_open or not sum(cells):
        return list(cells)
    return hide_small(cells) if sum(cells) >= SMALLEST else [None for _cell in cells]


def write_cells(cells: list[int], *, is_open: bool) -> list[str]:
    """Cells that add up, in a column beside others that merge otherwise: small ones hidden; "" without an answer."""
    return [write_cell(cell) if any(cells) else "" for cell in disclose(cells, is_open=is_open)]


def merge_small(parts: Sequence[tuple[str, int]], *, is_open: bool = False) -> list[tuple[str, int]]:
    """Counts that add up, small ones merged with their neighbours until each is at least five; empty ones are left out.

    Nothing below five in all. ``is_open``: for a reader who may open each fact one by one, nothing is merged.
    """
    filled = [(label, count) for label, count in parts if count]
    groups = merge_small_rows([(label, [count]) for label, count in filled], is_open=is_open)
    return [(join_labels(labels), count) for labels, [count] in groups]


def merge_small_rows(
    rows: Sequence[tuple[str, Sequence[int]]], *, is_open: bool = False
) -> list[tuple[list[str], list[int]]]:
    """Merge rows with several cells, as :func:`merge_small`: neighbours are added up until no cell is from 1 to 4."""
    groups: list[tuple[list[str], list[int]]] = []
    for label, cells in rows:
        if groups and not is_open and _has_small(groups[-1][1]):
            labels, sums = groups.pop()
            groups.append(([*labels, label], [old + new for old, new in zip(sums, cells, strict=True)]))
        else:
            groups.append(([label], list(cells)))
    while len(groups) > 1 and not is_open and _has_small(groups[-1][1]):
        labels, sums = groups.pop()
        before, old = groups.pop()
        groups.append(([*before, *labels], [a + b for a, b in zip(old, sums, strict=True)]))
    return [] if groups and not is_open and _has_small(groups[-1][1]) else groups


def join_labels(labels: Sequence[str]) -> str:
    """« en pause, abandonné ou terminé »."""
    *first, last = labels
    return _("%(first)s ou %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _has_small(cells: Sequence[int]) -> bool:
    return any(0 < cell < SMALLEST for cell in cells)
