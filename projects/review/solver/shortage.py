"""When dossiers lack readers: what is in the way, and the cheapest thing that frees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from projects.review.solver.assignment import AssignmentProblem, Dossier, Proposal, Why, conflict, stands_in
from projects.review.solver.network import find_overload
from projects.review.solver.table import ReadingTable


class RemedyKind(StrEnum):
    DEPUTY = "deputy"
    RAISE = "raise"
    JUROR = "juror"
    FEWER = "fewer"


INVITING = 10
"""What finding one more juror costs, in reviews."""
ALONE = 2
"""Reviews that one person is asked for alone."""
SMALL = 40_000
"""Pairs up to which each person alone is tried."""


@dataclass(frozen=True)
class Remedy:
    """One change after which no review is missing; ``cost`` in reviews.

    DEPUTY: ``deputies`` read as full members do.
    RAISE: ``capacities``, the new one of each reviewer. JUROR: so many ``people`` of none of these ``bodies``, who read
    ``dossiers`` each. FEWER: ``wanted`` reviews of each dossier.
    """

    kind: RemedyKind
    cost: int
    capacities: Mapping[int, int] = field(default_factory=dict)
    people: int = 0
    dossiers: int = 0
    bodies: frozenset[int] = frozenset()
    wanted: int = 0
    deputies: tuple[int, ...] = ()


def list_conflicts(problem: AssignmentProblem, dossier: Dossier) -> dict[int, Why]:
    """Reviewer → why they do not read this dossier."""
    conflicts = {who.id: conflict(dossier, who, problem.excluded) for who in problem.reviewers}
    for deputy, titulars in problem.titulars.items():
        if conflicts[deputy] is None and not stands_in(dossier, titulars, problem.excluded):
            conflicts[deputy] = Why.DEPUTY
    return {reviewer: why for reviewer, why in conflicts.items() if why}


def list_remedies(problem: AssignmentProblem, proposal: Proposal) -> list[Remedy]:
    """Each alone is enough; cheapest first. Empty when nothing is missing."""
    missing = {unmet.dossier: unmet.missing for unmet in proposal.unmet if unmet.missing}
    one_body = [unmet.dossier for unmet in proposal.unmet if unmet.why == Why.ONE_BODY]
    if not missing and not one_body:
        return []
    remedies = [_find_jurors(problem, proposal, missing, one_body)]
    if missing and not one_body:
        others = (_find_deputies(problem, missing), _find_raise(problem), _find_fewer(problem))
        remedies += [remedy for remedy in others if remedy]
    return sorted(remedies, key=lambda remedy: (remedy.cost, remedy.kind))


def _find_jurors(
    problem: AssignmentProblem, proposal: Proposal, missing: Mapping[int, int], one_body: list[int]
) -> Remedy:
    """People who may read all that is short, without a capacity."""
    body_of = {who.id: who.body for who in (*problem.reviewers, *problem.former)}
    applicants = {dossier.id: dossier.body for dossier in problem.dossiers}
    bodies = {applicants[dossier] for dossier in (*missing, *one_body)}
    pairs = {*proposal.pairs, *problem.assigned}
    bodies |= {body_of.get(reviewer) for dossier, reviewer in pairs if dossier in set(one_body)}
    people = max([*missing.values(), 1])
    return Remedy(
        RemedyKind.JUROR,
        sum(missing.values()) + len(one_body) + INVITING * people,
        people=people,
        dossiers=len({*missing, *one_body}),
        bodies=frozenset(body for body in bodies if body is not None),
    )


def _find_deputies(problem: AssignmentProblem, missing: Mapping[int, int]) -> Remedy | None:
    """The deputies who wait for their full members, if they are enough."""
    waiting = tuple(deputy for deputy, titulars in problem.titulars.items() if titulars)
    reading = tuple(replace(who, is_deputy=False) for who in problem.reviewers)
    if not waiting or find_overload(ReadingTable(replace(problem, reviewers=reading)), []) is None:
        return None
    return Remedy(RemedyKind.DEPUTY, sum(missing.values()), deputies=waiting)


def _find_raise(problem: AssignmentProblem) -> Remedy | None:
    """Higher capacities, of as few reviews as can be, shared evenly; of one person for one or two."""
    table = ReadingTable(problem)
    overload = find_overload(table)
    if not overload:
        return None
    if (
        len(overload) > 1
        and sum(overload.values()) <= ALONE
        and len(problem.dossiers) * len(problem.reviewers) <= SMALL
    ):
        limited = [place for place, who in enumerate(problem.reviewers) if who.capacity is not None]
        # who reads least first
        for place in sorted(limited, key=lambda place: (int(table.loads[place] + table.rooms[place]), place)):
            if alone := find_overload(table, [place]):
                overload = alone
                break
    capacities = {
        problem.reviewers[place].id: int(table.loads[place] + table.rooms[place]) + more
        for place, more in overload.items()
    }
    return Remedy(RemedyKind.RAISE, sum(overload.values()), capacities=capacities)


def _find_fewer(problem: AssignmentProblem) -> Remedy | None:
    """The remedy with as many reviews of each dossier as are possible for all."""
    if problem.panel:
        return None
    for wanted in range(problem.wanted - 1, 0, -1):
        if find_overload(ReadingTable(replace(problem, wanted=wanted)), []) is not None:
            return Remedy(RemedyKind.FEWER, (problem.wanted - wanted) * len(problem.dossiers), wanted=wanted)
    return None
