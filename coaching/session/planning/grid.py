"""Arrange a timetable as a table: days as columns, parallel slots side by side, time down."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import pairwise
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Block(Generic[T]):
    """Something with a start and an end, in the column of one day."""

    starts_at: time
    ends_at: time
    item: T


@dataclass
class TableCell(Generic[T]):
    """A cell of the table: a block over several rows and columns, or an empty stretch (``item`` is ``None``)."""

    rowspan: int
    colspan: int
    item: T | None = None


@dataclass
class GridRow(Generic[T]):
    """From one instant at which something starts or ends to the next; ``minutes`` between them."""

    starts_at: time
    minutes: int
    cells: list[TableCell[T]] = field(default_factory=list)


@dataclass
class Table(Generic[T]):
    """``lanes``: how many columns each day takes."""

    lanes: list[int]
    rows: list[GridRow[T]]


def minutes(value: time) -> int:
    """Minutes since midnight."""
    return value.hour * 60 + value.minute


def build_table(days: Sequence[Iterable[Block[T]]]) -> Table[T]:
    """The table of these days. Blocks that overlap share the width of their day; a block alone takes it all."""
    columns = [sorted(day, key=lambda block: (block.starts_at, block.ends_at)) for day in days]
    instants = sorted(
        {instant for day in columns for block in day for instant in (block.starts_at, block.ends_at)}
    )
    rows = [GridRow[T](start, minutes(end) - minutes(start)) for start, end in pairwise(instants)]
    # A row goes from one instant to the next: a block that ends at an instant stops above the row that begins
    # there.
    index = {instant: number for number, instant in enumerate(instants)}
    lanes = []
    for day in columns:
        placed, width = _assign_lanes(day)
        lanes.append(width)
        _fill(rows, index, placed, width)
    return Table(lanes, rows)


def _find_clusters(day: list[Block[T]]) -> list[list[Block[T]]]:
    """Groups of blocks that overlap one another, directly or through a third."""
    groups: list[list[Block[T]]] = []
    until: time | None = None
    for block in day:
        if until is None or block.starts_at >= until:
            groups.append([])
            until = block.ends_at
        groups[-1].append(block)
        until = max(until, block.ends_at)
    return groups


def _assign_lanes(day: list[Block[T]]) -> tuple[list[tuple[Block[T], int, int]], int]:
    """Each block with its first column and its width, and the number of columns of the day."""
    drafts: list[tuple[list[tuple[Block[T], int]], int]] = []
    for group in _find_clusters(day):
        ends: list[time] = []
        inside: list[tuple[Block[T], int]] = []
        for block in group:
            # The first lane that is free again, as one colours intervals: with blocks sorted by start, that
            # takes the fewest lanes.
            lane = next((number for number, end in enumerate(ends) if end <= block.starts_at), len(ends))
            ends[lane : lane + 1] = [block.ends_at]
            inside.append((block, lane))
        drafts.append((inside, len(ends)))
    width = max((count for _inside, count in drafts), default=1)
    placed = []
    for inside, count in drafts:
        for block, lane in inside:
            # Whole columns that add up to the width, even when the lanes of a group do not divide it.
            first = lane * width // count
            placed.append((block, first, (lane + 1) * width // count - first))
    return placed, width


def _fill(
    rows: list[GridRow[T]], index: dict[time, int], placed: list[tuple[Block[T], int, int]], width: int
) -> None:
    taken: dict[tuple[int, int], tuple[Block[T], int] | None] = {}
    for block, first, columns in placed:
        top, bottom = index[block.starts_at], index[block.ends_at]
        for number in range(top, bottom):
            for lane in range(first, first + columns):
                # ``None`` for what a rowspan covers: it is taken, and no cell of its own is drawn.
                taken[number, lane] = (block, columns) if (number, lane) == (top, first) else None
    for number, row in enumerate(rows):
        empty = 0
        for lane in range(width):
            if (number, lane) not in taken:
                empty += 1
                continue
            if empty:
                row.cells.append(TableCell(1, empty))
                empty = 0
            start = taken[number, lane]
            if start:
                block, columns = start
                row.cells.append(
                    TableCell(index[block.ends_at] - index[block.starts_at], columns, block.item)
                )
        if empty:
            row.cells.append(TableCell(1, empty))
