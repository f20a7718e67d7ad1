"""What a proposal always respects, and how reviewers compare: random committees, and small ones with names."""

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import example, given, strategies as st

from bench.assignments import count_common, find_most_skills, imagine, list_violations
from projects.review.solver.assignment import (
    AssignmentProblem,
    Because,
    Dossier,
    Proposal,
    Reviewer,
    Unmet,
    Why,
)
from projects.review.solver.design import count_components, mean_severity_variance
from projects.review.solver.proposal import propose
from tests.support.assignment import ANNE, BORIS, CHLOE, DENIS, FONDERIE, REGION, committees


def count_reviews(problem: AssignmentProblem, *, two_bodies: bool) -> int:
    """How many reviews are possible: augmenting paths (Ford and Fulkerson), without a line of the solver."""
    spare: defaultdict[object, dict[object, int]] = defaultdict(dict)

    def add(tail: object, head: object, capacity: int) -> None:
        spare[tail][head] = capacity
        spare[head].setdefault(tail, 0)

    for who in problem.reviewers:
        add(("reviewer", who.id), "sink", len(problem.dossiers) if who.capacity is None else who.capacity)
    for dossier in problem.dossiers:
        add("source", ("dossier", dossier.id), problem.wanted)
        for who in problem.reviewers:
            if (dossier.id, who.id) in problem.excluded or (dossier.body and dossier.body == who.body):
                continue
            if who.is_deputy and any(
                not other.is_deputy
                and other.body
                and other.body == who.body
                and (dossier.id, other.id) not in problem.excluded
                for other in problem.reviewers
            ):
                continue
            gate = ("gate", dossier.id, who.body or -who.id)
            most = problem.wanted - 1 if two_bodies and problem.wanted > 1 else problem.wanted
            add(("dossier", dossier.id), gate, most)
            add(gate, ("reviewer", who.id), 1)

    def push(node: object, seen: set[object]) -> bool:
        if node == "sink":
            return True
        seen.add(node)
        for head, capacity in list(spare[node].items()):
            if capacity and head not in seen and push(head, seen):
                spare[node][head] -= 1
                spare[head][node] += 1
                return True
        return False

    total = 0
    while push("source", set()):
        total += 1
    return total


def readers_of(problem: AssignmentProblem, proposal: Proposal) -> dict[int, set[int]]:
    readers: defaultdict[int, set[int]] = defaultdict(set)
    for dossier, reviewer in {*proposal.pairs, *problem.assigned}:
        readers[dossier].add(reviewer)
    return dict(readers)


@given(committees())
def test_every_rule_holds_and_as_many_reviews_are_proposed_as_a_flow_allows(
    problem: AssignmentProblem,
) -> None:
    proposal = propose(problem)

    assert list_violations(problem, proposal) == []
    missing = sum(row.missing for row in proposal.unmet)
    assert len(proposal.pairs) == count_reviews(problem, two_bodies=False)
    assert len(proposal.pairs) + missing == problem.wanted * len(problem.dossiers)


@given(committees())
def test_one_body_reads_a_dossier_alone_only_where_no_flow_avoids_it(problem: AssignmentProblem) -> None:
    proposal = propose(problem)
    possible = count_reviews(problem, two_bodies=True) == problem.wanted * len(problem.dossiers)

    if possible:
        assert {row.why for row in proposal.unmet} <= {Why.ONE_READER}
    else:
        assert proposal.unmet


@given(committees())
def test_an_applied_proposal_is_complete_and_stable(problem: AssignmentProblem) -> None:
    proposal = propose(problem)

    assert propose(replace(problem, assigned=frozenset(proposal.pairs))).pairs == ()
    assert propose(replace(problem, preferred=frozenset(proposal.pairs), fewest_changes=True)).dropped == ()


@given(st.integers(4, 9), st.integers(8, 20), st.integers(2, 3))
@example(6, 14, 2)
def test_nobody_reads_apart_without_conflicts(people: int, count: int, wanted: int) -> None:
    problem = AssignmentProblem(
        tuple(Dossier(number) for number in range(100, 100 + count)),
        tuple(Reviewer(number) for number in range(1, people + 1)),
        wanted,
    )

    proposal = propose(problem)

    assert proposal.groups == count_components(readers_of(problem, proposal)) == 1


