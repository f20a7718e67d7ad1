"""The search of a rotation: exchanges of two visitors in a round, the best that is not tabu, from several starts.
Pure.

Hosts of a round stay at their own table; the others visit. A start is a flow, which seats the visitors of a round
where they are fewest, at new tables and among new people, with more noise each time. A visitor may also move to a
table that has fewer.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

APART = 1_000
"""The cost of two competitors at one table, in repeated meetings: it happens only when nothing else is possible."""
UNHEARD = 200
"""The cost of a table without any visitor, in repeated meetings."""
UNEVEN = 20
"""The cost of two visitors at one table beyond those of an even share, in repeated meetings."""
RETURN = 2
"""The cost of a second visit of a table, in repeated meetings."""
MOVED = 3
"""The cost of a seat that differs from the announced one, in repeated meetings."""
STARTS = 24
STALE = 1_000
"""Exchanges without a better plan, after which a start is abandoned."""
FORBIDDEN = 10**6
COMPARED = 4_000
"""Pairs of people compared in all rounds, up to which an exchange costs as much as in a small plan."""

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Problem:
    """People and tables are indices, from 0."""

    barred: Sequence[frozenset[int]]
    """Of each person, the tables that they may not visit."""
    apart: Sequence[tuple[int, int]]
    strangers: Sequence[int]
    """Of each person, a number: two people with the same number know each other already."""
    hosts: Sequence[Mapping[int, int]]
    """By round, the table of each person who receives."""
    free: Sequence[Sequence[int]]
    """By round, the seats for visitors of each table; 0 without hosts."""
    before: Sequence[Mapping[int, int]] | None = None
    """By round, the table of each person in a plan to stay close to."""
    begun: int = 0
    """Its first rounds, which do not change."""

    @property
    def people(self) -> int:
        return len(self.barred)

    @property
    def rounds(self) -> int:
        return len(self.hosts)

    @property
    def table_count(self) -> int:
        return len(self.free[0])

    def list_visitors(self, number: int) -> list[int]:
        return [person for person in range(self.people) if person not in self.hosts[number]]


@dataclass
class _Costs:
    """The costs that the search minimises: ``place[round, person, table]``, ``pair[person, person]``; ``meets`` is 1
    for two people who do not know each other.
    """

    problem: Problem
    place: Floats = field(init=False)
    pair: Floats = field(init=False)
    meets: Floats = field(init=False)

    def __post_init__(self) -> None:
        problem = self.problem
        self.place = np.zeros((problem.rounds, problem.people, problem.table_count), dtype=np.float32)
        for person, barred in enumerate(problem.barred):
            self.place[:, person, list(barred)] = APART
        for number, seats in enumerate(problem.before or ()):
            for person, table in seats.items():
                self.place[number, person] += MOVED
                self.place[number, person, table] -= MOVED
        self.place += np.where(np.array(problem.free)[:, None, :] > 0, 0, FORBIDDEN).astype(np.float32)
        for number, hosts in enumerate(problem.hosts):
            self.place[number, list(hosts)] = 0
        self.pair = np.zeros((problem.people, problem.people), dtype=np.float32)
        for one, other in problem.apart:
            self.pair[one, other] = self.pair[other, one] = APART
        strangers = np.array(problem.strangers)
        self.meets = (strangers[:, None] != strangers[None, :]).astype(np.float32)
        np.fill_diagonal(self.meets, 0)


def find_best(problem: Problem, *, seed: int, enough: int) -> list[list[list[int]]]:
    """``[round][table]``: its visitors. Stops at a plan without a fault, or after ``enough`` exchanges; fewer where
    each compares many people."""
    costs = _Costs(problem)
    enough = min(enough, enough * COMPARED // max(1, problem.rounds * problem.people**2))
    best: _Search | None = None
    exchanges = 0
    for start in range(STARTS):
        dice = np.random.default_rng(seed + start)
        search = _Search(costs, _seat_people(costs, start, dice), dice)
        exchanges += search.run(min(enough - exchanges, enough if start else enough // 2))
        if best is None or search.best < best.best:
            best = search
        if best.best <= best.least or exchanges >= enough or problem.before is not None:
            break
    assert best is not None
    return _list_seats(best.best_seats, problem)


def _list_seats(seats: Ints, problem: Problem) -> list[list[list[int]]]:
    companies: list[list[list[int]]] = [[[] for _table in range(problem.table_count)] for _round in seats]
    for number, tables in enumerate(seats):
        for person in problem.list_visitors(number):
            companies[number][int(tables[person])].append(person)
    return companies


def _seat_people(costs: _Costs, start: int, dice: np.random.Generator) -> Ints:
    """``[round, person]``: their table."""
    problem = costs.problem
    seats = np.full((problem.rounds, problem.people), -1, dtype=np.int64)
    for number, hosts in enumerate(problem.hosts):
        seats[number, list(hosts)] = list(hosts.values())
        _seat_visitors(costs, seats, number, noise=5 * start, dice=dice)
    return seats


SCALE = 10
"""Costs of the flow are integers: tenths leave room for noise."""


def _seat_visitors(costs: _Costs, seats: Ints, number: int, *, noise: int, dice: np.random.Generator) -> None:
    """Seat the visitors of a round, by a flow of least cost, given the rounds before it. Side effect: ``seats``."""
    from ortools.graph.python import min_cost_flow

    problem = costs.problem
    visitors = problem.list_visitors(number)
    if not visitors:
        return
    price = _price_visits(costs, seats[:number], number, visitors)
    if noise:
        price += dice.integers(0, noise, price.shape)
    flow = min_cost_flow.SimpleMinCostFlow()
    first, sink = len(visitors), len(visitors) + problem.table_count
    open_tables = [table for table in range(problem.table_count) if problem.free[number][table]]
    people, tables = np.meshgrid(np.arange(first), np.array(open_tables), indexing="ij")
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        people.ravel(),
        first + tables.ravel(),
        np.ones(people.size, dtype=np.int64),
        price[:, open_tables].ravel(),
    )
    came = _count_visits(problem, seats[:number])
    for table in open_tables:
        for seat in range(min(problem.free[number][table], first)):
            cost = UNEVEN * seat * SCALE + 2 * came[table] - (0 if came[table] or seat else 15 * SCALE)
            flow.add_arc_with_capacity_and_unit_cost(first + table, sink, 1, cost)
    for visitor in range(first):
        flow.set_node_supply(visitor, 1)
    flow.set_node_supply(sink, -first)
    if flow.solve() != flow.OPTIMAL:  # seats were counted before
        raise ValueError("a round has fewer seats than visitors")
    used = flow.flows(arcs) > 0
    seats[number, np.array(visitors)[people.ravel()[used]]] = tables.ravel()[used]


def _count_visits(problem: Problem, sat: Ints) -> Counter[int]:
    """The visitors of each table in the rounds that are seated."""
    return Counter(
        int(tables[guest]) for number, tables in enumerate(sat) for guest in problem.list_visitors(number)
    )


def _price_visits(costs: _Costs, sat: Ints, number: int, visitors: Sequence[int]) -> Ints:
    """``[visitor, table]``: the cost of this seat after the rounds that are seated; ten is one repeated meeting."""
    problem = costs.problem
    place = costs.place[number][visitors].copy()
    if number:
        visits = (sat[:, visitors, None] == np.arange(problem.table_count)).any(axis=0)
        place += RETURN * visits.astype(np.float32)
        met = (sat[:, :, None] == sat[:, None, :]).any(axis=0) & (costs.meets > 0)
        for host, table in problem.hosts[number].items():
            place[:, table] += met[visitors, host]
    price = np.minimum(place * SCALE, FORBIDDEN).astype(np.int64)
    if problem.before is not None and number < problem.begun:
        for row, person in enumerate(visitors):
            seat = problem.before[number].get(person)
            if seat is not None:
                price[row], price[row, seat] = FORBIDDEN, 0
    return price


class _Search:
    """A plan under search, with its best version."""

    def __init__(self, costs: _Costs, seats: Ints, dice: np.random.Generator) -> None:
        self.costs, self.seats, self.dice = costs, seats, dice
        self.problem = problem = costs.problem
        self.rounds, self.people = seats.shape
        self.tables = problem.table_count
        self.visiting = np.ones((self.rounds, self.people), dtype=bool)
        for number, hosts in enumerate(problem.hosts):
            self.visiting[number, list(hosts)] = False
        self.moving = self.visiting.copy()
        self.moving[: problem.begun] = False
        self.free = np.array(problem.free)
        self.least = sum(
            UNEVEN * size * (size - 1) // 2
            for number, free in enumerate(problem.free)
            for size in share_seats(len(problem.list_visitors(number)), free)
        )
        self.best, self.best_seats = self.measure(), seats.copy()

    def measure(self) -> float:
        """The cost of the plan."""
        together = self.seats[:, :, None] == self.seats[:, None, :]
        repeats = (np.maximum(together.sum(axis=0) - 1, 0) * self.costs.meets).sum() / 2
        apart = (together * self.costs.pair).sum() / 2
        places = np.take_along_axis(self.costs.place, self.seats[:, :, None], axis=2).sum()
        sits = self._list_sits()
        returns = RETURN * np.maximum(sits.sum(axis=0) - 1, 0).sum()
        sizes = sits.sum(axis=1)
        uneven = UNEVEN * (sizes * (sizes - 1) / 2).sum()
        return float(repeats + apart + places + returns + uneven + UNHEARD * self._count_unheard(sizes))

    def _list_sits(self) -> Floats:
        """``[round, person, table]``: 1 where they visit it."""
        here = self.seats[:, :, None] == np.arange(self.tables)
        return np.asarray(here & self.visiting[:, :, None], dtype=np.float32)

    def _count_unheard(self, sizes: Floats) -> int:
        receiving = self.free.any(axis=0)
        return int((receiving & (sizes.sum(axis=0) == 0)).sum())

    def run(self, most: int) -> int:
        """Exchange until the plan has no fault, or does not improve. Returns how many exchanges were made."""
        now, stale = self.best, 0
        tabu = np.zeros((self.rounds, self.people, self.people), dtype=np.int64)
        gone = np.zeros((self.rounds, self.people, self.tables), dtype=np.int64)
        upper = np.triu(np.ones((self.people, self.people), dtype=bool), 1)
        both = upper & self.moving[:, :, None] & self.moving[:, None, :]
        for turn in range(1, most + 1):
            if self.best <= self.least or stale > STALE:
                return turn - 1
            exchange, move = self.price()
            open_to = both & (self.seats[:, :, None] != self.seats[:, None, :])
            open_to &= (tabu < turn) | (now + exchange < self.best)
            exchange[~open_to] = FORBIDDEN
            move[(gone >= turn) & (now + move >= self.best)] = FORBIDDEN
            least = float(min(np.min(exchange), np.min(move)))
            if least >= FORBIDDEN / 2:
                return turn - 1
            if np.min(exchange) <= least:
                number, one, other = self._choose(exchange, least)
                self.seats[number, [one, other]] = self.seats[number, [other, one]]
                tabu[number, one, other] = turn + int(self.dice.integers(4, 20))
            else:
                number, one, table = self._choose(move, least)
                gone[number, one, self.seats[number, one]] = turn + int(self.dice.integers(4, 20))
                self.seats[number, one] = table
            now += float(least)
            stale += 1
            if now < self.best - 0.5:
                self.best, self.best_seats, stale = now, self.seats.copy(), 0
        return most

    def _choose(self, price: Floats, least: float) -> tuple[int, int, int]:
        ties = np.flatnonzero(price <= least)
        number, one, other = np.unravel_index(int(self.dice.choice(ties)), price.shape)
        return int(number), int(one), int(other)

    def price(self) -> tuple[Floats, Floats]:
        """The cost added by exchanging two visitors of a round, and by moving one to another table."""
        together = (self.seats[:, :, None] == self.seats[:, None, :]).astype(np.float32)
        beside = (together.sum(axis=0)[None] - together >= 1) * self.costs.meets + self.costs.pair
        here = (self.seats[:, :, None] == np.arange(self.tables)).astype(np.float32)
        sits = here * self.visiting[:, :, None]
        returns = (sits.sum(axis=0)[None] - sits >= 1) * np.float32(RETURN)
        # [round, person, table]: the cost of this person at this table, with its present people
        cost = np.matmul(beside, here) + self.costs.place + returns
        own = np.take_along_axis(cost, self.seats[:, :, None], axis=2)
        there = np.take_along_axis(cost, np.broadcast_to(self.seats[:, None, :], beside.shape), axis=2)
        gain = there - own  # [round, a, b]: a goes to b's table
        # at b's table, a does not meet b, who leaves it
        exchange = gain + gain.transpose(0, 2, 1) - 2 * beside
        sizes = sits.sum(axis=1)
        left = np.take_along_axis(sizes, self.seats, axis=1)
        move = cost - own + UNEVEN * (sizes[:, None, :] - (left - 1)[:, :, None])
        visits = sizes.sum(axis=0)
        move -= UNHEARD * (visits == 0)[None, None, :]
        move += UNHEARD * (np.take(visits, self.seats) == 1)[:, :, None]
        stuck = ~self.moving[:, :, None] | (sizes >= self.free)[:, None, :] | (here > 0)
        move[stuck] = FORBIDDEN
        return exchange.astype(np.float32), move.astype(np.float32)


def share_seats(guests: int, room: Sequence[int]) -> list[int]:
    """The visitors of each table, as evenly as their room allows; the first tables have one more."""
    sizes = [0] * len(room)
    for _guest in range(guests):
        open_tables = [table for table, free in enumerate(room) if sizes[table] < free]
        if open_tables:
            sizes[min(open_tables, key=lambda table: (sizes[table], table))] += 1
    return sizes
