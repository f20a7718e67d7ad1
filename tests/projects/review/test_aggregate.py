"""Totals, intervals, bands: a missing score is not 0."""

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from projects.review.solver.aggregate import (
    UNREAD,
    Band,
    Standing,
    Summary,
    band,
    cut_line,
    find_standing,
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
def test_a_missing_score_is_not_zero(given_levels, given_weights) -> None:
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


def test_one_review_reveals_no_disagreement() -> None:
    assert summarise([Decimal(70)]) == Summary(1, Decimal("70.00"), None, None)
    assert summarise([]) == Summary(0)


def test_two_reviews_give_their_bounds_and_three_a_student_interval() -> None:
    assert summarise([Decimal(60), Decimal(80)]) == Summary(
        2, Decimal("70.00"), Decimal("60.00"), Decimal("80.00")
    )
    three = summarise([Decimal(60), Decimal(70), Decimal(80)])
    assert (three.low, three.score, three.high) == (Decimal("59.11"), Decimal("70.00"), Decimal("80.89"))


def read(score: float, low: float, high: float, *, done: int = 3, awaited: int = 0) -> Standing:
    return find_standing(
        Decimal(str(score)), Decimal(str(low)), Decimal(str(high)), done=done, awaited=awaited
    )


def test_the_line_and_its_bands() -> None:
    first, last_in, first_out, last = read(72, 65, 80), read(62, 55, 69), read(60, 55, 63), read(50, 40, 60)
    dossiers = [first, last_in, first_out, last]

    def of(dossier: Standing) -> Band:
        return band(dossier, [other for other in dossiers if other is not dossier], 2)

    assert cut_line([Decimal(50), Decimal(62), Decimal(72), Decimal(60)], 2) == Decimal("61.00")
    assert of(first) is Band.ABOVE
    assert of(last_in) is of(first_out) is Band.TO_DEBATE
    assert of(last) is Band.BELOW


def test_all_fit_when_there_are_as_many_places_as_dossiers() -> None:
    assert cut_line([Decimal(62), Decimal(20)], 2) is None
    assert band(read(20, 10, 30), [read(62, 55, 69)], 2) is Band.ABOVE
    assert band(find_standing(Decimal(95), None, None, done=1, awaited=0), [], 2) is Band.TO_DEBATE


def test_dossiers_that_nobody_read_may_all_pass_the_last_one() -> None:
    others = [read(score, score - 4, score + 4) for score in (90, 80, 70, 60, 50, 45, 40)]
    last, unread = read(20, 15, 25), [UNREAD] * 5

    assert band(last, [*others, *unread], 8) is Band.TO_DEBATE  # eight were read, for eight places
    assert band(last, [*others, *unread[:1]], 9) is Band.ABOVE
    assert band(others[0], [*others[1:], last, *unread], 8) is Band.ABOVE
    assert band(UNREAD, [*others, last], 8) is Band.TO_DEBATE


def test_a_dossier_is_out_of_reach_only_of_those_that_cannot_fall_below_it() -> None:
    low, others = read(30, 25, 35), [read(90, 85, 95), read(80, 75, 85)]
    half_read = read(80, 75, 85, done=1, awaited=2)  # from 26.67 to 93.33

    assert band(low, others, 2) is Band.BELOW
    assert band(low, [others[0], half_read], 2) is Band.TO_DEBATE
    assert band(low, [*others, half_read, UNREAD], 2) is Band.BELOW


@given(data=st.data(), places=st.integers(1, 4))
def test_a_settled_band_holds_whatever_scores_are_missing(data, places) -> None:
    points = st.decimals(0, 100, places=0)
    spans = st.tuples(points, points).map(sorted)
    rivals = [
        Standing(low, high, (low, high), is_final=False)
        for low, high in data.draw(st.lists(spans, max_size=7))
    ]
    low, high = data.draw(spans)
    dossier = Standing(low, high, (low, high), is_final=False)
    settled = band(dossier, rivals, places)

    mine = data.draw(st.integers(int(low), int(high)))
    ends = [data.draw(st.integers(int(rival.lowest), int(rival.highest))) for rival in rivals]

    if settled is Band.ABOVE:
        assert sum(end >= mine for end in ends) < places
    if settled is Band.BELOW:
        assert sum(end > mine for end in ends) >= places


def test_reviewers_who_agree_to_the_point_still_leave_an_interval() -> None:
    rounding = rounding_uncertainty([60, 40])  # 25 × √(60² + 40²) / 100 / √12

    same = summarise([Decimal(61)] * 3, uncertainty=rounding)
    two = summarise([Decimal(61)] * 2, uncertainty=rounding)

    assert rounding == pytest.approx(5.204, abs=0.001)
    assert (same.low, same.high) == (Decimal("57.15"), Decimal("64.85"))
    assert (two.low, two.high) == (Decimal("56.28"), Decimal("65.72"))
    agreed = find_standing(same.score, same.low, same.high, done=3, awaited=0)
    assert band(agreed, [read(60, 55, 65)], 1) is Band.TO_DEBATE
    assert rounding_uncertainty([]) == 0


@given(totals=st.lists(st.decimals(0, 100, places=2), min_size=2, max_size=9), weights=weights)
def test_an_interval_is_never_narrower_than_rounding_leaves(totals, weights) -> None:
    rounding = rounding_uncertainty(weights.values())

    plain, widened = summarise(totals), summarise(totals, uncertainty=rounding)

    assert widened.low <= plain.low <= widened.score <= plain.high <= widened.high
    least = 2 * 1.282 * rounding / len(totals) ** 0.5
    assert float(widened.high - widened.low) >= least - 0.02 or widened.low == 0 or widened.high == 100


def test_a_band_that_awaited_reviews_cannot_change_is_settled() -> None:
    rivals = [read(61, 56, 66), read(61, 56, 66)]

    def after(score: int, done: int, awaited: int) -> Band:
        dossier = find_standing(Decimal(score), None, None, done=done, awaited=awaited)
        return band(dossier, rivals, 1)

    assert possible_scores(Decimal(40), 2, 1) == (Decimal("26.67"), Decimal("60.00"))
    assert possible_scores(Decimal(40), 2, 2) == (Decimal("20.00"), Decimal("70.00"))
    assert after(40, 2, 1) is Band.BELOW
    assert after(43, 2, 1) is Band.TO_DEBATE
    assert after(95, 2, 1) is Band.ABOVE
    assert after(90, 2, 1) is Band.TO_DEBATE
    assert after(10, 1, 1) is Band.BELOW
    assert band(read(90, 85, 95, done=2, awaited=1), [], 1) is Band.TO_DEBATE


def test_half_a_cent_is_rounded_up_and_the_line_itself_is_to_be_debated() -> None:
    assert cut_line([Decimal("60.00"), Decimal("60.01")], 1) == Decimal("60.01")
    assert cut_line([Decimal("60.01"), Decimal("60.02")], 1) == Decimal("60.02")
    assert band(read(65, 60, 70), [read(55, 50, 60)], 1) is Band.TO_DEBATE
    assert band(read(55, 50, 60), [read(65, 60, 70)], 1) is Band.TO_DEBATE
