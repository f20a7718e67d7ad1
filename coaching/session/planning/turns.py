"""Give every project its turn with its mentor: a simple, fair proposal that people then edit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


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


def share_out(projects: Mapping[int, int | None], turns: Sequence[OpenTurn]) -> tuple[list[Place], list[int]]:
    """Places for projects (project → its mentor or ``None``), and the projects for which none was left.

    Each project gets one turn. Projects whose mentor follows the most of them go first, since a mentor cannot
    be in two rooms; each takes the emptiest turn in which its mentor is free, the earliest of equals. A
    project placed last is therefore never worse off than by a later turn.
    """
    load: dict[int, int] = {}
    for mentor in projects.values():
        if mentor is not None:
            load[mentor] = load.get(mentor, 0) + 1
    order = sorted(projects, key=lambda project: -load.get(projects[project] or 0, 0))
    free = {turn.key: list(turn.rooms) for turn in turns}
    busy = {turn.key: set(turn.busy) for turn in turns}
    places: list[Place] = []
    left: list[int] = []
    for project in order:
        mentor = projects[project]
        possible = [
            turn.key
            for turn in turns
            if free[turn.key]
            and project not in turn.elsewhere
            and (mentor is None or mentor not in busy[turn.key])
        ]
        if not possible:
            left.append(project)
            continue
        chosen = max(possible, key=lambda key: len(free[key]))
        places.append(Place(project, chosen, free[chosen].pop(0)))
        if mentor is not None:
            busy[chosen].add(mentor)
    return places, left
