"""The proposal: who reads what, why, and what could not be met.

Imports numpy and OR-Tools, 30 MB and a tenth of a second of a process: import it where a proposal is made.
"""

from collections.abc import Iterable, Mapping

from projects.review.solver.assignment import (
    AssignmentProblem,
    Because,
    Pair,
    Proposal,
    Unmet,
    Why,
    digest_facts,
)
from projects.review.solver.design import connect, count_components, spread
from projects.review.solver.network import assign_readers
from projects.review.solver.table import ReadingTable


def propose(problem: AssignmentProblem) -> Proposal:
    """An even proposal, and what it could not satisfy.

    First as many reviews as possible, by two bodies; then even loads; then the most skills in common; then everybody
    linked by dossiers in common, and co-readers as varied as these skills allow (:mod:`.design`). A duty that became
    impossible (its reader stepped aside) is not counted. Deterministic; see ``bench/assignments.py`` for its times.
    """
    table = ReadingTable(problem)
    places = assign_readers(table)
    places, links = connect(table, spread(table, places)) if places else ([], set())
    return describe_proposal(problem, map(table.name_pair, places), map(table.name_pair, links))


def describe_proposal(
    problem: AssignmentProblem, pairs: Iterable[Pair], links: Iterable[Pair] = ()
) -> Proposal:
    """The proposal made of these new pairs: loads, reasons and what is not met. ``links`` connect two groups."""

    table, pairs = ReadingTable(problem), sorted(pairs)
    readers = {dossier.id: set(table.list_readers(place)) for place, dossier in enumerate(problem.dossiers)}
    for dossier, reviewer in pairs:
        readers[dossier].add(reviewer)
    loads = {reviewer.id: 0 for reviewer in problem.reviewers}
    for people in readers.values():
        for reviewer in people & loads.keys():
            loads[reviewer] += 1
    loads = {who.id: loads[who.id] for who in problem.reviewers if loads[who.id] or not who.is_deputy}
    body_of = table.body_of
    linking, read = set(links), {dossier for dossier, _reviewer in problem.assigned}

    def find_reason(pair: Pair) -> Because:
        dossier, reviewer = pair
        others = [body_of[other] for other in readers[dossier] if other != reviewer]
        if dossier in problem.panel:
            return Because.PANEL
        if problem.affinity.get(pair):
            return Because.EXPERTISE
        if pair in linking:
            return Because.LINK
        # of two new readers neither is the second one
        is_second = len(set(others)) == 1 and (len(others) > 1 or dossier in read)
        return Because.SECOND_BODY if is_second and body_of[reviewer] not in others else Because.BALANCE

    return Proposal(
        because={pair: find_reason(pair) for pair in pairs},
        loads=loads,
        unmet=tuple(_list_unmet(problem, readers, table)),
        conflicts_avoided=table.conflicts,
        digest=digest_facts(problem.digest, pairs),
        groups=count_components(readers),
        dropped=tuple(sorted(problem.preferred - set(pairs) - problem.assigned)),
    )


def _list_unmet(
    problem: AssignmentProblem, readers: Mapping[int, set[int]], table: ReadingTable
) -> Iterable[Unmet]:
    alone = find_lone_readers(problem, readers)
    for place, dossier in enumerate(problem.dossiers):
        people = readers[dossier.id]
        able = table.count_able(place)
        missing = (max(able, problem.wanted) if dossier.id in problem.panel else problem.wanted) - len(people)
        if missing > 0:
            why = Why.TOO_FEW_REVIEWERS if able < problem.wanted else Why.CAPACITY
            yield Unmet(dossier.id, missing, why)
        elif problem.wanted > 1 and len({table.body_of[reader] for reader in people}) == 1:
            yield Unmet(dossier.id, 0, Why.ONE_BODY)
        elif dossier.id in alone:
            yield Unmet(dossier.id, 0, Why.ONE_READER)


def find_lone_readers(problem: AssignmentProblem, readers: Mapping[int, set[int]]) -> set[int]:
    """The dossiers of organisations that apply several times and that one person alone reads: one each.

    With two reviews or more of each dossier, nobody is alone.
    """
    groups: dict[int, list[int]] = {}
    for dossier in problem.dossiers:
        if dossier.body is not None:
            groups.setdefault(dossier.body, []).append(dossier.id)
    return {
        dossiers[0]
        for dossiers in groups.values()
        if len(dossiers) > 1
        and all(readers[dossier] for dossier in dossiers)
        and len(set().union(*(readers[dossier] for dossier in dossiers))) == 1
    }
