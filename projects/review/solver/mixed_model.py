"""How severe each juror is, estimated from the marks of a whole jury: a mixed model with crossed random effects.

The total *y* of a review is read as ``y = μ + dossier + juror + error``, where dossiers, jurors and errors are
independent normal variables of mean 0. The ratios of the variances of dossiers and of jurors to that of the error are
estimated by restricted maximum likelihood (Patterson & Thompson, "Recovery of inter-block information when block
sizes are unequal", Biometrika 58, 1971), the effects by Henderson's mixed model equations ("Best linear unbiased
estimation and prediction under a selection model", Biometrics 31, 1975).

Dossiers are absorbed into the equations of the jurors, so that only a matrix of jurors × jurors is factored: a jury
of 100 and 1 000 dossiers takes milliseconds. Dossiers read by as many people weigh the same, which is why sums are
stored by number of readers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]

HIGHEST_RATIO = 100.0
"""Variance of dossiers or jurors over that of the error, at most: beyond, the error is nothing."""
FIRST_STEP, LAST_STEP = 1.0, 0.01
"""Of the search for ratios, in natural logarithms."""
LOWEST_LOG = -6.0
SHRINK = 0.4


class Ratios(NamedTuple):
    """Variances of dossiers and of jurors, over the variance of the error."""

    dossiers: float
    jurors: float


class Mark(NamedTuple):
    """The total of one review, out of 100; dossier and juror are any keys."""

    dossier: int
    juror: int
    total: float


class Effects(NamedTuple):
    """Predicted effects of k series of totals: mean (k), jurors (m × k), dossiers (n × k)."""

    mean: Array
    jurors: Array
    dossiers: Array


@dataclass(frozen=True)
class Jury:
    """Who read what: dossier and juror of each review, as positions in the lists of keys."""

    dossiers: list[int]
    jurors: list[int]
    dossier: Indices
    juror: Indices

    @classmethod
    def of(cls, marks: Sequence[Mark]) -> "Jury":
        dossiers = sorted({mark.dossier for mark in marks})
        jurors = sorted({mark.juror for mark in marks})
        rows = {key: position for position, key in enumerate(dossiers)}
        columns = {key: position for position, key in enumerate(jurors)}
        return cls(
            dossiers,
            jurors,
            np.array([rows[mark.dossier] for mark in marks], dtype=np.intp),
            np.array([columns[mark.juror] for mark in marks], dtype=np.intp),
        )

    def select(self, reviews: NDArray[np.bool_]) -> "Jury":
        """These reviews alone, of the dossiers and jurors that have one."""
        rows, dossier = np.unique(self.dossier[reviews], return_inverse=True)
        columns, juror = np.unique(self.juror[reviews], return_inverse=True)
        return Jury(
            [self.dossiers[row] for row in rows], [self.jurors[column] for column in columns], dossier, juror
        )

    @property
    def reviews(self) -> int:
        return len(self.dossier)

    @cached_property
    def counts(self) -> Array:
        """Reviews of each dossier (rows) by each juror (columns)."""
        counts = np.zeros((len(self.dossiers), len(self.jurors)))
        np.add.at(counts, (self.dossier, self.juror), 1.0)
        return counts

    @cached_property
    def readers(self) -> Array:
        """Reviews of each dossier."""
        return self.counts.sum(axis=1)

    @cached_property
    def loads(self) -> Array:
        """Reviews of each juror."""
        return self.counts.sum(axis=0)

    @cached_property
    def pairs_by_readers(self) -> list[tuple[float, Array]]:
        """For each number of readers, how many dossiers with so many readers each pair of jurors shares (m × m)."""
        return [
            (number, self.counts[self.readers == number].T @ self.counts[self.readers == number])
            for number in np.unique(self.readers)
        ]

    @cached_property
    def reviews_by_readers(self) -> list[tuple[Indices, Indices]]:
        """For each number r of readers, the p dossiers with so many, as positions, and their reviews (p × r)."""
        order, starts = self._by_dossier
        groups = []
        for number in np.unique(self.readers).astype(int):
            rows = np.flatnonzero(self.readers == number)
            groups.append((rows, order[starts[rows][:, None] + np.arange(number)]))
        return groups

    @cached_property
    def _by_dossier(self) -> tuple[Indices, Indices]:
        return _sort_groups(self.dossier, len(self.dossiers))

    @cached_property
    def _by_juror(self) -> tuple[Indices, Indices]:
        return _sort_groups(self.juror, len(self.jurors))

    def sum_by_dossier(self, totals: Array) -> Array:
        """Sums by dossier of k series of totals (reviews × k): n × k."""
        return _sum_groups(totals, *self._by_dossier)

    def find_medians(self, totals: Array) -> Array:
        """Medians by dossier of k series of totals (reviews × k): n × k."""
        medians = np.empty((len(self.dossiers), totals.shape[1]))
        for rows, reviews in self.reviews_by_readers:
            ordered, number = np.sort(totals[reviews], axis=1), reviews.shape[1]
            medians[rows] = (ordered[:, (number - 1) // 2] + ordered[:, number // 2]) / 2
        return medians

    def sum_by_juror(self, totals: Array) -> Array:
        """Sums by juror of k series of totals (reviews × k): m × k."""
        return _sum_groups(totals, *self._by_juror)

    def is_connected(self) -> bool:
        """Whether any two dossiers are linked by jurors who read both, or by a chain of such: otherwise a severe
        group of jurors and a weak group of dossiers are the same thing.
        """
        reached = np.zeros(len(self.jurors), dtype=bool)
        reached[:1] = True
        while True:
            dossiers = self.counts @ reached > 0
            more = self.counts.T @ dossiers > 0
            if (more == reached).all():
                return bool(reached.all())
            reached = more


class Equations:
    """Henderson's equations of one jury for known ratios."""

    def __init__(self, jury: Jury, ratios: Ratios) -> None:
        self.jury, self.ratios = jury, ratios
        self.weights = _compute_shrinkage(ratios.dossiers, jury.readers)
        shared = sum(
            (_compute_shrinkage(ratios.dossiers, number) * pairs for number, pairs in jury.pairs_by_readers),
            np.zeros_like(jury.pairs_by_readers[0][1]),
        )
        self.matrix = np.eye(len(jury.jurors)) + ratios.jurors * (np.diag(jury.loads) - shared)
        self.means = jury.loads - jury.counts.T @ (self.weights * jury.readers)
        self.solved_means = np.linalg.solve(self.matrix, self.means)
        self.information = (
            jury.reviews - self.weights @ jury.readers**2 - ratios.jurors * (self.means @ self.solved_means)
        )

    def predict(self, totals: Array) -> Effects:
        """Best linear unbiased predictions from k series of totals (reviews × k), the mean being estimated."""
        jury, by_dossier = self.jury, self.jury.sum_by_dossier(totals)
        residues = jury.sum_by_juror(totals) - jury.counts.T @ (self.weights[:, None] * by_dossier)
        plain = totals.sum(axis=0) - (self.weights * jury.readers) @ by_dossier
        mean = (plain - self.ratios.jurors * (self.solved_means @ residues)) / self.information
        differences = residues - np.outer(self.means, mean)
        jurors = np.asarray(self.ratios.jurors * np.linalg.solve(self.matrix, differences), dtype=np.float64)
        dossiers = self.weights[:, None] * (by_dossier - np.outer(jury.readers, mean) - jury.counts @ jurors)
        return Effects(mean, jurors, dossiers)

    def measure(self, totals: Array) -> tuple[float, float]:
        """The restricted log-likelihood of one series (reviews × 1) with the error's variance at its best, and the
        weighted sum of squares that this variance comes from: divide it by the reviews less one.
        """
        jury, by_dossier = self.jury, self.jury.sum_by_dossier(totals)
        residues = jury.sum_by_juror(totals) - jury.counts.T @ (self.weights[:, None] * by_dossier)
        mean = self.predict(totals).mean
        squares = float(
            (totals**2).sum()
            - (self.weights[:, None] * by_dossier**2).sum()
            - self.ratios.jurors * (residues * np.linalg.solve(self.matrix, residues)).sum()
            - self.information * mean @ mean
        )
        degrees = jury.reviews - 1
        logarithm = float(
            np.log1p(self.ratios.dossiers * jury.readers).sum() + np.linalg.slogdet(self.matrix)[1]
        )
        squares = max(squares, np.finfo(float).eps)
        likelihood = -(degrees * np.log(squares / degrees) + logarithm + np.log(self.information)) / 2
        return float(likelihood), squares