def test_two_halves_that_skills_would_keep_apart_are_linked() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 18))
    halves = {(number, who.id): 3 for number in range(10, 14) for who in (ANNE, CHLOE)}
    halves |= {(number, who.id): 3 for number in range(14, 18) for who in (BORIS, DENIS)}
    problem = AssignmentProblem(dossiers, (ANNE, BORIS, CHLOE, DENIS), wanted=2, affinity=halves)

    proposal = propose(problem)

    assert proposal.groups == 1
    assert Because.LINK in proposal.because.values()
    assert list_violations(problem, proposal) == []
    assert proposal.load_range == (4, 4)


def test_nobody_reads_more_than_their_capacity() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 18))
    busy = replace(ANNE, capacity=1)

    proposal = propose(AssignmentProblem(dossiers, (busy, BORIS, CHLOE, DENIS), wanted=2))

    assert proposal.loads == {ANNE.id: 1, BORIS.id: 5, CHLOE.id: 5, DENIS.id: 5}
    assert proposal.unmet == ()


def test_adverse_somebody_above_their_capacity_keeps_what_they_have_and_gets_nothing_more() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 14))
    stored = frozenset({(10, ANNE.id), (11, ANNE.id)})

    proposal = propose(
        AssignmentProblem(dossiers, (replace(ANNE, capacity=1), CHLOE, DENIS), wanted=2, assigned=stored)
    )

    assert proposal.loads[ANNE.id] == 2
    assert ANNE.id not in {reviewer for _dossier, reviewer in proposal.pairs}


def test_a_deputy_reads_only_what_nobody_whom_they_stand_in_for_can() -> None:
    deputy = Reviewer(5, ANNE.body, is_deputy=True)
    dossiers = tuple(Dossier(number) for number in range(10, 16))
    problem = AssignmentProblem(dossiers, (ANNE, CHLOE, DENIS, deputy), 2)

    titular_there = propose(problem)
    titular_aside = propose(replace(problem, excluded=frozenset({(10, ANNE.id)}), wanted=3))
    titular_gone = propose(replace(problem, reviewers=(CHLOE, DENIS, deputy)))

    assert deputy.id not in titular_there.loads
    assert [pair for pair in titular_aside.pairs if pair[1] == deputy.id] == [(10, deputy.id)]
    assert titular_gone.loads[deputy.id] == 4


def test_a_seat_reads_once_where_its_deputy_was_chosen_by_hand() -> None:
    deputy = Reviewer(5, ANNE.body, is_deputy=True)
    problem = AssignmentProblem((Dossier(10),), (ANNE, CHLOE, deputy), 3, assigned=frozenset({(10, 5)}))

    proposal = propose(problem)

    assert proposal.pairs == ((10, CHLOE.id),)
    assert proposal.unmet == (Unmet(10, 1, Why.TOO_FEW_REVIEWERS),)


def test_adverse_too_little_capacity_is_shared_among_dossiers() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 14))
    people = tuple(replace(who, capacity=2) for who in (ANNE, BORIS, CHLOE, DENIS))

    proposal = propose(AssignmentProblem(dossiers, people, wanted=3))

    assert proposal.unmet == tuple(Unmet(number, 1, Why.CAPACITY) for number in range(10, 14))


def test_with_one_review_each_no_one_person_reads_all_that_an_organisation_sent() -> None:
    dossiers = (Dossier(10, FONDERIE), Dossier(11, FONDERIE), Dossier(12), Dossier(13))
    wished = {(10, ANNE.id): 3, (11, ANNE.id): 3}

    proposal = propose(AssignmentProblem(dossiers, (ANNE, CHLOE), wanted=1, affinity=wished))

    assert {who for dossier, who in proposal.pairs if dossier in (10, 11)} == {ANNE.id, CHLOE.id}
    assert proposal.unmet == ()


