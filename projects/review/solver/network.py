"""Who reads what, as minimum-cost flows: source → dossier → (body) → reviewer → sink.

Each stage fixes what the one before found: how many reviews each dossier can have and by two bodies, then even loads,
then the pairs. So no priority is a huge weight.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from ortools.graph.python import min_cost_flow

from projects.review.solver.assignment import AssignmentProblem, Pair, stands_in

Numbers = NDArray[np.int64]

SPREAD, DRAWS = 16_384, 256
"""What a skill in common is worth, and how many values the draw between equals has: a chain of sixty is no skill."""
TOP = 8
"""Skills in common beyond which more make no difference."""
DENSE, NEAREST, SAMPLE = 300_000, 24, 12
"""Possible pairs beyond which only the most skilled people of each dossier and a sample of the others are considered,
if these suffice."""
EVEN_FIRST = 1024
"""What an even load is worth in changes of a preferred pair."""


class ReadingTable:
    """A problem as arrays: dossiers and people are numbered by their place; former reviewers come last."""

    def __init__(self, problem: AssignmentProblem) -> None:
        self.problem = problem
        people = [*problem.reviewers, *problem.former]
        self.people = [person.id for person in people]
        # Keys of people and of bodies are positive: the negative one of a person is nobody's body.
        self.body_of = {
            person.id: person.body if person.body is not None else -person.id for person in people
        }
        self._row = {dossier.id: row for row, dossier in enumerate(problem.dossiers)}
        self._column = {person: column for column, person in enumerate(self.people)}
        size = len(problem.reviewers)
        self.bodies = np.array([self.body_of[person] for person in self.people], np.int64)
        applicants = np.array([dossier.body or 0 for dossier in problem.dossiers], np.int64)
        self.allowed = applicants[:, None] != self.bodies[None, :size]
        for row, column in self.list_places(problem.excluded):
            if column < size:
                self.allowed[row, column] = False
        self.conflicts = int(self.allowed.size - self.allowed.sum())
        self.readers: list[set[int]] = [set() for _ in problem.dossiers]
        """Of the existing duties, those that are still possible."""
        for row, column in self.list_places(problem.assigned):
            if column >= size or self.allowed[row, column]:
                self.readers[row].add(column)
        self._keep_one_reader_a_seat()

    def _keep_one_reader_a_seat(self) -> None:
        """Nothing for deputies where somebody else of their body can read, nor for these where a deputy does."""
        for deputy, titulars in self.problem.titulars.items():
            column, places = self._column[deputy], [self._column[who.id] for who in titulars]
            for row, dossier in enumerate(self.problem.dossiers):
                if column in self.readers[row]:
                    self.allowed[row, list(set(places) - self.readers[row])] = False
                elif not stands_in(dossier, titulars, self.problem.excluded):
                    self.allowed[row, column] = False

    def list_places(self, pairs: Iterable[Pair]) -> list[Pair]:
        """(row, column) of these pairs, in order; pairs of others are left out."""
        row, column = self._row, self._column
        known = (pair for pair in pairs if pair[0] in row and pair[1] in column)
        return sorted((row[dossier], column[reviewer]) for dossier, reviewer in known)

    def name_pair(self, place: Pair) -> Pair:
        return self.problem.dossiers[place[0]].id, self.people[place[1]]

    def list_readers(self, row: int) -> list[int]:
        return [self.people[column] for column in self.readers[row]]

    def count_able(self, row: int) -> int:
        """People who read this dossier or could."""
        size = len(self.problem.reviewers)
        return int(self.allowed[row].sum()) + sum(column >= size for column in self.readers[row])

    @cached_property
    def loads(self) -> Numbers:
        """Existing duties of each reviewer."""
        columns = [column for people in self.readers for column in people]
        return np.bincount(np.array(columns, np.int64), minlength=len(self.people))[
            : len(self.problem.reviewers)
        ]

    @cached_property
    def rooms(self) -> Numbers:
        """How many more dossiers each reviewer may have."""
        most = len(self.problem.dossiers)
        capacities = [most if who.capacity is None else who.capacity for who in self.problem.reviewers]
        return np.maximum(np.array(capacities, np.int64) - self.loads, 0)

    @cached_property
    def targets(self) -> Numbers:
        """How many reviews each dossier should have."""
        problem = self.problem
        return np.array(
            [
                max(self.count_able(row), problem.wanted) if dossier.id in problem.panel else problem.wanted
                for row, dossier in enumerate(problem.dossiers)
            ],
            np.int64,
        )

    @cached_property
    def needs(self) -> Numbers:
        return np.maximum(self.targets - np.array([len(people) for people in self.readers], np.int64), 0)

    @cached_property
    def affinity(self) -> dict[Pair, int]:
        """By (row, column)."""
        given = self.problem.affinity
        return {place: min(given[self.name_pair(place)], TOP) for place in self.list_places(given)}

    @cached_property
    def preferred(self) -> set[Pair]:
        return set(self.list_places(self.problem.preferred))

    def draw(self, rows: Numbers, columns: Numbers) -> Numbers:
        """A number below ``DRAWS`` for each pair, the same on every machine and whatever the other pairs are."""
        dossiers = np.array([dossier.id for dossier in self.problem.dossiers], np.uint64)[rows]
        reviewers = np.array(self.people, np.uint64)[columns]
        # the finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014)
        mixed = dossiers * np.uint64(0x9E3779B97F4A7C15) + reviewers * np.uint64(0xD1B54A32D192ED03)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(DRAWS)).astype(np.int64)


def assign_readers(table: ReadingTable) -> list[Pair]:
    """The new pairs, as (row, column)."""
    if not table.needs.sum() or not table.problem.reviewers:
        return []
    every = _list_open(table)
    width = 1
    while every.sum() > DENSE and width * (NEAREST + SAMPLE) < every.shape[1]:
        network = _Network(table, _thin(table, every, width))
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
    return not free.any() or not heaviest.size or int(heaviest.max()) - int(loads[free].min()) <= 1


def _thin(table: ReadingTable, every: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    """Of each dossier the people with most skills in common, some others, and those preferred."""
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
    for row, column in table.preferred:
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
        """With one review of each: a node for each reviewer and organisation that applies several times, so that
        nobody alone reads all of it."""
        table, dossiers = self.table, self.table.problem.dossiers
        groups: dict[int, list[int]] = {}
        for row, dossier in enumerate(dossiers):
            if dossier.body is not None:
                groups.setdefault(dossier.body, []).append(row)
        tails, heads, room = [], [], []
        for rows in groups.values():
            known = set().union(*(table.readers[row] for row in rows))
            fresh = [row for row in rows if not table.readers[row]]
            # two people read it already, or nothing is left to give
            if len(rows) < 2 or len(known) > 1 or not fresh or any(table.targets[row] > 1 for row in rows):
                continue
            inside = np.isin(self.rows, fresh)
            for column in np.unique(self.columns[inside]):
                if known and column not in known:
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
        most = int(self.needs.max(initial=0))
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
        heaviest = int(table.loads.max(initial=0)) + supply + 2
        keep, even = (heaviest, 1) if table.problem.fewest_changes else (1, EVEN_FIRST)
        pairs = arcs.add(self._tails, self._heads, 1, strange * keep)
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
        preferred = self.table.preferred
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
