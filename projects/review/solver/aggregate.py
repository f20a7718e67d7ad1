"""From levels to totals, from totals to a proposal of ranking. The committee decides; this only explains.

*Total of a review*: Σ level / 4 × weight, brought to 100 over the criteria that were scored. A missing score is
not 0: it leaves the sum and the denominator.

*Score of a dossier*: the mean of the totals that count, or their median where the edition chose it: the middle one,
or the point half-way between both in the middle.

*Interval of a mean*: with three totals or more, its 80 % Student interval (mean ± t(0.90, n − 1) × s / √n, s the sample
standard deviation; Student, "The probable error of a mean", Biometrika 6, 1908), clipped to 0–100; with two, their
minimum and maximum; with one, nothing is known of the disagreement and there is no interval.

*Interval of a median*: from the k-th lowest total to the k-th highest, for the greatest k that leaves the median of all
possible reviews outside one time in five at most (Thompson, "On confidence ranges for the median and other expectation
distributions", Annals of Mathematical Statistics 7, 1936): the extreme totals up to six; 75 % with three.

*Floor of the interval*: reviewers who agree to the point are not certain for all that: a level is an opinion rounded
to a whole number. Its standard uncertainty is 1/√12 of a level (uniform law over one step; JCGM 100:2008, *Guide to
the expression of uncertainty in measurement*, 4.3.7), that of a total follows from the weights of the grid, and the
interval is at least the 80 % one that this alone leaves to the mean (± z(0.90) × u / √n), or to the median
(√(π / 2) times as much).

*Reviews that are awaited*: the score ends between what it becomes if they are all worth 0 and if they are all worth
100; that of a dossier without any review, anywhere from 0 to 100.

*Band*: without a corrected score (:mod:`projects.review.solver.correction`), a dossier is clearly above when its
lowest end stays above the line although every other dossier ends at its highest, clearly below when its highest end
stays below although every other ends at its lowest: nothing that is still to come can change either.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import comb, pi, sqrt
from statistics import median, stdev

HUNDRED = Decimal(100)
HIGHEST_LEVEL = 4
CENT = Decimal("0.01")
CLEAR = 0.95
"""How often another jury must say the same before a dossier is called clearly above or below the line."""
NORMAL_Z = 1.282
"""z(0.90) of the normal law: the uncertainty of rounding is known, not estimated from the reviews."""
TAIL = 0.10
"""Of an 80 % interval, on each side."""
# t(0.90, df) of Student's law, rounded up between two rows by taking the row below.
_DEGREES = (2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 20, 30, 60, 120)
_STUDENT = (1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.341, 1.325, 1.310, 1.296, 1.289)


class Band(StrEnum):
    """Position of a dossier against the cut line."""

    ABOVE = "above"
    TO_DEBATE = "to_debate"
    BELOW = "below"


@dataclass(frozen=True)
class Summary:
    """Out of 100; ``None`` where nothing is known."""

    count: int
    score: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True)
class Standing:
    """The scores that a dossier may end with, from ``lowest`` to ``highest``: one alone when no review is awaited.

    ``interval``: that of its reviews, or these ends while some are awaited; ``None`` for a single or no review.
    """

    lowest: Decimal
    highest: Decimal
    interval: tuple[Decimal, Decimal] | None
    is_final: bool = True


UNREAD = Standing(Decimal(0), HUNDRED, None, is_final=False)


def review_total(levels: Mapping[int, int | None], weights: Mapping[int, int]) -> Decimal | None:
    """Total of one review, out of 100, or ``None`` if nothing was scored.

    ``levels`` and ``weights`` are by criterion; criteria without a level are left out of the sum and of the
    denominator. Raises ValueError for a level outside 0–4.
    """
    scored = {
        criterion: level for criterion, level in levels.items() if level is not None and criterion in weights
    }
    if any(not 0 <= level <= HIGHEST_LEVEL for level in scored.values()):
        raise ValueError("a level goes from 0 to 4")
    denominator = sum(weights[criterion] for criterion in scored)
    if not denominator:
        return None
    points = Decimal(sum(level * weights[criterion] for criterion, level in scored.items()))
    return _round(points * HUNDRED / (HIGHEST_LEVEL * denominator))


def centre_total(levels: Mapping[int, int], weights: Mapping[int, int], means: Mapping[int, float]) -> float:
    """Total of one review, out of 100, as if the criteria it skipped had been as hard for it as those it scored.

    ``levels``, ``weights`` and ``means`` (of the levels of all reviews) are by criterion. A review that scores every
    criterion keeps its total.
    """
    share = sum(weights[criterion] for criterion in levels)
    above = (
        sum(weights[criterion] * (level - means[criterion]) for criterion, level in levels.items()) / share
    )
    middle = sum(weights[criterion] * mean for criterion, mean in means.items()) / sum(
        weights[key] for key in means
    )
    return float(HUNDRED) / HIGHEST_LEVEL * (middle + above)


def rounding_uncertainty(weights: Collection[int]) -> float:
    """Standard uncertainty of a review's total, out of 100, that rounding each level to a whole number leaves.

    ``weights`` are those of the grid's criteria, each rounded by itself; 0 without any.
    """
    whole = sum(weights)
    if not whole:
        return 0.0
    step = float(HUNDRED) / HIGHEST_LEVEL / sqrt(12)
    return step * sqrt(sum(weight**2 for weight in weights)) / whole


def summarise(totals: Iterable[Decimal], *, uncertainty: float = 0.0, by_median: bool = False) -> Summary:
    """Mean or median of the totals that count, and its interval; ``uncertainty`` is what each total has by itself, out
    of 100.
    """
    values = sorted(totals)
    count = len(values)
    if count == 0:
        return Summary(0)
    score = median(values) if by_median else sum(values, Decimal(0)) / count
    if count == 1:
        return Summary(1, _round(score))
    least = NORMAL_Z * uncertainty / sqrt(count)
    if count == 2:
        # With one degree of freedom, Student's interval would be three times as wide as what the two totals
        # span.
        low, high = values
    elif by_median:
        rank, least = _find_outer_rank(count), least * sqrt(pi / 2)
        low, high = values[rank - 1], values[-rank]
    else:
        margin = Decimal(_find_student_quantile(count - 1) * stdev(map(float, values)) / sqrt(count))
        low, high = score - margin, score + margin
    low, high = min(low, score - Decimal(least)), max(high, score + Decimal(least))
    return Summary(count, _round(score), _round(max(Decimal(0), low)), _round(min(HUNDRED, high)))


def possible_scores(score: Decimal, done: int, awaited: int) -> tuple[Decimal, Decimal]:
    """The lowest and highest mean that a dossier read by ``done`` people may end with, once ``awaited`` more did."""
    points, whole = score * done, done + awaited
    return _round(points / whole), _round((points + HUNDRED * awaited) / whole)


def possible_medians(totals: Sequence[Decimal], awaited: int) -> tuple[Decimal, Decimal]:
    """The lowest and highest median that these totals may end with, once ``awaited`` more came."""
    return _round(median([*totals, *[Decimal(0)] * awaited])), _round(median([*totals, *[HUNDRED] * awaited]))


def cut_line(scores: Iterable[Decimal], places: int) -> Decimal | None:
    """Half-way between the last score within the places and the first beyond; ``None`` when all fit."""
    ranked = sorted(scores, reverse=True)
    return _round((ranked[places - 1] + ranked[places]) / 2) if len(ranked) > places else None


def find_standing(
    score: Decimal | None,
    low: Decimal | None,
    high: Decimal | None,
    *,
    done: int,
    awaited: int,
    totals: Sequence[Decimal] = (),
) -> Standing:
    """The standing of a dossier read by ``done`` people, with ``awaited`` reviews to come; ``low`` and ``high`` are
    its interval.

    ``totals``: of the reviews so far where the score is their median, since its bounds do not give them.
    """
    if score is None:
        return UNREAD
    if awaited > 0:
        bounds = possible_medians(totals, awaited) if totals else possible_scores(score, done, awaited)
        return Standing(*bounds, bounds, is_final=False)
    return Standing(score, score, None if low is None or high is None else (low, high))


def band(dossier: Standing, rivals: Sequence[Standing], places: int) -> Band:
    """Above when the whole interval is above any line that may come out, below when it is all below.

    Without an interval (a single review), or while reviews of the dossier are awaited and all fit in the places,
    nothing is settled.
    """
    if dossier.interval is None:
        return Band.TO_DEBATE
    low, high = dossier.interval
    highest_cut = cut_line([dossier.lowest, *(rival.highest for rival in rivals)], places)
    lowest_cut = cut_line([dossier.highest, *(rival.lowest for rival in rivals)], places)
    if highest_cut is None or lowest_cut is None:
        return Band.ABOVE if dossier.is_final else Band.TO_DEBATE
    if low > highest_cut:
        return Band.ABOVE
    return Band.BELOW if high < lowest_cut else Band.TO_DEBATE


def band_of_chance(chance: float) -> Band:
    """The band of a dossier that another jury would place in this share of cases, 0–1."""
    if chance >= CLEAR:
        return Band.ABOVE
    return Band.BELOW if chance <= 1 - CLEAR else Band.TO_DEBATE


def _find_outer_rank(count: int) -> int:
    """The greatest rank, from either end of so many totals, beyond which a median is in ``TAIL`` of cases at most."""
    rank, beyond = 0, 0.0
    while (beyond := beyond + comb(count, rank) / 2**count) <= TAIL:
        rank += 1
    return max(rank, 1)


def _find_student_quantile(df: int) -> float:
    # Between two lines of the table, the one of fewer degrees: a little too wide rather than too narrow.
    return _STUDENT[bisect_right(_DEGREES, df) - 1]


def _round(value: Decimal) -> Decimal:
    # As people round; Decimal's own way goes to the even digit.
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
