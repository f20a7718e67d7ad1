"""Tables and rounds of the mix: everybody heard, few meetings twice, competitors apart.

A project that hosts keeps its table, and its people; everybody else moves at each round. The plan is built round by
round, then improved by exchanging two people of a round as long as that helps, from several starts that a seed repeats.
"""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

APART = 1_000
"""What two competitors at one table cost, in meetings twice: they meet only when nothing else is possible."""
UNBALANCED = 2
"""What a visit of a table where one was already costs, in the same."""
STARTS = 24
EXCHANGES = 60_000
"""Tried over all starts: after them, the best that was found is the plan."""
PASSES = 60
STILL = 6
"""Passes that change nothing for the better, after which a start is left: exchanges that cost nothing are made too."""


@dataclass(frozen=True)
class Guest:
    """Somebody who moves from table to table; ``own``: the table of their project, where they do not go."""

    key: int
    own: int | None = None
    rivals: frozenset[int] = frozenset()
    """Tables of competitors."""


@dataclass(frozen=True)
class RotationPlan:
    """``seats[round][table]``: the keys of who sits there, hosts not counted."""

    seats: list[list[list[int]]]
    repeats: int
    """Meetings of two guests beyond their first."""
    lower_bound: int
    """Fewer are impossible, whatever the plan."""
    returns: int
    """Times somebody sits again at a table they visited."""
    with_rivals: list[tuple[int, int, int]] = field(default_factory=list)
    """(round, table, guest): who sits at a competitor's table, for want of another."""
    unheard: list[int] = field(default_factory=list)
    """Tables that nobody visited in some round."""

    @property
    def is_proven(self) -> bool:
        return self.repeats == self.lower_bound and not self.returns and not self.with_rivals

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """What the plan could not satisfy: (name, how many)."""
        counts = (
            ("repeats", self.repeats),
            ("returns", self.returns),
            ("rivals", len(self.with_rivals)),
            ("unheard", len(self.unheard)),
        )
        return [(name, count) for name, count in counts if count]


def plan_rotation(guests: Sequence[Guest], tables: int, rounds: int, *, seed: int = 1) -> RotationPlan:
    """The best plan of several starts. Raises ``ValueError`` without a table or a round."""
    if tables < 1 or rounds < 1:
        raise ValueError("a rotation has tables and rounds")
    best: _Draft | None = None
    tried = 0
    for start in range(STARTS):
        draft = _Draft(guests, tables, rounds, random.Random(seed + start))
        draft.improve()
        if best is None or draft.cost() < best.cost():
            best = draft
        tried += draft.tried
        if tried > EXCHANGES or best.cost() <= find_fewest_repeats(len(guests), tables, rounds):
            break
    assert best is not None
    return best.freeze()


