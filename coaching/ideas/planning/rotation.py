"""Tables and rounds of the mix: every project is listened to, few people meet twice, competitors sit apart.

Somebody receives at the table of their project in some rounds, and visits others in the rest. Visitors are exchanged
by a tabu search, as Dotú and Van Hentenryck do for social golfers (*CPAIOR*, 2005). The same seed gives the same
plan.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, count

ENOUGH = 3_000
"""Exchanges over all starts: after them, the best plan so far is the result. One second, whatever the people."""


class NoRoom(ValueError):
    """The tables have too few seats. ``lacking``: seats that the tables do not have in a round."""

    def __init__(self, lacking: int) -> None:
        super().__init__(f"{lacking} seats are lacking")
        self.lacking = lacking


@dataclass(frozen=True)
class Guest:
    """Somebody who sits; ``own``: the table of their project, which they do not visit."""

    key: int
    own: int | None = None
    rivals: frozenset[int] = frozenset()
    """Tables of competitors."""
    apart: frozenset[int] = frozenset()
    """Keys of guests at whose table they may not sit."""
    hosts: frozenset[int] = frozenset()
    """The rounds, from 0, in which they receive at their own table."""
    project: int | None = None
    """The project they present: a table may have several projects."""

    @property
    def barred(self) -> frozenset[int]:
        """Tables that they may not visit."""
        return self.rivals if self.own is None else self.rivals | {self.own}

    @property
    def team(self) -> int:
        """Their project; for those without one, a number of their own."""
        return -1 - self.key if self.project is None else self.project

    def receives(self, number: int) -> bool:
        return self.own is not None and number in self.hosts


@dataclass(frozen=True)
class RotationPlan:
    """Who sits at which table in which round. ``seats[round][table]``: the keys of its visitors."""

    seats: list[list[list[int]]]
    repeats: int
    """Meetings of two people beyond their first, except people of one table."""
    returns: int
    """How often somebody visits a table again."""
    with_rivals: list[tuple[int, int, int]] = field(default_factory=list)
    """(round, table, guest): a guest at a competitor's table, or beside one, for lack of another seat."""


def plan_rotation(
    guests: Sequence[Guest],
    tables: int,
    rounds: int,
    *,
    room: Sequence[int] | None = None,
    seed: int = 1,
    enough: int = ENOUGH,
) -> RotationPlan:
    """The best plan of several starts; ``room``: seats of each table, unlimited by default.

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
    """Adapt the plan ``before`` to these guests, with few moves; its ``begun`` first rounds do not change.

    People who left are removed, new people take a free seat, and a person moves only to avoid more than ``MOVED``
    repeated meetings, a competitor or an uneven table. Raises as :func:`plan_rotation`.
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
    places = {guest.key: place for place, guest in enumerate(guests)}
    previous = [
        {places[key]: table for table, seated in enumerate(seats) for key in seated if key in places}
        for seats in before or ()
    ]
    hosts = [_list_hosts(guests, number) for number in range(rounds)]
    free = _list_free(hosts, tables, len(guests), room)
    for number in range(begun):  # visitors of begun rounds stay, whatever the seats are now
        sat = Counter(previous[number].values())
        free[number] = [max(seats, sat[table]) for table, seats in enumerate(free[number])]
    problem = Problem(
        barred=[guest.barred for guest in guests],
        apart=[
            (one, other)
            for (one, first), (other, second) in combinations(enumerate(guests), 2)
            if second.key in first.apart or first.key in second.apart
        ],
        strangers=[-1 - place if guest.own is None else guest.own for place, guest in enumerate(guests)],
        hosts=hosts,
        free=free,
        before=previous or None,
        begun=begun,
    )
    best = find_best(problem, seed=seed, enough=enough)
    return _describe(guests, [[[guests[p].key for p in seated] for seated in seats] for seats in best])


def _list_hosts(guests: Sequence[Guest], number: int) -> dict[int, int]:
    return {
        place: guest.own
        for place, guest in enumerate(guests)
        if guest.own is not None and guest.receives(number)
    }


def _list_free(
    hosts: Sequence[dict[int, int]], tables: int, people: int, room: Sequence[int] | None
) -> list[list[int]]:
    """The seats for visitors by round: none at a table whose hosts visit. Raises :class:`NoRoom`."""
    staffed = {table for at in hosts for table in at.values()}
    free = []
    for at in hosts:
        here = Counter(at.values())
        seats = [
            max(0, (people if room is None else room[table] - here[table]))
            if here[table] or table not in staffed
            else 0
            for table in range(tables)
        ]
        if sum(seats) < people - len(at):
            raise NoRoom(people - len(at) - sum(seats))
        free.append(seats)
    return free


def count_moves(before: Sequence[Sequence[Sequence[int]]], after: Sequence[Sequence[Sequence[int]]]) -> int:
    """Seats that changed, of people who have a seat in both plans."""
    return sum(
        sum(places[key] != table for key, table in now.items() if key in places)
        for places, now in zip(map(_seat_of, before), map(_seat_of, after), strict=False)
    )


def _seat_of(seats: Sequence[Sequence[int]]) -> dict[int, int]:
    return {key: table for table, seated in enumerate(seats) for key in seated}