def estimate_ratios(jury: Jury, totals: Array) -> Ratios:
    """The ratios of greatest restricted likelihood; that of jurors is 0 when no severity is found."""
    best = max(
        _list_ratios_around(Ratios(1.0, 1.0), 3 * FIRST_STEP),
        key=lambda ratios: _compute_likelihood(jury, ratios, totals),
    )
    step = FIRST_STEP
    while step > LAST_STEP:
        best = max(
            _list_ratios_around(best, step), key=lambda ratios: _compute_likelihood(jury, ratios, totals)
        )
        step *= SHRINK
    return best


def _compute_likelihood(jury: Jury, ratios: Ratios, totals: Array) -> float:
    return Equations(jury, ratios).measure(totals)[0]


def _list_ratios_around(ratios: Ratios, step: float) -> Iterator[Ratios]:
    """Ratios near these, also with no severity at all."""
    for dossiers in _list_steps(ratios.dossiers, step):
        yield Ratios(dossiers, 0.0)
        for jurors in _list_steps(ratios.jurors, step):
            yield Ratios(dossiers, jurors)


def _list_steps(ratio: float, step: float) -> list[float]:
    centre = np.log(ratio) if ratio else LOWEST_LOG
    return [
        min(float(np.exp(max(centre + move * step, LOWEST_LOG))), HIGHEST_RATIO) for move in (-2, -1, 0, 1, 2)
    ]


def _compute_shrinkage(ratio: float, readers: Array | float) -> Array:
    """The factor that eliminates the effects of dossiers from the equations, by their numbers of readers."""
    return np.asarray(ratio / (1 + ratio * np.asarray(readers)))


def _sort_groups(groups: Indices, number: int) -> tuple[Indices, Indices]:
    """The order that puts the rows of each group together, and where each begins in it; every group has a row."""
    order = np.argsort(groups, kind="stable")
    return order, np.searchsorted(groups[order], np.arange(number))


def _sum_groups(totals: Array, order: Indices, starts: Indices) -> Array:
    """Sums of rows by group (number × columns)."""
    return np.asarray(np.add.reduceat(totals[order], starts, axis=0))