def list_sizes(guests: int, tables: int) -> list[int]:
    """How many sit at each table: as even as they come."""
    return [guests // tables + (place < guests % tables) for place in range(tables)]


def find_fewest_repeats(guests: int, tables: int, rounds: int) -> int:
    """Meetings twice that no plan avoids: all the meetings there will be, but one for each pair.

    Two bounds, the larger counts: over all pairs, and for one person who sits ``rounds`` times with others. Within a
    round, even tables make the fewest meetings.
    """
    sizes = list_sizes(guests, tables)
    meetings = rounds * sum(size * (size - 1) // 2 for size in sizes)
    everybody = meetings - guests * (guests - 1) // 2
    # of s people at a table in one round, two at least meet again in the next when they are more than the tables
    together = (rounds - 1) * sum(_count_forced_pairs(size, tables) for size in sizes)
    return max(0, everybody, together)


def _count_forced_pairs(size: int, tables: int) -> int:
    """Pairs that stay together when ``size`` people of one table spread over ``tables`` as evenly as they can."""
    return sum(part * (part - 1) // 2 for part in list_sizes(size, tables))


def count_repeats(seats: Iterable[Sequence[Sequence[int]]]) -> int:
    """Meetings of two guests beyond their first."""
    met = Counter(pair for tables in seats for table in tables for pair in combinations(sorted(table), 2))
    return sum(times - 1 for times in met.values())


class _Draft:
    """A plan being improved, with the counts that tell what an exchange would change."""

    def __init__(self, guests: Sequence[Guest], tables: int, rounds: int, dice: random.Random) -> None:
        self.guests, self.tables, self.rounds, self.dice = list(guests), tables, rounds, dice
        self.met: Counter[tuple[int, int]] = Counter()
        self.visited: Counter[tuple[int, int]] = Counter()
        self.seats: list[list[list[int]]] = []
        self.tried = 0
        for number in range(rounds):
            self._seat_round(number)

    def _seat_round(self, number: int) -> None:
        """Each in turn takes the free seat that costs least now; larger tables change from round to round."""
        sizes = list_sizes(len(self.guests), self.tables)
        sizes = sizes[number % self.tables :] + sizes[: number % self.tables]
        seats: list[list[int]] = [[] for _table in range(self.tables)]
        order = list(range(len(self.guests)))
        self.dice.shuffle(order)
        order.sort(key=lambda guest: -len(self.guests[guest].rivals))
        for guest in order:
            free = [table for table in range(self.tables) if len(seats[table]) < sizes[table]]
            table = min(free, key=lambda table: (self._price(guest, table, seats[table]), self.dice.random()))
            for other in seats[table]:
                self.met[_pair(guest, other)] += 1
            self.visited[guest, table] += 1
            seats[table].append(guest)
        self.seats.append(seats)

    def _price(self, guest: int, table: int, others: Iterable[int]) -> int:
        """What it costs that this guest comes to this table with these others."""
        told = self.guests[guest]
        price = APART * (table in told.rivals) + APART * (table == told.own)
        price += UNBALANCED * bool(self.visited[guest, table])
        return price + sum(bool(self.met[_pair(guest, other)]) for other in others)

    def improve(self) -> None:
        """Exchange two people of a round while that helps, in an order drawn anew at each pass."""
        still = 0
        for _pass in range(PASSES):
            gained = sum(self._improve_round(number) for number in range(self.rounds))
            still = 0 if gained else still + 1
            if still == STILL:
                return

    def _improve_round(self, number: int) -> int:
        """What was gained."""
        seats, gained = self.seats[number], 0
        places = [(table, seat) for table in range(self.tables) for seat in range(len(seats[table]))]
        exchanges = [pair for pair in combinations(places, 2) if pair[0][0] != pair[1][0]]
        self.dice.shuffle(exchanges)
        self.tried += len(exchanges)
        for (here, first), (there, second) in exchanges:
            one, two = seats[here][first], seats[there][second]
            left, right = _without(seats[here], first), _without(seats[there], second)
            self._move(one, here, left, -1)
            self._move(two, there, right, -1)
            now = self._price(one, here, left) + self._price(two, there, right)
            then = self._price(one, there, right) + self._price(two, here, left)
            if then <= now:
                seats[here][first], seats[there][second] = two, one
                one, two, gained = two, one, gained + now - then
            self._move(one, here, left, 1)
            self._move(two, there, right, 1)
        return gained

    def _move(self, guest: int, table: int, others: Iterable[int], by: int) -> None:
        for other in others:
            self.met[_pair(guest, other)] += by
        self.visited[guest, table] += by

    def cost(self) -> int:
        return (
            APART * len(self._list_rivals())
            + UNBALANCED * self._count_returns()
            + sum(times - 1 for times in self.met.values() if times > 1)
        )

    def _list_rivals(self) -> list[tuple[int, int, int]]:
        return [
            (number, table, self.guests[guest].key)
            for number, seats in enumerate(self.seats)
            for table, seated in enumerate(seats)
            for guest in seated
            if table in self.guests[guest].rivals or table == self.guests[guest].own
        ]

    def _count_returns(self) -> int:
        return sum(times - 1 for times in self.visited.values() if times > 1)

    def freeze(self) -> RotationPlan:
        seats = [[[self.guests[guest].key for guest in table] for table in tables] for tables in self.seats]
        return RotationPlan(
            seats=seats,
            repeats=count_repeats(seats),
            lower_bound=find_fewest_repeats(len(self.guests), self.tables, self.rounds),
            returns=self._count_returns(),
            with_rivals=self._list_rivals(),
            unheard=[table for table in range(self.tables) if not all(seats[table] for seats in self.seats)],
        )


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _without(seated: Sequence[int], seat: int) -> list[int]:
    return [guest for place, guest in enumerate(seated) if place != seat]
