"""Which schemes fit a structure and its need, and why not: small stories, then what holds whatever the facts."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, strategies as st

from programmes.enums import NeedKind, StructureProfile
from programmes.scheme_fit import (
    Condition,
    FitOutcome,
    FitVerdict,
    HeadCountRange,
    Reason,
    SchemeTerms,
    StructureFacts,
    band_of,
    fit,
)
from programmes.scheme_labels import describe_fit, describe_misfit

TODAY = date(2026, 11, 26)
WORKSHOP = StructureFacts("internal_project", HeadCountRange(50, 249), "14")
"""A firm of 50 to 249 people in the Calvados that transforms itself."""


def judge(terms: SchemeTerms, facts: StructureFacts = WORKSHOP, needs: list[str] | None = None):
    return fit(terms, facts, ["funding"] if needs is None else needs, TODAY)


def test_a_firm_of_fifty_is_not_offered_what_is_for_fewer_than_ten() -> None:
    found = judge(SchemeTerms(["funding"], head_count=HeadCountRange(most=9)))

    assert found.failing == (Reason(Condition.HEAD_COUNT, FitVerdict.FAILS),)
    assert found.outcome == FitOutcome.UNFIT
    text = describe_misfit(SchemeTerms(["funding"], head_count=HeadCountRange(most=9)), found)
    assert text.replace("\xa0", " ") == "Ne convient pas : réservé aux moins de 10 salariés."


def test_every_met_condition_is_listed() -> None:
    terms = SchemeTerms(
        ["funding", "expertise"],
        ["internal_project"],
        HeadCountRange(10, 249),
        ["14", "27", "50", "61", "76"],
        date(2026, 1, 1),
        date(2026, 12, 31),
    )
    found = judge(terms)

    assert found.outcome == FitOutcome.FITS
    assert found.answers == ("funding",)
    assert [reason.condition for reason in found.met] == list(Condition)
    assert describe_fit(terms, found).replace("\xa0", " ") == (
        "Répond à : un financement. Conditions remplies : mène un projet en interne ; de 10 à 249 salariés ; "
        "Normandie ; du 1er janv. 2026 au 31 déc. 2026."
    )


def test_a_missing_fact_is_to_check_and_refuses_nothing() -> None:
    terms = SchemeTerms(["funding"], ["internal_project"], HeadCountRange(most=9), ["14"])
    found = judge(terms, StructureFacts())

    assert found.outcome == FitOutcome.TO_CHECK
    assert {reason.condition for reason in found.to_check} == {
        Condition.PROFILE,
        Condition.HEAD_COUNT,
        Condition.DEPARTMENT,
    }
    assert "À vérifier : effectif inconnu (moins de 10 salariés)." in describe_fit(terms, found).replace(
        "\xa0", " "
    )


def test_what_fits_is_ranked_before_what_is_to_check_what_fails_and_what_is_unrelated() -> None:
    for_few = SchemeTerms(["funding"], head_count=HeadCountRange(most=9))
    found = [
        judge(SchemeTerms(["training"])),
        judge(for_few),
        judge(for_few, StructureFacts()),
        judge(SchemeTerms(["funding"])),
    ]

    ranked = sorted(found, key=lambda verdict: verdict.rank)

    assert [verdict.outcome for verdict in ranked] == list(FitOutcome)


def test_a_need_of_no_kind_is_unknown_and_no_need_is_answered_by_none() -> None:
    terms = SchemeTerms(["funding"])

    assert fit(terms, WORKSHOP, None, TODAY).outcome == FitOutcome.TO_CHECK
    assert judge(terms, needs=[]).outcome == FitOutcome.UNRELATED
    assert judge(terms, needs=["training"]).outcome == FitOutcome.UNRELATED
    assert judge(SchemeTerms([])).outcome == FitOutcome.UNRELATED
    assert fit(SchemeTerms([]), WORKSHOP, None, TODAY).outcome == FitOutcome.UNRELATED


def test_the_head_count_is_judged_by_its_band() -> None:
    for limits, people, verdict in (
        (HeadCountRange(most=249), HeadCountRange(10, 49), FitVerdict.MET),
        (HeadCountRange(most=249), HeadCountRange(250, 299), FitVerdict.FAILS),
        (HeadCountRange(most=249), HeadCountRange(300), FitVerdict.FAILS),
        (HeadCountRange(most=249), HeadCountRange(200, 299), FitVerdict.BORDERLINE),
        (HeadCountRange(most=249), None, FitVerdict.UNKNOWN),
        (HeadCountRange(least=10), HeadCountRange(1, 9), FitVerdict.FAILS),
        (HeadCountRange(least=10), HeadCountRange(5, 20), FitVerdict.BORDERLINE),
        (HeadCountRange(least=10), HeadCountRange(300), FitVerdict.MET),
        (HeadCountRange(1, 9), HeadCountRange(0, 0), FitVerdict.FAILS),
    ):
        found = judge(SchemeTerms(["funding"], head_count=limits), StructureFacts(head_count=people))

        assert Reason(Condition.HEAD_COUNT, verdict) in found.reasons


def test_the_days_it_is_open_count_whole() -> None:
    for opens, closes, verdict in (
        (1, None, FitVerdict.LATER),
        (0, 0, FitVerdict.MET),
        (-9, -1, FitVerdict.FAILS),
        (1, 9, FitVerdict.LATER),
    ):

        def day(away: int | None) -> date | None:
            return None if away is None else TODAY + timedelta(away)

        found = judge(SchemeTerms(["funding"], opens_on=day(opens), closes_on=day(closes)))

        assert Reason(Condition.DATES, verdict) in found.reasons
        assert found.is_proposed == (verdict != FitVerdict.FAILS)


def test_the_bands_of_the_application_form_are_read() -> None:
    for code, band in (
        ("0", HeadCountRange(0, 0)),
        ("10_49", HeadCountRange(10, 49)),
        ("300_more", HeadCountRange(300)),
        ("many", None),
        ("1_x", None),
        (None, None),
    ):
        assert band_of(code) == band


counts = st.none() | st.integers(0, 400)
days = st.none() | st.dates(date(2026, 1, 1), date(2027, 12, 31))
limits = st.builds(HeadCountRange, counts, counts)
schemes = st.builds(
    SchemeTerms,
    st.lists(st.sampled_from(NeedKind.values)),
    st.lists(st.sampled_from(StructureProfile.values)),
    limits,
    st.lists(st.sampled_from(["14", "35", "76"])),
    days,
    days,
)
structures = st.builds(
    StructureFacts,
    st.none() | st.sampled_from(StructureProfile.values),
    st.none() | st.builds(HeadCountRange, st.integers(0, 400), counts),
    st.none() | st.sampled_from(["14", "35", "76"]),
)
requested = st.none() | st.lists(st.sampled_from(NeedKind.values), unique=True)


@given(schemes, structures, requested)
def test_the_answer_is_made_of_its_reasons_and_of_nothing_else(terms, facts, needs) -> None:
    found = fit(terms, facts, needs, TODAY)

    assert Counter(found.met + found.to_check + found.failing) == Counter(found.reasons)
    assert len({reason.condition for reason in found.reasons}) == len(found.reasons)
    assert found.reasons[0].condition == Condition.NEED
    assert found.is_proposed == (found.outcome in (FitOutcome.FITS, FitOutcome.TO_CHECK))
    assert bool(describe_misfit(terms, found)) == bool(found.failing)
    assert found.is_proposed <= bool(describe_fit(terms, found))
    assert set(found.answers) <= set(needs or ()) & set(terms.needs)


@given(schemes, structures, requested)
def test_forgetting_a_fact_never_refuses_what_it_allowed(terms, facts, needs) -> None:
    known, blank = fit(terms, facts, needs, TODAY), fit(terms, StructureFacts(), needs, TODAY)

    refused_by_facts = {Condition.PROFILE, Condition.HEAD_COUNT, Condition.DEPARTMENT}
    assert not {reason.condition for reason in blank.failing} & refused_by_facts
    assert known.is_proposed <= blank.is_proposed


@given(schemes, structures, requested)
def test_a_condition_taken_away_never_refuses(terms, facts, needs) -> None:
    strict = fit(terms, facts, needs, TODAY)
    free = fit(SchemeTerms(terms.needs), facts, needs, TODAY)

    assert [reason.condition for reason in free.reasons] == [Condition.NEED]
    assert strict.is_proposed <= free.is_proposed


@given(schemes, st.integers(0, 400), requested)
def test_of_an_exact_head_count_nothing_is_left_to_check(terms, people: int, needs) -> None:
    facts = StructureFacts(head_count=HeadCountRange(people, people))
    verdicts = {reason.condition: reason.verdict for reason in fit(terms, facts, needs, TODAY).reasons}

    assert verdicts.get(Condition.HEAD_COUNT) in (None, FitVerdict.MET, FitVerdict.FAILS)
