"""The assignment proposal: named people, and what goes wrong."""

from collections import Counter, defaultdict

from projects.review.solver.assignment import (
    AssignmentProblem,
    Dossier,
    Reviewer,
    Unmet,
    Why,
)
from projects.review.solver.design import count_components
from projects.review.solver.proposal import propose

ARACT, REGION, NWX = 101, 102, 103
ANNE, BORIS, CHLOE, DENIS = (Reviewer(1, ARACT), Reviewer(2, ARACT), Reviewer(3, REGION), Reviewer(4, NWX))


def readers_of(proposal, dossier):
    return {reviewer for number, reviewer in proposal.pairs if number == dossier}


def test_each_dossier_gets_its_reviews_and_loads_are_even() -> None:
    proposal = propose(
        AssignmentProblem(tuple(Dossier(n) for n in range(10, 18)), (ANNE, BORIS, CHLOE, DENIS), wanted=2)
    )

    assert Counter(dossier for dossier, _ in proposal.pairs) == dict.fromkeys(range(10, 18), 2)
    assert proposal.load_range == (4, 4)
    assert proposal.unmet == ()


def test_nobody_reads_the_dossier_of_their_own_organisation() -> None:
    proposal = propose(
        AssignmentProblem((Dossier(10, body=REGION), Dossier(11, body=NWX)), (ANNE, CHLOE, DENIS), wanted=2)
    )

    assert readers_of(proposal, 10) == {ANNE.id, DENIS.id}
    assert readers_of(proposal, 11) == {ANNE.id, CHLOE.id}
    assert proposal.conflicts_avoided == 2


def test_two_bodies_read_each_dossier_even_if_one_body_has_the_lightest_people() -> None:
    stored = frozenset({(50 + n, CHLOE.id) for n in range(9)} | {(70 + n, DENIS.id) for n in range(9)})
    loaded = tuple(Dossier(number) for number, _ in stored)

    proposal = propose(
        AssignmentProblem((Dossier(10), *loaded), (ANNE, BORIS, CHLOE, DENIS), wanted=2, assigned=stored)
    )

    assert not {ANNE.id, BORIS.id} >= readers_of(proposal, 10)


def test_existing_assignments_stay_and_are_not_proposed_again() -> None:
    proposal = propose(
        AssignmentProblem((Dossier(10),), (ANNE, CHLOE, DENIS), wanted=2, assigned=frozenset({(10, ANNE.id)}))
    )

    assert len(proposal.pairs) == 1
    assert proposal.loads[ANNE.id] == 1
    assert ANNE.id not in readers_of(proposal, 10)


def test_a_recused_person_is_replaced_and_never_proposed() -> None:
    problem = AssignmentProblem(
        (Dossier(10),),
        (ANNE, CHLOE, DENIS),
        wanted=2,
        assigned=frozenset({(10, ANNE.id)}),
        excluded=frozenset({(10, ANNE.id)}),
    )

    proposal = propose(problem)

    assert readers_of(proposal, 10) == {CHLOE.id, DENIS.id}
    assert proposal.loads[ANNE.id] == 0


def test_adverse_too_few_reviewers_says_how_many_are_missing() -> None:
    proposal = propose(AssignmentProblem((Dossier(10, body=REGION),), (ANNE, CHLOE), wanted=3))

    assert readers_of(proposal, 10) == {ANNE.id}
    assert proposal.unmet == (Unmet(10, 2, Why.TOO_FEW_REVIEWERS),)


def test_adverse_one_body_only_is_reported_rather_than_left_without_reviews() -> None:
    proposal = propose(AssignmentProblem((Dossier(10),), (ANNE, BORIS), wanted=2))

    assert readers_of(proposal, 10) == {ANNE.id, BORIS.id}
    assert proposal.unmet == (Unmet(10, 0, Why.ONE_BODY),)


def test_an_empty_committee_leaves_every_dossier_without_reviews() -> None:
    proposal = propose(AssignmentProblem((Dossier(10),), (), wanted=2))

    assert proposal.pairs == ()
    assert proposal.load_range == (0, 0)
    assert proposal.unmet == (Unmet(10, 2, Why.TOO_FEW_REVIEWERS),)


def test_the_same_situation_gives_the_same_proposal() -> None:
    problem = AssignmentProblem(
        tuple(Dossier(n) for n in range(10, 40)), (ANNE, BORIS, CHLOE, DENIS), wanted=2
    )

    assert propose(problem) == propose(problem)


def test_a_large_committee_stays_balanced() -> None:
    reviewers = tuple(Reviewer(n, body=n % 12) for n in range(1, 51))
    dossiers = tuple(Dossier(1000 + n, body=n % 40) for n in range(500))

    proposal = propose(AssignmentProblem(dossiers, reviewers, wanted=3))

    assert len(proposal.pairs) == 1500
    assert proposal.load_range == (30, 30)
    assert proposal.unmet == ()


def given_by_dossier(proposal):
    given = defaultdict(set)
    for dossier, reviewer in proposal.pairs:
        given[dossier].add(reviewer)
    return given


def test_no_part_of_the_committee_reads_apart_from_the_others() -> None:
    for reviewers, dossiers, wanted in ((6, 14, 2), (6, 14, 3), (12, 60, 2), (30, 60, 3)):
        committee = tuple(Reviewer(n, body=n % 6) for n in range(1, reviewers + 1))
        problem = AssignmentProblem(
            tuple(Dossier(100 + n) for n in range(dossiers)), committee, wanted=wanted
        )

        assert count_components(given_by_dossier(propose(problem))) == 1


def test_a_dossier_goes_to_those_whose_skills_it_asks_for_when_loads_allow() -> None:
    dossiers = tuple(Dossier(n) for n in range(10, 18))
    wished = frozenset({(10, ANNE.id), (10, DENIS.id), (15, CHLOE.id), (15, BORIS.id)})

    proposal = propose(
        AssignmentProblem(dossiers, (ANNE, BORIS, CHLOE, DENIS), wanted=2, affinity=dict.fromkeys(wished, 1))
    )

    assert wished <= set(proposal.pairs)
    assert proposal.load_range == (4, 4)


def test_adverse_skills_never_overload_anybody() -> None:
    dossiers = tuple(Dossier(n) for n in range(10, 18))
    everything = frozenset({(dossier.id, ANNE.id) for dossier in dossiers})

    proposal = propose(
        AssignmentProblem(
            dossiers, (ANNE, BORIS, CHLOE, DENIS), wanted=2, affinity=dict.fromkeys(everything, 1)
        )
    )

    assert proposal.load_range == (4, 4)


def test_a_person_who_sits_for_no_body_is_of_none_of_those_that_have_a_number() -> None:
    alone, of_body_five = Reviewer(5), Reviewer(6, 5)

    proposal = propose(AssignmentProblem((Dossier(10),), (alone, of_body_five), wanted=2))

    assert set(proposal.pairs) == {(10, 5), (10, 6)}
    assert proposal.unmet == ()


def test_a_person_who_already_reads_much_is_given_less() -> None:
    stored = frozenset({(50, ANNE.id), (51, ANNE.id), (52, ANNE.id)})
    dossiers = (*(Dossier(n) for n in (50, 51, 52)), *(Dossier(n) for n in range(60, 69)))

    proposal = propose(AssignmentProblem(dossiers, (ANNE, CHLOE, DENIS), wanted=1, assigned=stored))

    assert proposal.loads == {ANNE.id: 4, CHLOE.id: 4, DENIS.id: 4}
