"""The search of a rotation: exchanges of two people in a round, the best that is not tabu, from several starts. Pure.

Every table has the same number of chairs; an empty one is held by somebody who is not there, who costs nothing but
beside another such, so that tables stay even. A chair that a table does not have is held by one who never moves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

APART = 1_000
"""What two competitors at one table cost, in meetings twice: they meet only when nothing else is possible."""
UNEVEN = 20
"""What two empty chairs at one table cost, in the same."""
RETURN = 2
"""What a visit of a table where one was already costs, in the same."""
MOVED = 3
"""What another seat than the one that was announced costs, in the same."""
STARTS = 24
STALE = 1_000
"""Exchanges without a better plan, after which a start is left."""
FORBIDDEN = 10**7

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """People and tables are places, from 0."""

    barred: Sequence[frozenset[int]]
    """Of each person, the tables where they do not sit."""
    apart: Sequence[tuple[int, int]]
    sizes: Sequence[int]
    """The most that sit at each table."""
    rounds: int

    @property
    def people(self) -> int:
        return len(self.barred)

    @property
    def chairs(self) -> int:
        """Of each table, those that it does not have counted."""
        return max(1, *self.sizes)


@dataclass
class _Costs:
    """What chairs and neighbours cost: ``place[person, table]``, ``pair[person, person]``; empty ones come last."""

    problem: Problem
    place: Ints = field(init=False)
    pair: Ints = field(init=False)
    fixed: list[int] = field(init=False)
    """Table of each of those who hold a chair that its table does not have: they come last of all."""

    def __post_init__(self) -> None:
        problem, tables = self.problem, len(self.problem.sizes)
        self.fixed = [t for t, size in enumerate(problem.sizes) for _chair in range(problem.chairs - size)]
        everybody = tables * problem.chairs
        self.place = np.zeros((everybody, tables), dtype=np.int64)
        for person, barred in enumerate(problem.barred):
            self.place[person, list(barred)] = APART
        for place, table in enumerate(self.fixed, everybody - len(self.fixed)):
            self.place[place] = FORBIDDEN
            self.place[place, table] = 0
        self.pair = np.zeros((everybody, everybody), dtype=np.int64)
        self.pair[problem.people :, problem.people :] = UNEVEN
        for one, other in problem.apart:
            self.pair[one, other] = self.pair[other, one] = APART
        np.fill_diagonal(self.pair, 0)


def find_best(
    problem: Problem,
    *,
    fewest_repeats: int,
    fewest_returns: int,
    seed: int,
    enough: int,
    before: Sequence[Mapping[int, int]] | None = None,
    begun: int = 0,
) -> list[list[list[int]]]:
    """``[round][table]``: who sits there. ``before``: the table of each, round by round, of a plan to stay close to.

    The first ``begun`` rounds of that plan do not change. Stops at a plan that none can beat, or once ``enough``
    exchanges were made.
    """
    costs, exchanges = _Costs(problem), 0
    best: tuple[int, Ints] | None = None
    least = fewest_repeats + RETURN * fewest_returns + _count_uneven(costs)
    for start in range(STARTS):
        dice = np.random.default_rng(seed + start)
        seats = _seat_as_before(costs, before, dice) if before else _sit_down(costs, start, dice)
        search = _Search(
            costs, seats, dice, anchor=seats.copy() if before else None, before=before, begun=begun
        )
        exchanges += search.run(min(enough - exchanges, enough if start else enough // 2), least)
        if best is None or search.best < best[0]:
            best = search.best, search.best_seats
        if best[0] <= least or exchanges >= enough or before:
            break
    assert best is not None
    return _list_seats(best[1], problem)


def _count_uneven(costs: _Costs) -> int:
    """What the empty chairs cost at least."""
    problem = costs.problem
    empty = len(problem.sizes) * problem.chairs - problem.people
    fixed = [problem.chairs - size for size in problem.sizes]
    chairs = fixed.copy()
    for _chair in range(empty - sum(fixed)):
        chairs[chairs.index(min(chairs))] += 1
    return problem.rounds * sum(UNEVEN * empty_chairs * (empty_chairs - 1) // 2 for empty_chairs in chairs)


def _list_seats(seats: Ints, problem: Problem) -> list[list[list[int]]]:
    return [
        [
            [int(p) for p in np.flatnonzero(at[: problem.people] == table)]
            for table in range(len(problem.sizes))
        ]
        for at in seats
    ]


def _sit_down(costs: _Costs, start: int, dice: np.random.Generator) -> Ints:
    """``[round, person]``: their table. First each row of people moves by its own step, then by chance."""
    problem, tables = costs.problem, len(costs.problem.sizes)
    everybody = len(costs.place)
    free = everybody - len(costs.fixed)
    seats = np.empty((problem.rounds, everybody), dtype=np.int64)
    seats[:, free:] = costs.fixed
    order = np.arange(free) if start == 0 else dice.permutation(free)
    for number in range(problem.rounds):
        if start == 0 and not costs.fixed:
            rows = np.arange(free) // tables
            seats[number, :free] = (np.arange(free) + number * (rows + 1)) % tables
        else:
            chairs = np.repeat(np.arange(tables), problem.sizes)
            seats[number, order] = chairs if number == 0 else dice.permutation(chairs)
    return seats


def _seat_as_before(costs: _Costs, before: Sequence[Mapping[int, int]], dice: np.random.Generator) -> Ints:
    """Everybody where they were, while there is a chair; then those who came, then the empty ones."""
    problem, free = costs.problem, len(costs.place) - len(costs.fixed)
    seats = np.empty((problem.rounds, len(costs.place)), dtype=np.int64)
    seats[:, free:] = costs.fixed
    for number, tables in enumerate(before):
        left, standing = list(problem.sizes), []
        for person in range(free):
            table = tables.get(person)
            if table is not None and table < len(left) and left[table]:
                left[table] -= 1
                seats[number, person] = table
            else:
                standing.append(person)
        for person in standing:
            table = max(range(len(left)), key=lambda t: (left[t] > 0, -costs.place[person, t], left[t]))
            left[table] -= 1
            seats[number, person] = table
    return seats


class _Search:
    """A plan being changed, with the best that it was."""

    def __init__(
        self,
        costs: _Costs,
        seats: Ints,
        dice: np.random.Generator,
        *,
        anchor: Ints | None,
        before: Sequence[Mapping[int, int]] | None,
        begun: int,
    ) -> None:
        self.costs, self.seats, self.dice, self.begun = costs, seats, dice, begun
        self.rounds, self.everybody = seats.shape
        self.tables = len(costs.problem.sizes)
        self.real = costs.problem.people
        self.place = np.broadcast_to(costs.place, (self.rounds, *costs.place.shape)).copy()
        if before is not None:
            for number, tables in enumerate(before):
                for person, table in tables.items():
                    self.place[number, person] += MOVED
                    self.place[number, person, table] -= MOVED
        self.best, self.best_seats = self.measure(), seats.copy()

    def _together(self) -> Ints:
        """``[round, person, person]``: 1 where two sit at one table."""
        return (self.seats[:, :, None] == self.seats[:, None, :]).astype(np.int64)

    def measure(self) -> int:
        """What the plan costs."""
        together, real = self._together(), self.real
        met = together[:, :real, :real].sum(axis=0)
        np.fill_diagonal(met, 0)
        repeats = int(np.maximum(met - 1, 0).sum()) // 2
        apart = int((together * self.costs.pair).sum()) // 2
        places = np.take_along_axis(self.place, self.seats[:, :, None], axis=2)
        visits = self._count_visits()
        returns = int(np.maximum(visits[:real] - 1, 0).sum())
        return repeats + apart + int(places.sum()) + RETURN * returns

    def _count_visits(self) -> Ints:
        return (self.seats[:, :, None] == np.arange(self.tables)).sum(axis=0)

    def run(self, most: int, least: int) -> int:
        """Exchange until a plan costs ``least``, or nothing better comes. Returns how many exchanges were made."""
        now, stale = self.best, 0
        tabu = np.zeros((self.rounds, self.everybody, self.everybody), dtype=np.int64)
        moving = np.triu(np.ones((self.everybody, self.everybody), dtype=bool), 1)
        moving[self.everybody - len(self.costs.fixed) :] = False
        moving[:, self.everybody - len(self.costs.fixed) :] = False
        moving[self.real :, self.real :] = False
        for turn in range(1, most + 1):
            if self.best <= least or stale > STALE:
                return turn - 1
            change = self.price_exchanges()
            open_to = moving & (self.seats[:, :, None] != self.seats[:, None, :])
            open_to[: self.begun] = False
            open_to &= (tabu < turn) | (now + change < self.best)
            if not open_to.any():
                return turn - 1
            change[~open_to] = FORBIDDEN
            ties = np.flatnonzero(change == np.min(change))
            number, one, other = np.unravel_index(int(self.dice.choice(ties)), change.shape)
            now += int(change[number, one, other])
            self.seats[number, [one, other]] = self.seats[number, [other, one]]
            tabu[number, one, other] = turn + int(self.dice.integers(4, 20))
            stale += 1
            if now < self.best:
                self.best, self.best_seats, stale = now, self.seats.copy(), 0
        return most

    def price_exchanges(self) -> Ints:
        """``[round, person, person]``: what exchanging two people of a round would add to the cost."""
        together = self._together()
        met = together.sum(axis=0)
        beside = (met[None] - together >= 1).astype(np.int64)  # met in another round
        beside[:, self.real :, :] = 0
        beside[:, :, self.real :] = 0
        beside += self.costs.pair
        index = np.arange(self.everybody)
        beside[:, index, index] = 0
        sits = (self.seats[:, :, None] == np.arange(self.tables)).astype(np.int64)  # [round, person, table]
        returns = (sits.sum(axis=0)[None] - sits >= 1) * RETURN
        returns[:, self.real :] = 0
        # [round, person, table]: what this person at this table costs, with those who sit there now
        cost = np.matmul(beside, sits) + self.place + returns
        here = np.take_along_axis(cost, self.seats[:, :, None], axis=2)
        there = np.take_along_axis(cost, np.broadcast_to(self.seats[:, None, :], beside.shape), axis=2)
        gain = there - here  # [round, a, b]: a goes to b's table
        # at b's table a does not meet b, who leaves it
        return np.asarray(gain + gain.transpose(0, 2, 1) - 2 * beside, dtype=np.int64)
