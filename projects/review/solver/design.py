"""Who reads with whom: one connected design, in which the severities of jurors compare well.

Dossiers are blocks of an incomplete block design and jurors its treatments: a score is the worth of a dossier less the
severity of a juror. With *N* the jurors × dossiers incidences and *k* the readers of a dossier, the information on
severities is C = diag(loads) − N diag(1/k) Nᵀ, the Laplacian of a graph where two jurors are linked by their dossiers
in common. The variance of a difference of two severities is the effective resistance between them times σ², and its
mean over all pairs 2 trace(C⁺)/(v − 1) for v jurors: a design with the least mean is A-optimal (Bailey and Cameron,
"Combinatorics of optimal designs", 2009). When loads and readers are equal, trace(C) is fixed and the designs with the
least trace(C²), that is the least sum of squared numbers of common dossiers, are (M, S)-optimal (Eccleston and
Hedayat, "On the theory of connected designs", *Annals of Statistics* 2, 1974): a sum that a swap changes in a few
terms. Exchanges of readers lower it; loads stay, and skills in common all but stay.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from projects.review.solver.assignment import Pair
from projects.review.solver.table import ReadingTable

SLACK = 0.015
"""The share of the skills in common that may be given up for a better design."""
SWEEP, SWEEPS, TRIES = 60_000, 12, 12
"""Exchanges tried in a sweep, sweeps at most, and exchanges tried for each pair of a large problem."""
MOST_LINKS = 4000


def count_components(readers_of: Mapping[int, Iterable[int]]) -> int:
    """How many groups of reviewers share no dossier with one another. ``readers_of`` is dossier → its reviewers."""
    return len(set(find_groups(readers_of.values()).values()))


def find_groups(blocks: Iterable[Iterable[int]]) -> dict[int, int]:
    """Reviewer → one reviewer of their group, the same for all of it; ``blocks`` are the readers of each dossier."""
    parent: dict[int, int] = {}

    def root(reviewer: int) -> int:
        while parent.setdefault(reviewer, reviewer) != reviewer:
            # Path halving (union-find): each look-up shortens the way of the next ones.
            parent[reviewer] = parent[parent[reviewer]]
            reviewer = parent[reviewer]
        return reviewer

    for block in blocks:
        for reviewer in (together := [*block]):
            parent[root(reviewer)] = root(together[0])
    return {reviewer: root(reviewer) for reviewer in list(parent)}


def mean_severity_variance(readers_of: Mapping[int, Iterable[int]]) -> float:
    """The mean over pairs of jurors of the variance of the difference of their severities, in σ² of one score.

    Infinite for a design that is not connected; 0 for one juror.
    """
    blocks = [list(readers) for readers in readers_of.values()]
    people = {
        reader: place for place, reader in enumerate(sorted({who for block in blocks for who in block}))
    }
    if len(people) < 2:
        return 0.0
    if count_components(readers_of) > 1:
        return float("inf")
    information = np.zeros((len(people), len(people)))
    for block in blocks:
        places = [people[reader] for reader in block]
        information[np.ix_(places, places)] -= 1 / max(len(places), 1)
        information[places, places] += 1
    return float(2 * np.trace(np.linalg.pinv(information, hermitian=True)) / (len(people) - 1))


class _Design:
    """The readers of each dossier, and how often two people read together; all by place."""

    def __init__(self, table: ReadingTable, places: Sequence[Pair]) -> None:
        self.readers = [set(people) for people in table.readers]
        for row, column in places:
            self.readers[row].add(column)
        self.bodies = table.bodies.tolist()
        self.affinity = table.affinity
        self._allowed = [bytes(row) for row in table.allowed]
        self.together = [[0] * len(table.people) for _ in table.people]
        for people in self.readers:
            for reader, other in combinations(people, 2):
                self.together[reader][other] += 1
                self.together[other][reader] += 1

    def may_swap(self, first: Pair, second: Pair) -> bool:
        """Whether each of two people may read what the other one does instead."""
        (row, column), (other_row, other) = first, second
        return (
            other not in self.readers[row]
            and column not in self.readers[other_row]
            and bool(self._allowed[row][other] and self._allowed[other_row][column])
            and self._keeps_bodies(row, column, other)
            and self._keeps_bodies(other_row, other, column)
        )

    def _keeps_bodies(self, row: int, old: int, new: int) -> bool:
        """Whether two bodies still read this dossier, if they did, once somebody is replaced by another person."""
        bodies = self.bodies
        body, before = bodies[new], bodies[old]
        if body == before:
            return True
        others = [bodies[reader] for reader in self.readers[row] if reader != old]
        return any(other != body for other in others) or all(other == before for other in others)

    def measure_swap(self, first: Pair, second: Pair) -> int:
        """Half of what an exchange adds to the sum of squares."""
        (row, column), (other_row, other) = first, second
        mine, theirs = self.readers[row], self.readers[other_row]
        together, with_other = self.together[column], self.together[other]
        total = 0
        # who reads both dossiers reads with both people before and after
        for reader in mine:
            if reader != column and reader not in theirs:
                total += with_other[reader] - together[reader] + 1
        for reader in theirs:
            if reader != other and reader not in mine:
                total += together[reader] - with_other[reader] + 1
        return total

    def loss(self, first: Pair, second: Pair) -> int:
        """Skills in common that an exchange costs."""
        find = self.affinity.get
        (row, column), (other_row, other) = first, second
        return find(first, 0) + find(second, 0) - find((row, other), 0) - find((other_row, column), 0)

    def replace(self, row: int, old: int, new: int) -> None:
        people = self.readers[row]
        people.remove(old)
        for reader in people:
            for person, step in ((old, -1), (new, 1)):
                self.together[person][reader] += step
                self.together[reader][person] += step
        people.add(new)


def spread(table: ReadingTable, places: Sequence[Pair]) -> list[Pair]:
    """Vary co-readers as much as possible with the same loads: new pairs (row, column) exchange their people.

    Pairs that were preferred stay, and so do the dossiers that everybody reads.
    """
    fixed, movable = _split(table, places)
    if table.problem.wanted == 1 or len(movable) < 2:
        return list(places)
    design = _Design(table, places)
    left = int(SLACK * sum(table.affinity.get(place, 0) for place in places))
    generator = random.Random(0)
    tries = min(len(movable), max(TRIES, SWEEP // len(movable)))
    for _sweep in range(min(SWEEPS, 1 + SWEEP * SWEEPS // (tries * len(movable)))):
        better = 0
        for place in range(len(movable)):
            for partner in generator.sample(range(len(movable)), tries):
                first, second = movable[place], movable[partner]
                if first[0] == second[0] or first[1] == second[1] or not design.may_swap(first, second):
                    continue
                loss = design.loss(first, second)
                gain = -design.measure_swap(first, second) - max(loss, 0)
                if gain < 0 or loss > left or (gain == 0 and loss >= 0):
                    continue
                left -= loss
                _swap(design, movable, place, partner)
                better += 1
                break
        if not better:
            break
    return sorted([*fixed, *movable])


def connect(table: ReadingTable, places: Sequence[Pair]) -> tuple[list[Pair], set[Pair]]:
    """Exchange readers until all who read are linked by dossiers in common, where that is possible; and the pairs that
    link them. Loads stay."""
    fixed, movable = _split(table, places, keep_preferred=False)
    design, links = _Design(table, places), set[Pair]()
    groups = find_groups(design.readers)
    while (count := len(set(groups.values()))) > 1 and table.problem.wanted > 1:
        link = _find_link(design, movable, groups, count)
        if link is None:
            break
        place, partner = link
        links -= {movable[place], movable[partner]}
        _swap(design, movable, place, partner)
        links |= {movable[place], movable[partner]}
        groups = find_groups(design.readers)
    return sorted([*fixed, *movable]), links & set(movable)


def _find_link(
    design: _Design, movable: list[Pair], groups: dict[int, int], count: int
) -> tuple[int, int] | None:
    """The exchange between two groups that costs least, among those that leave fewer of them."""
    options = [
        (design.loss(movable[place], movable[partner]), place, partner)
        for place, partner in _list_crossings(movable, groups)
        if design.may_swap(movable[place], movable[partner])
    ]
    for _loss, place, partner in sorted(options)[:MOST_LINKS]:
        _swap(design, movable, place, partner)
        joined = len(set(find_groups(design.readers).values())) < count
        _swap(design, movable, place, partner)
        if joined:
            return place, partner
    return None


def _list_crossings(movable: list[Pair], groups: dict[int, int]) -> Iterable[Pair]:
    """Each movable place of the smallest group with each of the other groups, as positions in ``movable``."""
    sizes = Counter(groups[column] for _row, column in movable)
    smallest = min(sizes, key=lambda group: (sizes[group], group), default=None)
    inside = [place for place, (_row, column) in enumerate(movable) if groups[column] == smallest]
    outside = [place for place, (_row, column) in enumerate(movable) if groups[column] != smallest]
    return product(inside, outside)


def _swap(design: _Design, movable: list[Pair], place: int, partner: int) -> None:
    (row, column), (other_row, other) = movable[place], movable[partner]
    design.replace(row, column, other)
    design.replace(other_row, other, column)
    movable[place], movable[partner] = (row, other), (other_row, column)


def _split(
    table: ReadingTable, places: Sequence[Pair], *, keep_preferred: bool = True
) -> tuple[list[Pair], list[Pair]]:
    """The new pairs that stay, and those that may move."""
    panel = {row for row, dossier in enumerate(table.problem.dossiers) if dossier.id in table.problem.panel}
    preferred = table.preferred_pairs if keep_preferred else set()
    fixed: list[Pair] = []
    movable: list[Pair] = []
    for place in places:
        (fixed if place[0] in panel or place in preferred else movable).append(place)
    return fixed, movable
