"""Tables and rounds of the mix: everybody speaks, few people meet twice, competitors sit apart.

A project that hosts keeps its table, and its people; everybody else moves at each round. Plans begin from a shift of
each row of people by its own step, which is perfect when tables are many, or from chance; a tabu search then exchanges
the two people whose exchange helps most, as Dotú and Van Hentenryck do for social golfers (*CPAIOR*, 2005). A seed
repeats it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

ENOUGH = 8_000
"""Exchanges made over all starts: after them, the best that was found is the plan. About two seconds for 30 people."""


class NoRoom(ValueError):
    """``lacking``: seats that the tables do not have."""

    def __init__(self, lacking: int) -> None:
        super().__init__(f"{lacking} seats are lacking")
        self.lacking = lacking


@dataclass(frozen=True)
class Guest:
    """Somebody who moves from table to table; ``own``: the table of their project, where they do not go."""

    key: int
    own: int | None = None
    rivals: frozenset[int] = frozenset()
    """Tables of competitors."""
    apart: frozenset[int] = frozenset()
    """Keys of guests with whom they do not sit."""

    @property
    def barred(self) -> frozenset[int]:
        """Tables where they do not sit."""
        return self.rivals if self.own is None else self.rivals | {self.own}


@dataclass(frozen=True)
class RotationPlan:
    """``seats[round][table]``: the keys of who sits there, hosts not counted."""

    seats: list[list[list[int]]]
    repeats: int
    """Meetings of two guests beyond their first."""
    lower_bound: int
    """Fewer are impossible, whatever the plan."""
    by_chance: float
    """What people drawn by lot would make on average."""
    returns: int
    """Times somebody sits again at a table they visited."""
    fewest_returns: int = 0
    with_rivals: list[tuple[int, int, int]] = field(default_factory=list)
    """(round, table, guest): who sits at a competitor's table, or with one, for want of another."""
    unheard: list[int] = field(default_factory=list)
    """Tables that nobody visited in some round."""

    @property
    def is_proven(self) -> bool:
        """No plan does better."""
        fewest = (self.lower_bound, self.fewest_returns)
        return (self.repeats, self.returns) == fewest and not self.with_rivals

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


def plan_rotation(
    guests: Sequence[Guest],
    tables: int,
    rounds: int,
    *,
    room: Sequence[int] | None = None,
    seed: int = 1,
    enough: int = ENOUGH,
) -> RotationPlan:
    """The best plan of several starts; ``room``: free seats of each table, as many as it takes when not said.

    Raises ``ValueError`` without a table or a round, and :class:`NoRoom`.
    """
    return _plan(guests, tables, rounds, room=room, seed=seed, enough=enough)


def repair_rotation(
    before: Sequence[Sequence[Sequence[int]]],
    guests: Sequence[Guest],
    tables: int,
    *,
    begun: int = 0,
    room: Sequence[int] | None = None,
    seed: int = 1,
    enough: int = ENOUGH // 4,
) -> RotationPlan:
    """The plan ``before`` with these guests now, moving few who stay; the ``begun`` first rounds do not change.

    People who left go, people who came take a free seat, and a person moves only when that spares more than ``MOVED``
    meetings twice, a competitor or an uneven table. Raises as :func:`plan_rotation`.
    """
    return _plan(guests, tables, len(before), room=room, seed=seed, enough=enough, before=before, begun=begun)


