"""The order in which a committee discusses dossiers, so that people leave the room and come back as little as possible.

Dossiers with the same people outside follow one another. Between two such groups, as many people move as are outside
for one and not for the other (Hamming, "Error detecting and error correcting codes", 1950). The meeting begins with
everybody in the room, and the tour of the groups is the nearest one each time, then improved by turning a stretch
round (2-opt: Croes, "A method for solving traveling-salesman problems", 1958) or by moving one group elsewhere.

Only dossiers that nobody steps aside from are in the order given, which may be that of the ranking. The others are
by key, and the groups by the people outside alone: the order reveals the rank of a dossier to nobody who may not know.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

Outside = frozenset[int]


def order_discussion(dossiers: Sequence[int], aside: Mapping[int, frozenset[int]]) -> list[int]:
    """The dossiers in the order to discuss them. ``aside``: who leaves the room, by dossier; nobody if missing.

    The same input gives the same order.
    """
    groups: dict[Outside, list[int]] = defaultdict(list)
    for dossier in dossiers:
        groups[aside.get(dossier, frozenset())].append(dossier)
    everybody_in = groups.pop(frozenset(), [])
    tour = _improve_tour(_find_tour(sorted(groups, key=lambda outside: (len(outside), sorted(outside)))))
    return everybody_in + [dossier for outside in tour for dossier in sorted(groups[outside])]


def count_moves(order: Sequence[int], aside: Mapping[int, frozenset[int]]) -> int:
    """How many times somebody leaves the room or comes back, from everybody in it to the last dossier."""
    return _measure_tour([aside.get(dossier, frozenset()) for dossier in order])


def _find_tour(groups: list[Outside]) -> list[Outside]:
    tour, left, last = [], list(groups), frozenset[int]()
    while left:
        last = min(left, key=lambda outside: len(outside ^ last))
        left.remove(last)
        tour.append(last)
    return tour


def _improve_tour(tour: list[Outside]) -> list[Outside]:
    """Turn stretches round and move single groups while that saves a move; the start stays a full room, the end is
    free."""
    improved = True
    while improved:
        improved = False
        for start in range(len(tour)):
            for end in range(start + 2, len(tour) + 1):
                if _measure_turn(tour, start, end) < 0:
                    tour[start:end] = reversed(tour[start:end])
                    improved = True
        for index in range(len(tour)):
            others = tour[:index] + tour[index + 1 :]
            saved = _measure_insertion(others, index, tour[index])
            best = min(range(len(tour)), key=lambda place: _measure_insertion(others, place, tour[index]))
            if _measure_insertion(others, best, tour[index]) < saved:
                tour = [*others[:best], tour[index], *others[best:]]
                improved = True
    return tour


def _measure_turn(tour: list[Outside], start: int, end: int) -> int:
    """How many moves more it takes with ``tour[start:end]`` the other way round; below 0, fewer."""
    first, last = tour[start], tour[end - 1]
    before = tour[start - 1] if start else frozenset()
    change = len(before ^ last) - len(before ^ first)
    if end < len(tour):
        change += len(first ^ tour[end]) - len(last ^ tour[end])
    return change


def _measure_insertion(tour: list[Outside], place: int, outside: Outside) -> int:
    """How many moves more it takes with this group before ``tour[place]``, or at the end."""
    before = tour[place - 1] if place else frozenset()
    if place == len(tour):
        return len(before ^ outside)
    return len(before ^ outside) + len(outside ^ tour[place]) - len(before ^ tour[place])


def _measure_tour(tour: list[Outside]) -> int:
    return sum(len(before ^ after) for before, after in pairwise([frozenset(), *tour]))
