"""The ranking corrected for the severity of jurors, and what another jury would say of it.

*Corrected score* of a dossier: the mean, or the median where the edition chose it, over its jurors, of their total less
their severity (:mod:`projects.review.solver.mixed_model`). Severities have mean 0, so that corrected and raw scores can
be read side by side.

*Chance of a place*: worlds are drawn from what the marks leave possible: ratios of variances on a grid, by their
restricted likelihood; the error's variance; what each dossier is worth. In each world another jury of the same size
reads the same dossiers, its severities and errors drawn anew, and its own corrected ranking is made, by means or by
medians alike. The chance is the share of worlds where the dossier is within the places. Errors are normal in all of
them, so that what a dossier is worth follows the mean of its marks: where its median says otherwise, see
``CorrectedDossier.find_band``. Marks are whole levels: the error is never less than what
rounding leaves (see ``rounding_uncertainty`` in :mod:`projects.review.solver.aggregate`), so that a jury that agrees
to the point is not certain.

A severity is estimated only where there is something to estimate it from: see ``CorrectionLimit``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np

from projects.review.solver.corrected import CorrectedDossier, CorrectionLimit
from projects.review.solver.mixed_model import Array, Equations, Jury, Mark, Ratios, estimate_ratios

FEWEST_JURORS, FEWEST_DOSSIERS, FEWEST_REVIEWS = 5, 10, 30
WORLDS = 600
GRID = [Ratios(*pair) for pair in product((0.1, 0.25, 0.5, 1, 2, 4, 8, 16), (0, 0.1, 0.25, 0.5, 1, 2, 4))]
SEED = 1971
"""Draws are the same whenever the marks are: a ranking does not change by being read."""


@dataclass(frozen=True)
class Correction:
    """The corrected scores of a call. ``severity``: by juror, the points that they give less than others (below 0) or
    more.

    ``dossiers`` is empty when ``limit`` names an obstacle.
    """

    limit: CorrectionLimit | None = None
    dossiers: dict[int, CorrectedDossier] = field(default_factory=dict)
    severity: dict[int, float] = field(default_factory=dict)


def find_limit(jury: Jury) -> CorrectionLimit | None:
    """What keeps severities from being estimated at all."""
    if len(jury.jurors) < FEWEST_JURORS:
        return CorrectionLimit.FEW_JURORS
    if len(jury.dossiers) < FEWEST_DOSSIERS:
        return CorrectionLimit.FEW_DOSSIERS
    if jury.reviews < FEWEST_REVIEWS:
        return CorrectionLimit.FEW_REVIEWS
    return None if jury.is_connected() else CorrectionLimit.SEPARATE_GROUPS


def correct_scores(
    marks: Sequence[Mark], *, places: int, rounding: float, by_median: bool = False
) -> Correction:
    """The correction of these marks, one per dossier and juror.

    ``rounding`` is the standard uncertainty of a total, out of 100, that whole levels leave; ``by_median``: whether the
    score of a dossier is the median of its totals rather than their mean.
    """
    jury = Jury.of(marks)
    if limit := find_limit(jury):
        return Correction(limit)
    totals = np.array([[mark.total] for mark in marks])
    ratios = estimate_ratios(jury, totals - totals.mean())
    severity = Equations(jury, ratios).predict(totals).jurors[:, 0]
    scores = _correct(jury, totals, severity[:, None], by_median)[:, 0]
    ranks = _rank(scores)
    chances = _sample_chances(
        jury, totals - totals.mean(), places=places, rounding=rounding, by_median=by_median
    )
    without = _leave_each_out(jury, totals, ratios, ranks, by_median=by_median)
    dossiers = {
        key: CorrectedDossier(float(scores[row]), int(ranks[row]), float(chances[row]), without.get(key, {}))
        for row, key in enumerate(jury.dossiers)
    }
    limit = None if ratios.jurors else CorrectionLimit.NO_SEVERITY
    return Correction(limit, dossiers, dict(zip(jury.jurors, map(float, severity), strict=True)))


def score_dossiers(marks: Sequence[Mark], *, by_median: bool = False) -> dict[int, float]:
    """Corrected scores alone, whatever the size of the jury."""
    jury, totals = Jury.of(marks), np.array([[mark.total] for mark in marks])
    severity = Equations(jury, estimate_ratios(jury, totals - totals.mean())).predict(totals).jurors
    scores = _correct(jury, totals, severity, by_median)[:, 0]
    return dict(zip(jury.dossiers, map(float, scores), strict=True))


def _correct(jury: Jury, totals: Array, severities: Array, by_median: bool) -> Array:
    """Corrected scores of k series of totals (reviews × k) by k series of severities (m × k): n × k."""
    fair = totals - severities[jury.juror]
    if by_median:
        return jury.find_medians(fair)
    corrected: Array = jury.sum_by_dossier(fair) / jury.readers[:, None]
    return corrected


def _rank(scores: Array) -> Array:
    """Ranks from 1, the highest score first; scores that are equal to the hundredth share theirs."""
    rounded = np.round(scores, 2)
    return np.asarray(1 + (rounded[None, :] > rounded[:, None]).sum(axis=1))


def _sample_chances(jury: Jury, totals: Array, *, places: int, rounding: float, by_median: bool) -> Array:
    """Share of the worlds where each dossier is within the places of another jury."""
    random = np.random.default_rng(SEED)
    cells = [Equations(jury, ratios) for ratios in GRID]
    measures = [cell.measure(totals) for cell in cells]
    likelihoods = np.array([likelihood for likelihood, _squares in measures])
    weights = np.exp(likelihoods - likelihoods.max())
    placed = np.zeros(len(jury.dossiers))
    numbers = random.multinomial(WORLDS, weights / weights.sum())
    for cell, (_likelihood, squares), number in zip(cells, measures, numbers, strict=True):
        if number:
            variances = np.maximum(squares / random.chisquare(jury.reviews - 1, number), rounding**2)
            sample = _sampler(random, np.sqrt(variances))
            placed += _count_placed(cell, totals, sample, places, by_median=by_median)
    return placed / WORLDS


def _sampler(random: np.random.Generator, deviations: Array) -> Callable[[int, float], Array]:
    """Draws a column of normal values for each world, from the deviation of its error and a ratio of variances."""

    def sample(size: int, ratio: float) -> Array:
        return random.standard_normal((size, len(deviations))) * deviations * np.sqrt(ratio)

    return sample


def _count_placed(
    cell: Equations, totals: Array, sample: Callable[[int, float], Array], places: int, *, by_median: bool
) -> Array:
    """In how many simulated worlds of one cell of the grid each dossier is within the places.

    What a dossier is worth is drawn given the marks by conditioning: a draw from the model, plus the prediction of
    what the marks differ from it by (Matheron's rule).
    """
    jury, ratios = cell.jury, cell.ratios

    def mark(worth: Array) -> Array:
        """Marks that a jury drawn anew gives."""
        severities = sample(len(jury.jurors), ratios.jurors)
        marks: Array = worth[jury.dossier] + severities[jury.juror] + sample(jury.reviews, 1.0)
        return marks

    prior = sample(len(jury.dossiers), ratios.dossiers)
    worth = prior + cell.predict(totals - mark(prior)).dossiers
    anew = mark(worth)
    scores = _correct(jury, anew, cell.predict(anew).jurors, by_median)
    ranks = np.argsort(np.argsort(-scores, axis=0), axis=0)
    return np.asarray((ranks < places).sum(axis=1), dtype=float)


def _leave_each_out(
    jury: Jury, totals: Array, ratios: Ratios, ranks: Array, *, by_median: bool
) -> dict[int, dict[int, int]]:
    """By dossier and juror, the rank without this juror where it differs; dossiers that nobody else read
    are left out.
    """
    changes: dict[int, dict[int, int]] = {}
    for column, juror in enumerate(jury.jurors):
        others = jury.juror != column
        rest = jury.select(others)
        severity = Equations(rest, ratios).predict(totals[others]).jurors
        scores = _correct(rest, totals[others], severity, by_median)[:, 0]
        after = dict(zip(rest.dossiers, _rank(scores), strict=True))
        for row in jury.dossier[~others]:
            dossier = jury.dossiers[row]
            if dossier in after and after[dossier] != ranks[row]:
                changes.setdefault(dossier, {})[juror] = int(after[dossier])
    return changes
