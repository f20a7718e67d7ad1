"""Totals, intervals, bands: a missing score is not 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.review.solver.aggregate import (
    Band,
    Summary,
    band,
    cut_line,
    possible_scores,
    review_total,
    rounding_uncertainty,
    summarise,
)

WEIGHTS = {1: 60, 2: 40}
levels = st.dictionaries(st.integers(1, 8), st.none() | st.integers(0, 4), max_size=8)
weights = st.fixed_dictionaries({n: st.integers(1, 100) for n in range(1, 9)})


def test_a_full_grid_is_weighted() -> None:
    assert review_total({1: 4, 2: 2}, WEIGHTS) == Decimal("80.00")


def test_a_criterion_that_cannot_be_scored_leaves_the_denominator() -> None:
    assert review_total({1: 3, 2: None}, WEIGHTS) == Decimal("75.00")


def test_nothing_scored_is_no_total_rather_than_zero() -> None:
    assert review_total({1: None}, WEIGHTS) is None
    assert review_total({1: 0, 2: 0}, WEIGHTS) == Decimal("0.00")


def test_a_level_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="0 to 4"):
        review_total({1: 5}, WEIGHTS)


@given(levels, weights)
def test_missing_is_not_zero(given_levels, given_weights) -> None:
    scored = {key: level for key, level in given_levels.items() if level is not None}

    assert review_total(given_levels, given_weights) == review_total(scored, given_weights)


@given(levels, weights)
def test_a_total_stays_between_its_worst_and_best_levels(given_levels, given_weights) -> None:
    total = review_total(given_levels, given_weights)
    scored = [level for level in given_levels.values() if level is not None]

    if total is None:
        assert not scored
    else:
        assert (
            Decimal(min(scored)) * 25 - Decimal("0.01")
            <= total
            <= Decimal(max(scored)) * 25 + Decimal("0.01")
        )


@given(st.lists(st.decimals(0, 100, places=2), max_size=9))
def test_the_interval_holds_the_score_within_the_scale(totals) -> None:
    summary = summarise(totals)

    assert summary.count == len(totals)
    if len(totals) >= 2:
        assert 0 <= summary.low <= summary.score <= summary.high <= 100


def test_one_review_tells_nothing_of_disagreement() -> None:
    assert summarise([Decimal(70)]) == Summary(1, Decimal("70.00"), None, None)
    assert summarise([]) == Summary(0)


def test_two_reviews_give_their_bounds_and_three_a_student_interval() -> None:
    assert summarise([Decimal(60), Decimal(80)]) == Summary(
        2, Decimal("70.00"), Decimal("60.00"), Decimal("80.00")
    )
    three = summarise([Decimal(60), Decimal(70), Decimal(80)])
    assert (three.low, three.score, three.high) == (Decimal("59.11"), Decimal("70.00"), Decimal("80.89"))


def test_the_line_and_its_bands() -> None:
    cut = cut_line(Decimal(62), Decimal(60))

    assert cut == Decimal("61.00")
    assert band(Decimal(65), Decimal(80), cut) is Band.ASSURED
    assert band(Decimal(55), Decimal(63), cut) is Band.TO_DEBATE
    assert band(Decimal(40), Decimal(60), cut) is Band.OUT_OF_REACH
    assert band(None, None, cut) is Band.TO_DEBATE
    assert band(Decimal(10), Decimal(20), cut_line(Decimal(62), None)) is Band.ASSURED


def test_reviewers_who_agree_to_the_point_still_leave_an_interval() -> None:
    rounding = rounding_uncertainty([60, 40])  # 25 × √(60² + 40²) / 100 / √12

    same = summarise([Decimal(61)] * 3, uncertainty=rounding)
    two = summarise([Decimal(61)] * 2, uncertainty=rounding)

    assert rounding == pytest.approx(5.204, abs=0.001)
    assert (same.low, same.high) == (Decimal("57.15"), Decimal("64.85"))
    assert (two.low, two.high) == (Decimal("56.28"), Decimal("65.72"))
    assert band(same.low, same.high, Decimal("60.50")) is Band.TO_DEBATE
    assert rounding_uncertainty([]) == 0


@given(totals=st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=9), weights=weights)
def test_an_interval_is_never_narrower_than_rounding_leaves(totals, weights) -> None:
    rounding = rounding_uncertainty(weights.values())

    plain, widened = summarise(totals), summarise(totals, uncertainty=rounding)

    assert widened.low <= plain.low <= widened.score <= plain.high <= widened.high
    least = 2 * 1.282 * rounding / len(totals) ** 0.5
    assert float(widened.high - widened.low) >= least - 0.02 or widened.low == 0 or widened.high == 100


def test_what_reviews_to_come_cannot_change_is_settled_already() -> None:
    cut = Decimal(61)

    def after(score, done, awaited):
        return band(None, None, cut, possible=possible_scores(Decimal(score), done, awaited))

    assert possible_scores(Decimal(40), 2, 1) == (Decimal("26.67"), Decimal("60.00"))
    assert possible_scores(Decimal(40), 2, 2) == (Decimal("20.00"), Decimal("70.00"))
    assert after(40, 2, 1) is Band.OUT_OF_REACH
    assert after(43, 2, 1) is Band.TO_DEBATE
    assert after(95, 2, 1) is Band.ASSURED
    assert after(90, 2, 1) is Band.TO_DEBATE
    assert after(10, 1, 1) is Band.OUT_OF_REACH
    assert band(Decimal(90), Decimal(95), None, possible=(Decimal(60), Decimal(96))) is Band.TO_DEBATE


def test_half_a_cent_is_rounded_up_and_the_line_itself_is_to_be_debated() -> None:
    assert cut_line(Decimal("60.00"), Decimal("60.01")) == Decimal("60.01")
    assert cut_line(Decimal("60.01"), Decimal("60.02")) == Decimal("60.02")
    assert band(Decimal(60), Decimal(70), Decimal(60)) is Band.TO_DEBATE
    assert band(Decimal(50), Decimal(60), Decimal(60)) is Band.TO_DEBATE