def _plan(
    guests: Sequence[Guest],
    tables: int,
    rounds: int,
    *,
    room: Sequence[int] | None,
    seed: int,
    enough: int,
    before: Sequence[Sequence[Sequence[int]]] | None = None,
    begun: int = 0,
) -> RotationPlan:
    from coaching.ideas.planning.search import Problem, find_best  # with numpy, for those that plan

    if tables < 1 or rounds < 1:
        raise ValueError("a rotation has tables and rounds")
    free = list(room) if room is not None else [len(guests)] * tables
    if sum(free) < len(guests):
        raise NoRoom(len(guests) - sum(free))
    problem = Problem(
        barred=[guest.barred for guest in guests],
        apart=_pair_up(guests),
        sizes=share_seats(len(guests), free),
        rounds=rounds,
    )
    places = {guest.key: place for place, guest in enumerate(guests)}
    previous: list[dict[int, int]] | None = (
        None
        if before is None
        else [
            {places[key]: table for table, seated in enumerate(seats) for key in seated if key in places}
            for seats in before
        ]
    )
    fewest = find_fewest_repeats(len(guests), tables, rounds)
    returns = sum(max(0, rounds - tables + len(guest.barred)) for guest in guests)
    found = find_best(
        problem,
        fewest_repeats=fewest,
        fewest_returns=returns,
        seed=seed,
        enough=enough,
        before=previous,
        begun=begun,
    )
    return _describe(
        guests, [[[guests[p].key for p in seated] for seated in seats] for seats in found], tables
    )


def _pair_up(guests: Sequence[Guest]) -> list[tuple[int, int]]:
    return [
        (one, other)
        for (one, first), (other, second) in combinations(enumerate(guests), 2)
        if second.key in first.apart or first.key in second.apart
    ]


def share_seats(guests: int, room: Sequence[int]) -> list[int]:
    """The most that may sit at each table, so that tables are as even as their room allows."""
    level = next((size for size in range(guests + 1) if sum(min(free, size) for free in room) >= guests), 0)
    return [min(free, level) for free in room]


def list_sizes(guests: int, tables: int) -> list[int]:
    """How many sit at each table: as even as they come."""
    return [guests // tables + (place < guests % tables) for place in range(tables)]


def find_fewest_repeats(guests: int, tables: int, rounds: int) -> int:
    """Meetings twice that no plan avoids: all the meetings there will be, but one for each pair.

    Two bounds, the larger counts: over all pairs, and for people of one table who spread over the tables of the next
    round. Within a round, even tables make the fewest meetings.
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


def expect_by_chance(guests: int, tables: int, rounds: int) -> float:
    """Meetings twice of people drawn by lot at even tables, on average.

    Two people sit together with probability p in each round, n of them: they meet again np − 1 + (1 − p)ⁿ times.
    """
    pairs = guests * (guests - 1) / 2
    if not pairs:
        return 0.0
    meets = sum(size * (size - 1) / 2 for size in list_sizes(guests, tables)) / pairs
    return pairs * (rounds * meets - 1 + (1 - meets) ** rounds)


def count_repeats(seats: Iterable[Sequence[Sequence[int]]]) -> int:
    """Meetings of two guests beyond their first."""
    met = Counter(pair for tables in seats for table in tables for pair in combinations(sorted(table), 2))
    return sum(times - 1 for times in met.values())


def count_moves(before: Sequence[Sequence[Sequence[int]]], after: Sequence[Sequence[Sequence[int]]]) -> int:
    """Seats that changed, of those who had one before and have one after."""
    return sum(
        sum(places[key] != table for key, table in now.items() if key in places)
        for places, now in zip(map(_seat_of, before), map(_seat_of, after), strict=False)
    )


def _seat_of(seats: Sequence[Sequence[int]]) -> dict[int, int]:
    return {key: table for table, seated in enumerate(seats) for key in seated}


def _describe(guests: Sequence[Guest], seats: list[list[list[int]]], tables: int) -> RotationPlan:
    by_key = {guest.key: guest for guest in guests}
    visits = Counter((key, table) for at in seats for table, seated in enumerate(at) for key in seated)
    rounds = len(seats)
    return RotationPlan(
        seats=seats,
        repeats=count_repeats(seats),
        lower_bound=find_fewest_repeats(len(guests), tables, rounds),
        by_chance=expect_by_chance(len(guests), tables, rounds),
        returns=sum(times - 1 for times in visits.values()),
        fewest_returns=sum(max(0, rounds - tables + len(guest.barred)) for guest in guests),
        with_rivals=[
            (number, table, key)
            for number, at in enumerate(seats)
            for table, seated in enumerate(at)
            for key in seated
            if table in by_key[key].barred or by_key[key].apart & set(seated)
        ],
        unheard=[table for table in range(tables) if not all(at[table] for at in seats)],
    )
