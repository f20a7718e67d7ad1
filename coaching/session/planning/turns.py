"""What a plan of individual turns is made of, and one made in a single pass: what the search begins with."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

Wish = tuple[int, int]
"""(project, day): a turn that a project asks for."""


@dataclass(frozen=True)
class OpenTurn:
    """An individual slot of the day: the rooms free in it, the people busy and the projects expected elsewhere."""

    key: int
    rooms: tuple[int, ...]
    busy: frozenset[int] = frozenset()
    elsewhere: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """One project in one room during one turn."""

    project: int
    turn: int
    room: int


@dataclass(frozen=True)
class TurnProblem:
    """``days`` is turn → its day; ``mentors`` project → who receives it; ``previous`` what a repair starts from.

    ``overlapping`` are pairs of turns, by key, that share an instant.
    """

    wishes: tuple[Wish, ...]
    turns: Sequence[OpenTurn]
    days: Mapping[int, int]
    mentors: Mapping[int, int | None] = field(default_factory=dict)
    previous: Mapping[Wish, Place] = field(default_factory=dict)
    overlapping: tuple[tuple[int, int], ...] = ()


def is_possible(turn: OpenTurn, project: int, mentor: int | None) -> bool:
    """Whether neither the project nor its mentor is elsewhere during this turn."""
    return project not in turn.elsewhere and (mentor is None or mentor not in turn.busy)


def build_plan(problem: TurnProblem, possible: Collection[tuple[Wish, Place]]) -> dict[Wish, Place]:
    """What was placed and is still possible stays; then the mentors with the most wishes come first, each in the room
    where most of theirs fit, else wherever there is a place.
    """
    builder = _Builder(problem)
    for placed in problem.previous.items():
        if placed in possible and builder.fits(placed[1]):
            builder.put(*placed)
    choices: defaultdict[Wish, list[Place]] = defaultdict(list)
    for wish, place in possible:
        choices[wish].append(place)
    groups: defaultdict[object, list[Wish]] = defaultdict(list)
    for project, day in problem.wishes:
        mentor = problem.mentors.get(project)
        if (project, day) not in builder.plan:
            groups[(day, mentor) if mentor is not None else (day, None, project)].append((project, day))
    for wishes in sorted(groups.values(), key=len, reverse=True):
        builder.assign_all(wishes, choices)
    return builder.plan


class _Builder:
    """The plan so far, and what it takes: a room or a mentor during a turn."""

    def __init__(self, problem: TurnProblem) -> None:
        self.plan: dict[Wish, Place] = {}
        self._mentors = problem.mentors
        self._taken: set[tuple[str, int, int]] = set()
        self._near: defaultdict[int, set[int]] = defaultdict(set)
        for turn, other in problem.overlapping:
            self._near[turn].add(other)
            self._near[other].add(turn)

    def _list_needs(self, place: Place, turn: int) -> list[tuple[str, int, int]]:
        mentor = self._mentors.get(place.project)
        needs = [("room", turn, place.room)]
        return needs if mentor is None else [*needs, ("mentor", turn, mentor)]

    def fits(self, place: Place) -> bool:
        turns = (place.turn, *self._near[place.turn])
        return not any(need in self._taken for turn in turns for need in self._list_needs(place, turn))

    def put(self, wish: Wish, place: Place) -> None:
        self.plan[wish] = place
        self._taken.update(self._list_needs(place, place.turn))

    def assign_all(self, wishes: list[Wish], choices: dict[Wish, list[Place]]) -> None:
        """The wishes of one mentor on one day, as far as they fit."""
        turns: defaultdict[int, set[int]] = defaultdict(set)
        for wish in wishes:
            for place in choices.get(wish, ()):
                if self.fits(place):
                    turns[place.room].add(place.turn)
        # The fullest room that still takes them all comes first, so that empty ones stay for others.
        spare = {room: len(found) - len(wishes) for room, found in turns.items()}
        rooms = sorted(spare, key=lambda room: (spare[room] < 0, abs(spare[room]), room))
        rank = {room: number for number, room in enumerate(rooms)}
        for wish in wishes:
            free = [place for place in choices.get(wish, ()) if self.fits(place)]
            if free:
                self.put(wish, min(free, key=lambda place: (rank[place.room], place.turn)))
