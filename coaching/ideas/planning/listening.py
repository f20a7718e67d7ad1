"""What a rotation gives: who is heard, who meets somebody, how many projects each person hears. Pure."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from coaching.ideas.planning.rotation import Guest, RotationPlan, list_company, list_presented


@dataclass(frozen=True)
class Listening:
    """``unheard``: projects at whose table nobody else sits while they receive; ``unmet``: people who sit with nobody
    but their own; ``heard``: projects that one person hears, on average.
    """

    unheard: list[int]
    unmet: list[int]
    heard: float


def list_listening(plan: RotationPlan, guests: Sequence[Guest], tables: Sequence[Sequence[int]]) -> Listening:
    """``tables``: the projects of each. A project without anybody who receives is presented by its table."""
    by_key = {guest.key: guest for guest in guests}
    heard: dict[int, set[int]] = defaultdict(set)
    met = set()
    for number, seats in enumerate(plan.seats):
        for table, people in enumerate(list_company(guests, seats, number)):
            receiving = {by_key[key].project for key in people if by_key[key].receives(number)}
            presented = list_presented(tables[table], receiving, guests)
            for key in people:
                own = by_key[key].project
                heard[key].update(project for project in presented if project != own)
                if any(own is None or by_key[other].project != own for other in people if other != key):
                    met.add(key)
    listened = {project for projects in heard.values() for project in projects}
    return Listening(
        unheard=[project for projects in tables for project in projects if project not in listened],
        unmet=[guest.key for guest in guests if guest.key not in met],
        heard=sum(map(len, heard.values())) / len(guests) if guests else 0.0,
    )
