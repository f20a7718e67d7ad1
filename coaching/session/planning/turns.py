"""What a plan of individual turns is made of: turns with their rooms, places in them, and who asks for one."""

from collections.abc import Mapping, Sequence
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
    """``days`` is turn → its day; ``mentors`` project → who receives it; ``held`` what a repair starts from.

    ``overlapping`` are pairs of turns, by key, that share an instant.
    """

    wishes: tuple[Wish, ...]
    turns: Sequence[OpenTurn]
    days: Mapping[int, int]
    mentors: Mapping[int, int | None] = field(default_factory=dict)
    held: Mapping[Wish, Place] = field(default_factory=dict)
    overlapping: tuple[tuple[int, int], ...] = ()


def is_possible(turn: OpenTurn, project: int, mentor: int | None) -> bool:
    """Whether neither the project nor its mentor is elsewhere during this turn."""
    return project not in turn.elsewhere and (mentor is None or mentor not in turn.busy)
