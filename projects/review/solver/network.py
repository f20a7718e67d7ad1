"""Who reads what, as minimum-cost flows: source → dossier → (body) → reviewer → sink.

Each stage fixes what the one before found: how many reviews each dossier can have and by two bodies, then even loads,
then the pairs. So no priority is a huge weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python import min_cost_flow

from projects.review.solver.assignment import Pair
from projects.review.solver.table import DRAWS, SPREAD, TOP, Numbers, ReadingTable

DENSE, NEAREST, SAMPLE = 300_000, 24, 12
"""Possible pairs beyond which only the most skilled people of each dossier and a sample of the others are considered,
if these suffice."""
EVEN_FIRST = 1024
"""What an even load is worth in changes of a preferred pair."""


def assign_readers(table: ReadingTable) -> list[Pair]:
    """The new pairs, as (row, column)."""
    if not table.needs.sum() or not table.problem.reviewers:
        return []
    every = _list_open(table)
    width = 1
    while every.sum() > DENSE and width * (NEAREST + SAMPLE) < every.shape[1]:
        network = _Network(table, _limit_candidates(table, every, width))
        loads = network.find_loads()
        # not when a few pairs more would fill a dossier, or even the loads
        if loads is not None and _is_even(table.loads + loads, table):
            return network.find_pairs(loads)
        width *= 4
    network = _Network(table, every)
    loads = network.find_loads()
    if loads is None:
        network.relax()
        loads = network.find_loads()
    assert loads is not None
    return network.find_pairs(loads)


def find_overload(table: ReadingTable, who: Iterable[int] | None = None) -> Mapping[int, int] | None:
    """How many dossiers above their capacity people would need to read (by column) so that no review is missing, as
    few as can be, then evenly; ``None`` when that is not enough. ``who``: those who could, everybody without.

    Bodies aside.
    """
    return _Network(table, _list_open(table)).find_overload(who)


def _list_open(table: ReadingTable) -> NDArray[np.bool_]:
    """Which pairs could be new: dossier × reviewer."""
    every = table.allowed & (table.needs > 0)[:, None]
    for row, people in enumerate(table.readers):
        every[row, [column for column in people if column < every.shape[1]]] = False
    return every


def _is_even(loads: Numbers, table: ReadingTable) -> bool:
    """Whether all who may still have one more are within one dossier of each other."""
    free = (loads < table.loads + table.rooms) & table.allowed.any(axis=0)
    heaviest = loads[loads > table.loads]
    return not free.any() or not heaviest.size or int(np.max(heaviest)) - int(np.min(loads[free])) <= 1


def _limit_candidates(table: ReadingTable, every: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """For each dossier, only the people with most skills in common, some others, and those preferred."""
    rows, columns = np.nonzero(every)
    draws = np.full(every.shape, DRAWS, np.int32)
    draws[rows, columns] = table.draw(rows, columns)
    ranks = draws.copy()
    places = [place for place in table.affinity if place[1] < every.shape[1]]
    skilled = np.array(places or [(0, 0)], np.int64)
    common = [table.affinity[place] for place in places] or [0]
    ranks[skilled[:, 0], skilled[:, 1]] -= np.array(common, np.int32) * DRAWS
    thin = np.zeros_like(every)
    for numbers, count in ((ranks, width * NEAREST), (draws, width * SAMPLE)):
        np.put_along_axis(thin, np.argpartition(numbers, count, axis=1)[:, :count], values=True, axis=1)
    for row, column in table.preferred_pairs:
        if column < every.shape[1]:
            thin[row, column] = True
    thin[[row for row, dossier in enumerate(table.problem.dossiers) if dossier.id in table.problem.panel]] = (
        True
    )
    return thin & every


@dataclass
class _Arcs:
    """Columns of arcs; each is an array, or one number for all."""

    columns: list[tuple[Numbers, ...]] = field(default_factory=list)
    source: slice = field(default_factory=lambda: slice(0))
    """Those that leave the source."""

    def add(self, tails: ArrayLike, heads: ArrayLike, capacities: ArrayLike, costs: ArrayLike = 0) -> slice:
        """Returns where they stand among all arcs."""
        start = sum(len(column[0]) for column in self.columns)
        columns = np.broadcast_arrays(tails, heads, capacities, costs)
        self.columns.append(columns)
        return slice(start, start + len(columns[0]))

    def solve(self, supply: int) -> Numbers:
        """The flow on each arc: as much as possible, then as cheap as possible. Node 0 is the source, 1 the sink."""
        flow = min_cost_flow.SimpleMinCostFlow()
        table = [
            np.concatenate([column[part] for column in self.columns]).astype(np.int64) for part in range(4)
        ]
        numbers = flow.add_arcs_with_capacity_and_unit_cost(*table)
        flow.set_node_supply(0, supply)
        flow.set_node_supply(1, -supply)
        # Not ``solve()``: a dossier short of readers would make the whole problem infeasible.
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"assignment flow: {status}")
        return np.asarray(flow.flows(numbers), np.int64)


class _Network:
    """The flow problem of a table, with the pairs that may be used."""

    def __init__(self, table: ReadingTable, usable: NDArray[np.bool_]) -> None:
        self.table = table
        self.rows, self.columns = (np.asarray(part, np.int64) for part in np.nonzero(usable))
        size, people = usable.shape
        self.needs = table.needs.copy()
        self._dossiers = 2 + np.arange(size)
        self._reviewers = 2 + size + np.arange(people)
        self._tails = self._dossiers[self.rows]
        self._heads = self._reviewers[self.columns]
        self._gates = _Gates(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0, np.int64))
        node = 2 + size + people
        node = self._add_body_gates(node)
        if table.problem.wanted == 1:
            self._add_person_gates(node)

    def _add_body_gates(self, node: int) -> int:
        """A node for each body that could give all the reviews of a dossier: it leaves one to another body."""
        table = self.table
        _names, numbers = np.unique(table.bodies, return_inverse=True)
        present = [{int(numbers[column]) for column in people} for people in table.readers]
        counts = np.array([len(people) for people in table.readers], np.int64)
        # -1: nobody yet; -2: two bodies read it already, so that any further reader respects the rule
        single = np.array(
            [-1 if not bodies else min(bodies) if len(bodies) == 1 else -2 for bodies in present]
        )
        keys, places, able = np.unique(
            self.rows * len(table.people) + numbers[self.columns], return_inverse=True, return_counts=True
        )
        rows, bodies = np.divmod(keys, len(table.people))
        already = counts[rows]
        total = already + self.needs[rows]
        closed = (total > 1) & (already + able >= total) & ((single[rows] == -1) | (single[rows] == bodies))
        nodes = np.where(closed, node + np.cumsum(closed) - 1, self._dossiers[rows])
        self._tails = nodes[places]
        self._gates = self._gates.join(
            self._dossiers[rows][closed], nodes[closed], (total - 1 - already)[closed]
        )
        return node + int(closed.sum())

    def _add_person_gates(self, node: int) -> None:
        """Add a node with one review for each reviewer and organisation that applies several times, so that nobody
        alone reads all of it.
        """
        table, dossiers = self.table, self.table.problem.dossiers
        groups: dict[int, list[int]] = {}
        for row, dossier in enumerate(dossiers):
            if dossier.body is not None:
                groups.setdefault(dossier.body, []).append(row)
        tails, heads, room = [], [], []
        for rows in groups.values():
            readers = set().union(*(table.readers[row] for row in rows))
            fresh = [row for row in rows if not table.readers[row]]
            # two people read it already, or nothing is left to give
            if len(rows) < 2 or len(readers) > 1 or not fresh or any(table.targets[row] > 1 for row in rows):
                continue
            inside = np.isin(self.rows, fresh)
            for column in np.unique(self.columns[inside]):
                if readers and column not in readers:
                    continue
                mine = inside & (self.columns == column)
                self._heads[mine] = node
                tails.append(node)
                heads.append(self._reviewers[column])
                room.append(len(fresh) - 1)
                node += 1
        self._gates = self._gates.join(
            np.array(tails, np.int64), np.array(heads, np.int64), np.array(room, np.int64)
        )

    def _open(self, needs: Numbers | None = None) -> tuple[_Arcs, int]:
        arcs = _Arcs()
        chosen = self.needs if needs is None else needs
        arcs.source = arcs.add(0, self._dossiers, chosen)
        arcs.add(self._gates.tails, self._gates.heads, self._gates.rooms)
        return arcs, int(chosen.sum())

    def relax(self) -> None:
        """Lower the needs that cannot be met, evenly, and open the gates of what one body, or person, reads alone."""
        arcs = _Arcs()
        most = int(np.max(self.needs, initial=0))
        had = np.array([len(people) for people in self.table.readers], np.int64)
        steps = [
            # the third review of a dossier costs more than the first of another
            arcs.add(0, self._dossiers, (self.needs > step).astype(np.int64), 4 * (had + step))
            for step in range(min(most, self.table.problem.wanted))
        ]
        rest = np.maximum(self.needs - len(steps), 0)
        steps.append(arcs.add(0, self._dossiers, rest, 4 * (had + len(steps))))
        arcs.add(self._gates.tails, self._gates.heads, self._gates.rooms)
        beyond = arcs.add(self._gates.tails, self._gates.heads, len(self.rows), 1)
        arcs.add(self._tails, self._heads, 1)
        arcs.add(self._reviewers, 1, self.table.rooms)
        flows = arcs.solve(int(self.needs.sum()))
        self.needs = np.sum([flows[step] for step in steps], axis=0)
        self._gates.rooms = self._gates.rooms + flows[beyond]

    def find_overload(self, who: Iterable[int] | None) -> Mapping[int, int] | None:
        arcs, supply = self._open()
        arcs.add(self._gates.tails, self._gates.heads, len(self.rows))
        arcs.add(self._tails, self._heads, 1)
        arcs.add(self._reviewers, 1, self.table.rooms)
        heavier = self._reviewers if who is None else self._reviewers[list(who)]
        # each further one costs a little more than the one before, and one less always comes first
        steps = 2 * supply // max(len(heavier), 1) + 8
        beyond = [arcs.add(heavier, 1, 1, steps * supply + step) for step in range(steps)]
        beyond.append(arcs.add(heavier, 1, len(self.rows), steps * supply + steps))
        flows = arcs.solve(supply)
        if int(flows[arcs.source].sum()) < supply:
            return None
        columns = (heavier - self._reviewers[0]).tolist()
        numbers = np.sum([flows[step] for step in beyond], axis=0).tolist()
        return {column: number for column, number in zip(columns, numbers, strict=True) if number}

    def find_loads(self) -> Numbers | None:
        """How many new dossiers each reviewer has when loads are as even as can be; ``None`` when needs are not met."""
        arcs, supply = self._open()
        table = self.table
        strange = self._mark_changes()
        heaviest = int(np.max(table.loads, initial=0)) + supply + 2
        change_cost, even = (heaviest, 1) if table.problem.fewest_changes else (1, EVEN_FIRST)
        pairs = arcs.add(self._tails, self._heads, 1, strange * change_cost)
        # A place costs what the load becomes with it, so the flow fills the lightest first: costs 1, 2, 3… add up
        # to a convex sum. Beyond twice the mean, they cost the same.
        steps = np.minimum(table.rooms, 2 * supply // len(table.rooms) + 8)
        who = np.repeat(np.arange(len(steps)), steps)
        rank = np.arange(len(who)) - np.repeat(np.cumsum(steps) - steps, steps)
        arcs.add(self._reviewers[who], 1, 1, (table.loads[who] + rank + 1) * even)
        arcs.add(self._reviewers, 1, table.rooms - steps, (table.loads + steps + 1) * even)
        flows = arcs.solve(supply)[pairs]
        if int(flows.sum()) < supply:
            return None
        return np.bincount(self.columns[flows > 0], minlength=len(table.rooms))

    def find_pairs(self, loads: Numbers) -> list[Pair]:
        """The pairs with the most skills in common at these loads."""
        arcs, supply = self._open()
        common = np.array(
            [
                self.table.affinity.get(pair, 0)
                for pair in zip(self.rows.tolist(), self.columns.tolist(), strict=True)
            ],
            np.int64,
        )
        costs = self.table.draw(self.rows, self.columns) + (TOP - common) * SPREAD
        costs += self._mark_changes() * (TOP + 1) * SPREAD
        pairs = arcs.add(self._tails, self._heads, 1, costs)
        # The loads just found become capacities: only who reads what is left to choose.
        arcs.add(self._reviewers, 1, loads)
        taken = arcs.solve(supply)[pairs] > 0
        return list(zip(self.rows[taken].tolist(), self.columns[taken].tolist(), strict=True))

    def _mark_changes(self) -> Numbers:
        """1 for each pair that is not preferred."""
        preferred = self.table.preferred_pairs
        if not preferred:
            return np.zeros(len(self.rows), np.int64)
        pairs = zip(self.rows.tolist(), self.columns.tolist(), strict=True)
        return np.array([pair not in preferred for pair in pairs], np.int64)


@dataclass
class _Gates:
    tails: Numbers
    heads: Numbers
    rooms: Numbers

    def join(self, tails: Numbers, heads: Numbers, rooms: Numbers) -> "_Gates":
        parts = ((self.tails, tails), (self.heads, heads), (self.rooms, rooms))
        return _Gates(*(np.concatenate(part) for part in parts))
