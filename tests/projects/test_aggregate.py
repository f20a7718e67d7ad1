"""Totals, intervals, bands: a missing score is not 0."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.selection.aggregate import Band, Summary, band, cut_line, review_total, summarise

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
    assert band(Decimal(65), Decimal(80), cut, complete=False) is Band.TO_DEBATE
    assert band(Decimal(10), Decimal(20), cut_line(Decimal(62), None)) is Band.ASSURED
