"""Pairing 200 projects with 60 mentors, beside an assignment found by another method."""

import random

import numpy as np
from ortools.graph.python import linear_sum_assignment

from coaching.pairing.solver import Forbidden, Mentor, PairingProblem, list_costs


def draw_problem(
    projects: int = 200, mentors: int = 60, *, capacity: int = 4, seed: int = 1
) -> PairingProblem:
    """Random conflicts, skills and wishes of both sides; everybody has room for ``capacity`` projects."""
    draw = random.Random(seed)
    pairs = [(project, 1000 + mentor) for project in range(projects) for mentor in range(mentors)]

    def some(share: float) -> frozenset[tuple[int, int]]:
        return frozenset(pair for pair in pairs if draw.random() < share)

    return PairingProblem(
        projects=tuple(range(projects)),
        mentors=tuple(Mentor(1000 + mentor, capacity, draw.randrange(2)) for mentor in range(mentors)),
        forbidden=dict.fromkeys(sorted(some(0.1)), Forbidden.SAME_BODY),
        skilled=some(0.15),
        wished_by_project={pair: draw.randint(1, 3) for pair in sorted(some(0.01))},
        wished_by_mentor={pair: draw.randint(1, 3) for pair in sorted(some(0.02))},
        avoided_by_project=some(0.005),
    )


def find_least_cost(problem: PairingProblem) -> int:
    """The points of the best assignment, by push-relabel on a square of projects and places instead of a flow.

    Needs a place for every project.
    """
    places = [(mentor.id, step) for mentor in problem.mentors for step in range(mentor.load, mentor.capacity)]
    costs = list_costs(problem)
    arcs = [
        (row, column, costs[project, mentor] + step)
        for row, project in enumerate(problem.projects)
        for column, (mentor, step) in enumerate(places)
        if (project, mentor) in costs
    ]
    # Places left empty are those of projects that do not exist.
    fillers = range(len(problem.projects), len(places))
    arcs += [(row, column, 0) for row in fillers for column in range(len(places))]
    table = np.array(arcs, dtype=np.int64)
    solver = linear_sum_assignment.SimpleLinearSumAssignment()
    solver.add_arcs_with_cost(table[:, 0], table[:, 1], table[:, 2])
    if solver.solve() != solver.OPTIMAL:
        raise RuntimeError("no assignment follows every project")
    return int(solver.optimal_cost())
