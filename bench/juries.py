"""Juries imagined to judge the ranking by: `python -m bench juries`, `python -m bench juries median`.

Each dossier is worth a normal draw, each juror is severe by another whose deviation is ``severity`` (that of the
dossiers is 1), and each opinion errs by another yet (``ERROR``). The opinion is read on six criteria, with an error of
their own each, rounded to levels of 0 to 4. Dossiers are read by so many jurors, loads equal, at random. *D* is
Somers' D of a score to the worth that was drawn (Somers, "A new asymmetric measure of association for ordinal
variables", 1962): whole marks tie.

*Gain* is D of the corrected ranking less that of raw means, or medians, with its standard error over the juries;
*known* is the gain if the variances were given instead of estimated: no linear correction does better.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from time import process_time
from typing import Any

import numpy as np

from projects.review.solver.aggregate import Band
from projects.review.solver.correction import correct_scores, score_dossiers
from projects.review.solver.mixed_model import Array, Equations, Jury, Mark, Ratios

ERROR, CRITERION_ERROR, CRITERIA = 0.6, 0.85, 6
MIDDLE, SPREAD = 2.2, 0.7
"""Of a dossier of middling worth, in levels; levels for one deviation of worth."""
ROUNDING = 100 / 4 / 12**0.5 / CRITERIA**0.5
OPINION_VARIANCE = ERROR**2 + (CRITERION_ERROR**2 + 1 / 12 / SPREAD**2) / CRITERIA
"""Of the error of a total, rounding of levels included; that of worth is 1."""
SHAPES = [(31, 16, 4, 13), (300, 8, 3, 100), (300, 30, 3, 100)]
"""Dossiers, jurors, readers of each dossier, places."""
SMALL, MORE_JURIES = 100, 6
"""Of fewer dossiers, so many times more juries: D varies more from one to the next."""
SEVERITIES = (0.0, 0.5, 1.0)


def assign(random: np.random.Generator, dossiers: int, jurors: int, readers: int) -> list[tuple[int, int]]:
    loads = np.zeros(jurors)
    pairs: list[tuple[int, int]] = []
    for dossier in random.permutation(dossiers):
        chosen = np.lexsort((random.random(jurors), loads))[:readers]
        loads[chosen] += 1
        pairs += [(int(dossier), int(juror)) for juror in chosen]
    return pairs


def judge(
    random: np.random.Generator, pairs: list[tuple[int, int]], worth: Array, severity: Array
) -> list[Mark]:
    dossier, juror = np.array(pairs).T
    opinion = worth[dossier] - severity[juror] + ERROR * random.standard_normal(len(pairs))
    exact = MIDDLE + SPREAD * (
        opinion[:, None] + CRITERION_ERROR * random.standard_normal((len(pairs), CRITERIA))
    )
    totals = np.clip(np.rint(exact), 0, 4).mean(axis=1) * 25
    return [Mark(*pair, float(total)) for pair, total in zip(pairs, totals, strict=True)]


def somers_d(scores: Array, worth: Array) -> float:
    order = np.sign(np.subtract.outer(scores, scores)) * np.sign(np.subtract.outer(worth, worth))
    return float(order.sum() / (len(worth) * (len(worth) - 1)))


def average(jury: Jury, totals: Array, by_median: bool) -> Array:
    if by_median:
        return jury.find_medians(totals)[:, 0]
    return np.asarray(jury.sum_by_dossier(totals)[:, 0] / jury.readers)


def correct_knowing(marks: list[Mark], severity: float, by_median: bool) -> Array:
    """Corrected scores if the variances that the jury was drawn from were known."""
    jury, totals = Jury.of(marks), np.array([[mark.total] for mark in marks])
    ratios = Ratios(1 / OPINION_VARIANCE, severity**2 / OPINION_VARIANCE)
    jurors = Equations(jury, ratios).predict(totals).jurors
    return average(jury, totals - jurors[jury.juror], by_median)


def place(scores: Array, places: int) -> Array:
    return np.asarray(np.argsort(np.argsort(-scores)) < places)


def compare(
    random: np.random.Generator, shape: tuple[int, int, int, int], severity: float, by_median: bool
) -> Counter[str]:
    """One jury, and another one on the same dossiers."""
    dossiers, jurors, readers, places = shape
    worth = random.standard_normal(dossiers)
    pairs = assign(random, dossiers, jurors, readers)
    marks = judge(random, pairs, worth, severity * random.standard_normal(jurors))
    started = process_time()
    result = correct_scores(marks, places=places, rounding=ROUNDING, by_median=by_median)
    seconds = process_time() - started
    raw = average(Jury.of(marks), np.array([[mark.total] for mark in marks]), by_median)
    corrected = np.array([result.dossiers[key].score for key in range(dossiers)])
    bands = np.array([result.dossiers[key].find_band(places) for key in range(dossiers)])
    above, below = bands == Band.ABOVE, bands == Band.BELOW
    other = judge(random, pairs, worth, severity * random.standard_normal(jurors))
    again = score_dossiers(other, by_median=by_median)
    deserved, replaced = (
        place(worth, places),
        place(np.array([again[key] for key in range(dossiers)]), places),
    )
    figures: Counter[str] = Counter()
    raw_d = somers_d(raw, worth)
    gain = somers_d(corrected, worth) - raw_d
    figures.update(
        raw=raw_d, gain=gain, gain_squared=gain**2, seconds=seconds, juries=1,
        known=somers_d(correct_knowing(marks, severity, by_median), worth) - raw_d,
        above=above.sum(), wrong=(above & ~deserved).sum(), flips=(above & ~replaced).sum(),
        below=below.sum(), wrong_below=(below & deserved).sum(), flips_below=(below & replaced).sum(),
        dossiers=dossiers,
    )  # fmt: skip
    return figures


def measure(seed: int, juries: int, *, by_median: bool) -> Iterator[dict[str, Any]]:
    """One row per shape and severity."""
    random = np.random.default_rng(seed)
    for shape in SHAPES:
        for severity in SEVERITIES:
            total: Counter[str] = Counter()
            number = juries * MORE_JURIES if shape[0] < SMALL else juries
            for _ in range(number):
                # not ``+=``, which forgets what is below 0
                total.update(compare(random, shape, severity, by_median))
            gain = total["gain"] / number
            clear = total["above"] + total["below"]
            yield {
                "jury": "{}×{}, {} reads".format(*shape),
                "severity": severity,
                "D, raw": total["raw"] / number,
                "D, gain": gain,
                "error": ((total["gain_squared"] / number - gain**2) / number) ** 0.5,
                "known": total["known"] / number,
                "above, wrong": total["wrong"] / max(total["above"], 1),
                "above, flips": total["flips"] / max(total["above"], 1),
                "below, wrong": total["wrong_below"] / max(total["below"], 1),
                "below, flips": total["flips_below"] / max(total["below"], 1),
                "to debate": 1 - clear / total["dossiers"],
                "seconds": total["seconds"] / number,
            }


def main(seed: int = 1, juries: int = 100, *, by_median: bool = False) -> None:
    for row in measure(seed, juries, by_median=by_median):
        figures = (
            f"{name} {value:.3f}" if isinstance(value, float) else str(value) for name, value in row.items()
        )
        sys.stdout.write("  ".join(figures) + "\n")
        sys.stdout.flush()
