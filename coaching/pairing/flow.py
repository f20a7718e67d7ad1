"""A table of costs solved as a flow: the column of each row, and the cost of another one.

Numpy and OR-Tools take 30 MB and a tenth of a second of a process: this module is imported where a proposal is
computed. Methods and their sources: ``coaching/pairing/solver.py``. Rows are projects, columns the people who may
follow them.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

Matrix = NDArray[np.int64]


FAR = np.int64(2**40)
"""Longer than any path."""


@dataclass(frozen=True)
class SolvedTable:
    """The solution of a minimum-cost assignment. ``assigned``: the column of each row, or ``None``; ``open_columns``:
    those it may have beside its rivals; ``extra``: the added cost when the row has another column, ``None`` where that
    is impossible.
    """

    assigned: list[int | None]
    open_columns: list[list[int]]
    extra: list[list[int | None]]


def solve_table(
    costs: Sequence[Sequence[int | None]],
    start: list[int],
    room: list[int],
    rivals: Collection[tuple[int, int]],
) -> SolvedTable:
    """The cheapest columns of all rows: no two ``rivals``, pairs of rows, in one column.

    ``costs``: a row for each project, ``None`` for a forbidden pair; ``start`` and ``room`` of each column: how many
    it has already, and how many more it takes.
    """
    table = np.full((len(costs), len(start)), FAR, dtype=np.int64)
    for row, cells in enumerate(costs):
        for column, cost in enumerate(cells):
            if cost is not None:
                table[row, column] = cost
    assigned = _separate_rivals(table, start, room, rivals)
    detours = _list_detours(table, assigned, start, room)
    extra: list[list[int | None]] = []
    for row, place in enumerate(assigned):
        if place is None:
            extra.append([None] * len(start))
            continue
        lost = table[row] - table[row, place] + detours[:-1, place]
        extra.append(
            [int(cost) if cost < FAR // 2 and column != place else None for column, cost in enumerate(lost)]
        )
    open_columns = [[int(column) for column in np.flatnonzero(cells < FAR)] for cells in table]
    return SolvedTable(assigned, open_columns, extra)


def _separate_rivals(
    table: Matrix, start: list[int], room: list[int], rivals: Collection[tuple[int, int]]
) -> list[int | None]:
    """The column of each row, no two rivals in one.

    Side effect: ``table``, where separated pairs become far. It ends, since each turn removes a pair.
    """
    while True:
        assigned = _solve_flow(table, start, room)
        meeting = [
            (row, other, place)
            for row, place in enumerate(assigned)
            for other in range(row)
            if place is not None and place == assigned[other] and (row, other) in rivals
        ]
        if not meeting:
            return assigned
        first, second, place = meeting[0]
        row = min((first, second), key=lambda row: (_measure_way_out(table, row, place), row))
        table[row, place] = FAR


def _measure_way_out(table: Matrix, row: int, place: int) -> int:
    """The cost of the next best column of this row beyond its present one."""
    others = np.delete(table[row], place)
    return int(others.min() - table[row, place]) if len(others) else int(FAR)


def _solve_flow(table: Matrix, start: list[int], room: list[int]) -> list[int | None]:
    """The column of each row. Node 0 is the source, 1 the sink, then the rows, then the columns."""
    rows, columns = table.shape
    pairs = np.argwhere(table < FAR)
    if not len(pairs):
        return [None] * rows
    steps = [
        (2 + rows + column, start[column] + step) for column in range(columns) for step in range(room[column])
    ]
    arcs = np.array(
        [(0, 2 + row, 0) for row in range(rows)]
        + [(2 + row, 2 + rows + column, table[row, column]) for row, column in pairs]
        + [(tail, 1, cost) for tail, cost in steps],
        dtype=np.int64,
    )
    flow = min_cost_flow.SimpleMinCostFlow()
    numbers = flow.add_arcs_with_capacity_and_unit_cost(
        arcs[:, 0], arcs[:, 1], np.ones(len(arcs), dtype=np.int64), arcs[:, 2]
    )
    flow.set_node_supply(0, rows)
    flow.set_node_supply(1, -rows)
    # Not ``solve()``: a project that nobody may follow would make the whole problem infeasible.
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"pairing flow: {status}")
    assigned: list[int | None] = [None] * rows
    for (row, column), units in zip(pairs, flow.flows(numbers[rows : rows + len(pairs)]), strict=True):
        if units:
            assigned[row] = int(column)
    return assigned


def _list_detours(table: Matrix, assigned: list[int | None], start: list[int], room: list[int]) -> Matrix:
    """The cost of moving one project between two columns, while others move too; the last column is nobody.

    A person with room left ends the path, one who gives a place back begins it; an unassigned project may take the
    place of another.
    """
    rows, columns = table.shape
    nobody, sink = columns, columns + 1
    wide = np.hstack([table, np.zeros((rows, 1), dtype=np.int64)])
    ways = np.full((columns + 2, columns + 2), FAR, dtype=np.int64)
    count = Counter(column for column in assigned if column is not None)
    for row, column in enumerate(assigned):
        place = nobody if column is None else column
        leave = np.where(wide[row] < FAR, wide[row] - wide[row, place], FAR)
        ways[place, : columns + 1] = np.minimum(ways[place, : columns + 1], leave)
    for column in range(columns):
        if count[column] < room[column]:
            ways[column, sink] = start[column] + count[column]
        if count[column]:
            ways[sink, column] = -(start[column] + count[column] - 1)
    np.fill_diagonal(ways, 0)
    for middle in range(columns + 2):
        through = ways[:, middle, None] + ways[None, middle, :]
        through[(ways[:, middle, None] >= FAR // 2) | (ways[None, middle, :] >= FAR // 2)] = FAR
        np.minimum(ways, through, out=ways)
    return ways[:sink]