def test_adverse_the_only_person_free_of_conflicts_reads_them_alone_and_it_is_reported() -> None:
    dossiers = (Dossier(10, REGION), Dossier(11, REGION))

    proposal = propose(AssignmentProblem(dossiers, (ANNE, CHLOE), wanted=1))

    assert proposal.unmet == (Unmet(10, 0, Why.ONE_READER),)


def test_the_whole_panel_reads_everything_but_for_conflicts() -> None:
    dossiers = (Dossier(10, REGION), Dossier(11), Dossier(12))
    everything = frozenset(dossier.id for dossier in dossiers)

    proposal = propose(
        AssignmentProblem(
            dossiers, (ANNE, BORIS, CHLOE, DENIS), wanted=2, panel=everything, excluded=frozenset({(12, 4)})
        )
    )

    assert set(proposal.pairs) == {
        (dossier.id, who.id) for dossier in dossiers for who in (ANNE, BORIS, CHLOE, DENIS)
    } - {(10, CHLOE.id), (12, DENIS.id)}
    assert set(proposal.because.values()) == {Because.PANEL}
    assert proposal.unmet == ()


def test_anchors_are_read_by_all_and_the_others_by_so_many() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 18))
    problem = AssignmentProblem(dossiers, (ANNE, BORIS, CHLOE, DENIS), wanted=2, panel=frozenset({10, 14}))

    readers = readers_of(problem, propose(problem))

    assert {dossier: len(people) for dossier, people in readers.items()} == {
        number: 4 if number in (10, 14) else 2 for number in range(10, 18)
    }


def test_each_pair_has_its_own_reason() -> None:
    dossiers = (Dossier(10), Dossier(11))
    problem = AssignmentProblem(
        dossiers,
        (ANNE, BORIS, CHLOE),
        wanted=2,
        assigned=frozenset({(10, ANNE.id)}),
        affinity={(11, BORIS.id): 1},
    )

    reasons = propose(problem).because

    assert reasons[10, CHLOE.id] == Because.SECOND_BODY
    assert reasons[11, BORIS.id] == Because.EXPERTISE


def test_a_new_juror_takes_their_share_and_nothing_else_moves() -> None:
    dossiers = tuple(Dossier(number) for number in range(10, 22))
    before = propose(AssignmentProblem(dossiers, (ANNE, CHLOE, DENIS), wanted=2))
    newcomer = Reviewer(5, FONDERIE)

    after = propose(
        AssignmentProblem(
            dossiers, (ANNE, CHLOE, DENIS, newcomer), wanted=2, preferred=frozenset(before.pairs)
        )
    )

    assert after.load_range == (6, 6)
    assert len(after.dropped) == 6
    assert {who for dossier, who in set(after.pairs) - set(before.pairs)} == {newcomer.id}


def test_one_conflict_more_changes_one_pair() -> None:
    problem = imagine(30, 8, 3)
    before = propose(problem)
    aside = before.pairs[7]

    after = propose(
        replace(
            problem,
            excluded=problem.excluded | {aside},
            preferred=frozenset(before.pairs),
            fewest_changes=True,
        )
    )

    assert after.dropped == (aside,)
    assert len(set(after.pairs) - set(before.pairs)) == 1
    assert list_violations(replace(problem, excluded=problem.excluded | {aside}), after) == []


def test_the_variance_of_a_difference_is_that_of_the_textbook() -> None:
    # the seven dossiers of three readers in which each pair of seven jurors meets once: 2k / λv = 6/7
    fano = [(1, 2, 3), (1, 4, 5), (1, 6, 7), (2, 4, 6), (2, 5, 7), (3, 4, 7), (3, 5, 6)]

    assert mean_severity_variance(dict(enumerate(fano))) == pytest.approx(6 / 7)
    assert mean_severity_variance({1: (1, 2), 2: (3, 4)}) == float("inf")


def test_severities_compare_well_and_skills_are_almost_as_good() -> None:
    problem = imagine(100, 20, 3)

    proposal = propose(problem)

    assert list_violations(problem, proposal) == []
    assert proposal.groups == 1
    assert mean_severity_variance(readers_of(problem, proposal)) <= 0.2
    assert count_common(problem, proposal.pairs) >= 0.98 * find_most_skills(problem, proposal)