def list_company(guests: Iterable[Guest], visitors: Sequence[Sequence[int]], number: int) -> list[list[int]]:
    """Everybody at each table in a round: visitors, then hosts."""
    tables = [list(seated) for seated in visitors]
    for guest in guests:
        if guest.own is not None and guest.receives(number):
            tables[guest.own].append(guest.key)
    return tables


def list_presented(
    projects: Sequence[int], receiving: Collection[int | None], guests: Iterable[Guest]
) -> list[int]:
    """The ``projects`` of a table that are presented in a round: those ``receiving``, and those without any host,
    which the table presents itself."""
    staffed = {guest.project for guest in guests if guest.hosts}
    return [project for project in projects if project in receiving or project not in staffed]


def _describe(guests: Sequence[Guest], seats: list[list[list[int]]]) -> RotationPlan:
    by_key = {guest.key: guest for guest in guests}
    visits = Counter((key, table) for at in seats for table, seated in enumerate(at) for key in seated)
    return RotationPlan(
        seats=seats,
        repeats=count_repeats(guests, seats),
        returns=sum(times - 1 for times in visits.values()),
        with_rivals=[
            (number, table, key)
            for number, at in enumerate(seats)
            for table, seated in enumerate(list_company(guests, at, number))
            for key in seated
            if table in by_key[key].rivals or by_key[key].apart & set(seated)
        ],
    )


def count_repeats(guests: Sequence[Guest], seats: Sequence[Sequence[Sequence[int]]]) -> int:
    """Meetings of two people beyond their first; people of one table are not counted."""
    own = {guest.key: guest.own for guest in guests}
    met = Counter(
        pair
        for number, at in enumerate(seats)
        for table in list_company(guests, at, number)
        for pair in combinations(sorted(table), 2)
        if own[pair[0]] is None or own[pair[0]] != own[pair[1]]
    )
    return sum(times - 1 for times in met.values())


@dataclass(frozen=True)
class Listening:
    """Who listens to which projects in a plan. ``unheard``: projects at whose table nobody else ever sits; ``unmet``:
    people who sit with their own team alone; ``mean``: projects that one person listens to, on average.
    """

    unheard: list[int]
    unmet: list[int]
    mean: float


def list_listening(plan: RotationPlan, guests: Sequence[Guest], tables: Sequence[Sequence[int]]) -> Listening:
    """The projects that each person listens to. ``tables``: the projects of each. A project without a host is
    presented by its table."""
    by_key = {guest.key: guest for guest in guests}
    listened: dict[int, set[int]] = defaultdict(set)
    companies = []
    for number, seats in enumerate(plan.seats):
        for table, people in enumerate(list_company(guests, seats, number)):
            receiving = {by_key[key].project for key in people if by_key[key].receives(number)}
            presented = list_presented(tables[table], receiving, guests)
            for key in people:
                listened[key].update(project for project in presented if project != by_key[key].project)
            companies.append({key: by_key[key].team for key in people})
    heard_topics, met = set().union(*listened.values()), find_met(companies)
    return Listening(
        unheard=[project for projects in tables for project in projects if project not in heard_topics],
        unmet=[guest.key for guest in guests if guest.key not in met],
        mean=sum(map(len, listened.values())) / len(guests) if guests else 0.0,
    )


def find_met(companies: Iterable[Mapping[int, int]]) -> set[int]:
    """People who sit with somebody of another team. ``companies``: person → team, at each table in each round."""
    return {key for teams in companies if len(set(teams.values())) > 1 for key in teams}


Hosting = Mapping[int, frozenset[int]]
"""Person → the rounds, from 0, in which they receive."""


def share_hosting(
    teams: Sequence[Sequence[int]], rounds: int, *, before: Hosting | None = None, begun: int = 0
) -> dict[int, frozenset[int]]:
    """For each person of these teams, the rounds in which they host; they visit in the others.

    A team of one receives in one round of two; such teams take turns, so that half of them receive in each round.
    ``before``: the rounds of an earlier plan; its first ``begun`` rounds do not change, and people keep their turn
    where both halves have somebody.
    """
    received, alone = before or {}, count()
    hosts = {}
    for team in teams:
        for turn, half in enumerate(_split_team(team, received, alone)):
            for person in half:
                past = {number for number in received.get(person, ()) if number < begun}
                hosts[person] = frozenset(past | set(range(turn, rounds, 2)) - set(range(begun)))
    return hosts


def _split_team(team: Sequence[int], received: Hosting, alone: Iterator[int]) -> tuple[list[int], list[int]]:
    """The half that receives first, and the half that visits first."""
    halves: tuple[list[int], list[int]] = ([], [])
    places_of = [person for person in team if received.get(person)]
    for person in places_of:
        halves[min(received[person]) % 2].append(person)
    if len(team) == 1 and not places_of:
        halves[next(alone) % 2].append(team[0])
        return halves
    for person in team:
        if person not in places_of:
            min(halves, key=len).append(person)
    first, second = halves
    if len(team) > 1 and not (first and second):
        (second or first).reverse()
        (first or second).append((second or first).pop())
    return halves
