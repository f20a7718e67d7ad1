"""The mixed model gives what another program found of the same marks.

The reference is MixedLM of statsmodels 0.15.0, with crossed effects as variance components of one group:

    MixedLM.from_formula("total ~ 1", marks, groups="all", re_formula="0",
                         vc_formula={"dossier": "0+C(dossier)", "juror": "0+C(juror)"}).fit(reml=True)
"""

import numpy as np
import pytest

from projects.review.solver.correction import correct_scores
from projects.review.solver.mixed_model import Equations, Jury, Mark, estimate_ratios

TOTALS = [
    {1: 70, 3: 86, 4: 66},
    {0: 49, 3: 58},
    {0: 99, 4: 98, 5: 80},
    {1: 59, 3: 79, 5: 56},
    {1: 62, 2: 62, 3: 74},
    {0: 63, 1: 54},
    {0: 75, 2: 76, 3: 85},
    {2: 66, 3: 95, 5: 62},
    {0: 31, 1: 40, 2: 28},
    {1: 77, 2: 59, 4: 75},
    {0: 67, 3: 67, 4: 65},
    {3: 68, 4: 61, 5: 45},
    {0: 40, 3: 57, 5: 34},
    {1: 90, 4: 100, 5: 86},
    {2: 55, 3: 74, 4: 71},
]
"""By dossier, the total that each juror gave; two dossiers lack a review."""
MARKS = [
    Mark(dossier, juror, float(total))
    for dossier, totals in enumerate(TOTALS)
    for juror, total in totals.items()
]
REFERENCE_JURORS = [1.1316, -0.585, -6.3552, 11.7129, 3.8941, -9.7985]
REFERENCE_DOSSIERS = [
    3.9999,
    -17.0012,
    28.1825,
    -0.6259,
    -0.4459,
    -6.3472,
    11.2852,
    10.6159,
    -29.0333,
    6.2852,
    -3.9914,
    -8.5405,
    -21.55,
    28.4142,
    -1.2475,
]
REFERENCE_VARIANCES = {"dossiers": 268.287, "jurors": 62.346, "error": 24.930}
REFERENCE_MEAN = 64.8688


def find_correlation(values, reference) -> float:
    return float(np.corrcoef(values, reference)[0, 1])


def test_effects_agree_with_an_independent_mixed_model() -> None:
    jury, totals = Jury.of(MARKS), np.array([[mark.total] for mark in MARKS])
    equations = Equations(jury, estimate_ratios(jury, totals - totals.mean()))
    effects = equations.predict(totals)

    assert find_correlation(effects.jurors[:, 0], REFERENCE_JURORS) > 0.999
    assert find_correlation(effects.dossiers[:, 0], REFERENCE_DOSSIERS) > 0.999
    assert effects.jurors[:, 0] == pytest.approx(REFERENCE_JURORS, abs=0.02)
    assert effects.dossiers[:, 0] == pytest.approx(REFERENCE_DOSSIERS, abs=0.02)
    assert effects.mean[0] == pytest.approx(REFERENCE_MEAN, abs=0.01)


def test_variances_agree_with_an_independent_mixed_model() -> None:
    jury, totals = Jury.of(MARKS), np.array([[mark.total] for mark in MARKS])
    equations = Equations(jury, estimate_ratios(jury, totals - totals.mean()))
    error = equations.measure(totals)[1] / (jury.reviews - 1)
    found = {
        "dossiers": equations.ratios.dossiers * error,
        "jurors": equations.ratios.jurors * error,
        "error": error,
    }
    assert found == pytest.approx(REFERENCE_VARIANCES, rel=0.01)


def test_corrected_scores_are_the_marks_less_the_reference_severities() -> None:
    result = correct_scores(MARKS, places=5, rounding=2.0)
    expected = [
        np.mean([total - REFERENCE_JURORS[juror] for juror, total in totals.items()]) for totals in TOTALS
    ]
    scores = [result.dossiers[dossier].score for dossier in range(len(TOTALS))]

    assert find_correlation(scores, expected) > 0.999
    assert scores == pytest.approx(expected, abs=0.02)
