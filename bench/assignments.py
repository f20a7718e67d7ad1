"""The assignment of dossiers at the size of large calls: `python -m bench assignments [NAME]`.

Jurors of bodies of five have two fields each out of twelve, dossiers too: a skill in common counts once for each
field. A third of the dossiers comes from a body of the committee, and one pair in fifty is a conflict. *Severities* is
the mean over pairs of jurors of the variance of the difference of their severities, in σ² of one score, beside the
bound of a balanced design; *skills* the share kept of the most skills in common that are possible at the same loads.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from time import process_time
from typing import Any

from projects.review.solver.assignment import AssignmentProblem, Dossier, Proposal, Reviewer
from projects.review.solver.design import count_components, mean_severity_variance
from projects.review.solver.network import assign_readers
from projects.review.solver.proposal import propose
from projects.review.solver.table import ReadingTable

SHAPES = {"100": (100, 20, 3), "1000": (1000, 100, 3), "10000": (10_000, 500, 3)}
"""Dossiers, jurors, readers of each dossier."""
FIELDS, OF_A_COMMITTEE_BODY, CONFLICTS = 12, 1 / 3, 1 / 50


def imagine(dossiers: int, jurors: int, readers: int, seed: int = 1) -> AssignmentProblem:
    draw = random.Random(seed)
    bodies = max(jurors // 5, 2)

    def choose_fields() -> set[int]:
        return {draw.randrange(FIELDS) for _ in range(2)}

    skills = {number + 1: choose_fields() for number in range(jurors)}
    needs = {10_000 + number: choose_fields() for number in range(dossiers)}
    common = {(key, who): len(skills[who] & needs[key]) for key in needs for who in skills}
    return AssignmentProblem(
        dossiers=tuple(
            Dossier(key, draw.randrange(bodies) + 1 if draw.random() < OF_A_COMMITTEE_BODY else None)
            for key in needs
        ),
        reviewers=tuple(Reviewer(who, draw.randrange(bodies) + 1) for who in skills),
        wanted=readers,
        affinity={pair: number for pair, number in common.items() if number},
        excluded=frozenset(pair for pair in common if draw.random() < CONFLICTS),
    )


def list_violations(problem: AssignmentProblem, proposal: Proposal) -> list[str]:
    """The rules that a proposal breaks, read from its pairs alone, without a line of the solver."""
    people = {who.id: who for who in (*problem.reviewers, *problem.former)}
    dossiers = {dossier.id: dossier for dossier in problem.dossiers}
    readers: defaultdict[int, set[int]] = defaultdict(set)
    broken = [
        f"{pair} twice, or already assigned"
        for pair, count in Counter(proposal.pairs).items()
        if count > 1 or pair in problem.assigned - problem.excluded
    ]
    for dossier, reviewer in proposal.pairs:
        body = dossiers[dossier].body
        if (dossier, reviewer) in problem.excluded or (body is not None and body == people[reviewer].body):
            broken.append(f"{dossier} read by {reviewer} in spite of a conflict")
        readers[dossier].add(reviewer)
        broken += [
            f"{dossier} read by the deputy {reviewer}, not by {other.id}"
            for other in problem.reviewers
            if people[reviewer].is_deputy and not other.is_deputy and other.body == people[reviewer].body
            if other.body is not None and other.body != body and (dossier, other.id) not in problem.excluded
        ]
    standing = {
        (dossier, reviewer)
        for dossier, reviewer in problem.assigned
        if dossier in dossiers and reviewer in people
        and (
            people[reviewer] in problem.former
            or (
                (dossier, reviewer) not in problem.excluded
                and (dossiers[dossier].body is None or dossiers[dossier].body != people[reviewer].body)
            )
        )
    }  # fmt: skip
    for dossier, reviewer in standing:
        readers[dossier].add(reviewer)
    standing_loads = Counter(reviewer for _dossier, reviewer in standing)
    loads = Counter(reviewer for everybody in readers.values() for reviewer in everybody)
    for who in problem.reviewers:
        if who.capacity is not None and loads[who.id] > max(who.capacity, standing_loads[who.id]):
            broken.append(f"{who.id} reads {loads[who.id]}, at most {who.capacity}")
        if proposal.loads.get(who.id, 0) != loads[who.id]:
            broken.append(f"{who.id} reads {loads[who.id]}, counted as {proposal.loads.get(who.id, 0)}")
    unmet = {row.dossier: row.missing for row in proposal.unmet}
    for dossier in problem.dossiers:
        count = len(readers[dossier.id])
        if dossier.id not in problem.panel and count + unmet.get(dossier.id, 0) < problem.wanted:
            broken.append(f"{dossier.id} has {count} readers, and nothing says so")
        given = sum(pair[0] == dossier.id for pair in proposal.pairs) if problem.panel else 0
        if dossier.id not in problem.panel and given and count > problem.wanted:
            broken.append(f"{dossier.id} has {count} readers")
        bodies = {people[reader].body or f"alone {reader}" for reader in readers[dossier.id]}
        if problem.wanted > 1 and count and len(bodies) < 2 and dossier.id not in unmet:
            broken.append(f"one body reads {dossier.id}, and nothing says so")
    return broken


def measure(names: list[str]) -> Iterator[dict[str, Any]]:
    """One row per shape; seconds are those of the processor."""
    for name in names or list(SHAPES):
        dossiers, jurors, wanted = SHAPES[name]
        problem = imagine(dossiers, jurors, wanted)
        started = process_time()
        proposal = propose(problem)
        seconds = process_time() - started
        readers: defaultdict[int, set[int]] = defaultdict(set)
        for dossier, reviewer in proposal.pairs:
            readers[dossier].add(reviewer)
        yield {
            "dossiers": f"{dossiers} × {wanted} to {jurors}",
            "seconds": seconds,
            "skills": count_common(problem, proposal.pairs) / find_most_skills(problem, proposal),
            "severities": mean_severity_variance(readers),
            "bound": 2 * (jurors - 1) / (dossiers * (wanted - 1)),
            "groups": count_components(readers),
            "loads": "{} to {}".format(*proposal.load_range),
            "broken": len(list_violations(problem, proposal)),
        }


def count_common(problem: AssignmentProblem, pairs: Any) -> int:
    return sum(problem.affinity.get(pair, 0) for pair in pairs)


def find_most_skills(problem: AssignmentProblem, proposal: Proposal) -> int:
    """The most skills in common at the loads of this proposal, nothing else being asked for but two bodies."""
    limited = tuple(replace(who, capacity=proposal.loads.get(who.id, 0)) for who in problem.reviewers)
    table = ReadingTable(replace(problem, reviewers=limited))
    return count_common(problem, map(table.name_pair, assign_readers(table)))


def main(names: list[str]) -> None:
    for row in measure(names):
        figures = (
            f"{name} {value:.3f}" if isinstance(value, float) else f"{name} {value}"
            for name, value in row.items()
        )
        sys.stdout.write("  ".join(figures) + "\n")
        sys.stdout.flush()
