"""A table of costs solved as a flow: the column given to each row, and what another one would cost the whole.

Methods and their sources: ``coaching/pairing/solver.py``. Rows are projects, columns the people who may follow them.
"""

from collections import Counter

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python import min_cost_flow

Matrix = NDArray[np.int64]


FAR = np.int64(2**40)
"""Longer than any path."""


def solve_flow(table: Matrix, start: list[int], room: list[int]) -> list[int | None]:
    """The column given to each row. Node 0 is the source, 1 the sink, then the rows, then the columns."""
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


def list_detours(table: Matrix, assigned: list[int | None], start: list[int], room: list[int]) -> Matrix:
    """What it costs to pass one project on from a person to another, others moving: between columns, nobody last.

    A person with room left ends the way, one who gives a place back begins it; a project that nobody follows may take
    the place of another.
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
