"""A problem of assignment as a table: a row for each dossier, a column for each reviewer."""

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from projects.review.solver.assignment import AssignmentProblem, Pair, stands_in

Numbers = NDArray[np.int64]

SPREAD, DRAWS = 16_384, 256
"""What a skill in common is worth, and how many values the draw between equals has: a chain of sixty is no skill."""
TOP = 8
"""Skills in common beyond which more make no difference."""


class ReadingTable:
    """A problem as arrays: dossiers and people are numbered by their place; former reviewers come last."""

    def __init__(self, problem: AssignmentProblem) -> None:
        self.problem = problem
        people = [*problem.reviewers, *problem.former]
        self.people = [person.id for person in people]
        # Keys of people and of bodies are positive: the negative one of a person is nobody's body.
        self.body_of = {
            person.id: person.body if person.body is not None else -person.id for person in people
        }
        self._row = {dossier.id: row for row, dossier in enumerate(problem.dossiers)}
        self._column = {person: column for column, person in enumerate(self.people)}
        size = len(problem.reviewers)
        self.bodies = np.array([self.body_of[person] for person in self.people], np.int64)
        applicants = np.array([dossier.body or 0 for dossier in problem.dossiers], np.int64)
        self.allowed = applicants[:, None] != self.bodies[None, :size]
        for row, column in self.list_places(problem.excluded):
            if column < size:
                self.allowed[row, column] = False
        self.conflicts = int(self.allowed.size - self.allowed.sum())
        self.readers: list[set[int]] = [set() for _ in problem.dossiers]
        """Of the existing duties, those that are still possible."""
        for row, column in self.list_places(problem.assigned):
            if column >= size or self.allowed[row, column]:
                self.readers[row].add(column)
        self._limit_to_one_reader_a_seat()

    def _limit_to_one_reader_a_seat(self) -> None:
        """Forbid a deputy the dossiers that somebody else of their body can read, and the body those that the deputy
        reads.
        """
        for deputy, titulars in self.problem.titulars.items():
            column, places = self._column[deputy], [self._column[who.id] for who in titulars]
            for row, dossier in enumerate(self.problem.dossiers):
                if column in self.readers[row]:
                    self.allowed[row, list(set(places) - self.readers[row])] = False
                elif not stands_in(dossier, titulars, self.problem.excluded):
                    self.allowed[row, column] = False

    def list_places(self, pairs: Iterable[Pair]) -> list[Pair]:
        """(row, column) of these pairs, in order; pairs of others are left out."""
        row, column = self._row, self._column
        listed = (pair for pair in pairs if pair[0] in row and pair[1] in column)
        return sorted((row[dossier], column[reviewer]) for dossier, reviewer in listed)

    def name_pair(self, place: Pair) -> Pair:
        return self.problem.dossiers[place[0]].id, self.people[place[1]]

    def list_readers(self, row: int) -> list[int]:
        return [self.people[column] for column in self.readers[row]]

    def count_able(self, row: int) -> int:
        """People who read this dossier or could."""
        size = len(self.problem.reviewers)
        return int(self.allowed[row].sum()) + sum(column >= size for column in self.readers[row])

    @cached_property
    def loads(self) -> Numbers:
        """Existing duties of each reviewer."""
        columns = [column for people in self.readers for column in people]
        return np.bincount(np.array(columns, np.int64), minlength=len(self.people))[
            : len(self.problem.reviewers)
        ]

    @cached_property
    def rooms(self) -> Numbers:
        """How many more dossiers each reviewer may have."""
        most = len(self.problem.dossiers)
        capacities = [most if who.capacity is None else who.capacity for who in self.problem.reviewers]
        return np.maximum(np.array(capacities, np.int64) - self.loads, 0)

    @cached_property
    def targets(self) -> Numbers:
        """How many reviews each dossier should have."""
        problem = self.problem
        return np.array(
            [
                max(self.count_able(row), problem.wanted) if dossier.id in problem.panel else problem.wanted
                for row, dossier in enumerate(problem.dossiers)
            ],
            np.int64,
        )

    @cached_property
    def needs(self) -> Numbers:
        """How many reviews each dossier still lacks."""
        return np.maximum(self.targets - np.array([len(people) for people in self.readers], np.int64), 0)

    @cached_property
    def affinity(self) -> dict[Pair, int]:
        """Skills in common by (row, column)."""
        affinities = self.problem.affinity
        return {place: min(affinities[self.name_pair(place)], TOP) for place in self.list_places(affinities)}

    @cached_property
    def preferred_pairs(self) -> set[Pair]:
        return set(self.list_places(self.problem.preferred))

    def draw(self, rows: Numbers, columns: Numbers) -> Numbers:
        """A number below ``DRAWS`` for each pair, the same on every machine and whatever the other pairs are."""
        dossiers = np.array([dossier.id for dossier in self.problem.dossiers], np.uint64)[rows]
        reviewers = np.array(self.people, np.uint64)[columns]
        # the finaliser of splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014)
        mixed = dossiers * np.uint64(0x9E3779B97F4A7C15) + reviewers * np.uint64(0xD1B54A32D192ED03)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((mixed ^ (mixed >> np.uint64(31))) % np.uint64(DRAWS)).astype(np.int64)
