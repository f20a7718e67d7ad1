"""When dossiers lack readers: why, and what frees them; each remedy is tried and is enough."""

from dataclasses import replace

from hypothesis import given

from projects.review.solver.assignment import AssignmentProblem, Dossier, Reviewer, Why
from projects.review.solver.proposal import propose
from projects.review.solver.shortage import INVITING, RemedyKind, list_conflicts, list_remedies
from tests.support.assignment import ANNE, BORIS, CHLOE, DENIS, REGION, committees


def find(problem: AssignmentProblem):
    return list_remedies(problem, propose(problem))


def test_no_remedy_is_proposed_without_a_shortage() -> None:
    assert find(AssignmentProblem((Dossier(10),), (ANNE, CHLOE), wanted=2)) == []


def test_one_more_dossier_for_one_person_is_cheapest() -> None:
    people = tuple(replace(who, capacity=3) for who in (ANNE, CHLOE, DENIS))
    problem = AssignmentProblem(tuple(Dossier(number) for number in range(10, 15)), people, wanted=2)

    cheapest, *others = find(problem)

    assert (cheapest.kind, cheapest.cost, list(cheapest.capacities.values())) == (RemedyKind.RAISE, 1, [4])
    assert [remedy.kind for remedy in others] == [RemedyKind.FEWER, RemedyKind.JUROR]


def test_one_person_takes_all_that_is_missing_when_they_can() -> None:
    people = tuple(replace(who, capacity=4) for who in (ANNE, CHLOE, DENIS))
    problem = AssignmentProblem(tuple(Dossier(number) for number in range(10, 17)), people, wanted=2)

    cheapest = find(problem)[0]

    assert list(cheapest.capacities.values()) == [6]


def test_missing_reviews_are_shared_evenly_beyond_two() -> None:
    people = tuple(replace(who, capacity=6) for who in (ANNE, BORIS, CHLOE, DENIS))
    problem = AssignmentProblem(tuple(Dossier(number) for number in range(10, 26)), people, wanted=2)

    raised = next(remedy for remedy in find(problem) if remedy.kind == RemedyKind.RAISE)

    assert (raised.cost, sorted(raised.capacities.values())) == (8, [8, 8, 8, 8])


def test_a_deputy_who_waits_is_asked_first() -> None:
    deputy = Reviewer(5, ANNE.body, is_deputy=True)
    people = (*(replace(who, capacity=2) for who in (ANNE, CHLOE, DENIS)), deputy)
    problem = AssignmentProblem(tuple(Dossier(number) for number in range(10, 14)), people, wanted=2)

    first = find(problem)[0]

    assert (first.kind, first.cost, first.deputies) == (RemedyKind.DEPUTY, 2, (deputy.id,))


def test_a_conflict_is_freed_by_a_juror_of_another_body() -> None:
    dossiers = tuple(Dossier(number, REGION if number == 10 else None) for number in range(10, 30))
    problem = AssignmentProblem(dossiers, (ANNE, BORIS, CHLOE), wanted=3)

    juror, fewer = find(problem)

    assert (juror.kind, juror.people, juror.bodies) == (RemedyKind.JUROR, 1, {REGION})
    assert (juror.dossiers, juror.cost) == (1, 1 + INVITING)
    assert (fewer.kind, fewer.wanted, fewer.cost) == (RemedyKind.FEWER, 2, 20)
    assert list_conflicts(problem, dossiers[0]) == {CHLOE.id: Why.SAME_BODY}


def test_as_many_reviews_are_proposed_as_there_are_people_to_read() -> None:
    problem = AssignmentProblem((Dossier(10), Dossier(11)), (ANNE, CHLOE), wanted=5)

    fewer = next(remedy for remedy in find(problem) if remedy.kind == RemedyKind.FEWER)

    assert (fewer.wanted, fewer.cost) == (2, 6)


def test_a_deputy_reads_only_where_no_full_member_of_their_body_can() -> None:
    deputy = Reviewer(5, ANNE.body, is_deputy=True)
    dossiers = (Dossier(10), Dossier(11))
    problem = AssignmentProblem(
        dossiers, (ANNE, CHLOE, deputy), wanted=2, excluded=frozenset({(11, ANNE.id)})
    )

    assert list_conflicts(problem, dossiers[0]) == {deputy.id: Why.DEPUTY}
    assert list_conflicts(problem, dossiers[1]) == {ANNE.id: Why.EXCLUDED}


def test_a_person_who_reads_least_takes_one_dossier_more() -> None:
    people = (replace(ANNE, capacity=4), replace(CHLOE, capacity=2), replace(DENIS, capacity=3))
    problem = AssignmentProblem(tuple(Dossier(number) for number in range(10, 15)), people, wanted=2)

    assert find(problem)[0].capacities == {CHLOE.id: 3}


def test_a_dossier_that_one_body_reads_needs_a_juror_of_another() -> None:
    [remedy] = find(AssignmentProblem((Dossier(10),), (ANNE, BORIS), wanted=2))

    assert (remedy.kind, remedy.bodies) == (RemedyKind.JUROR, {ANNE.body})
    assert (remedy.dossiers, remedy.cost) == (1, 1 + INVITING)


def test_without_a_committee_people_are_what_is_missing() -> None:
    [remedy] = find(AssignmentProblem((Dossier(10),), (), wanted=2))

    assert (remedy.kind, remedy.people, remedy.cost) == (RemedyKind.JUROR, 2, 2 + 2 * INVITING)


@given(committees())
def test_each_remedy_is_enough(problem: AssignmentProblem) -> None:
    for remedy in find(problem):
        if remedy.kind == RemedyKind.RAISE:
            raised = tuple(
                replace(who, capacity=remedy.capacities.get(who.id, who.capacity))
                for who in problem.reviewers
            )
            freed = replace(problem, reviewers=raised)
        elif remedy.kind == RemedyKind.DEPUTY:
            readers = tuple(
                replace(who, is_deputy=who.is_deputy and who.id not in remedy.deputies)
                for who in problem.reviewers
            )
            freed = replace(problem, reviewers=readers)
        elif remedy.kind == RemedyKind.FEWER:
            freed = replace(problem, wanted=remedy.wanted)
        else:
            newcomers = tuple(Reviewer(50 + number, 900 + number) for number in range(remedy.people))
            assert not {who.body for who in newcomers} & remedy.bodies
            freed = replace(problem, reviewers=(*problem.reviewers, *newcomers))
        assert not [row for row in propose(freed).unmet if row.missing], remedy
