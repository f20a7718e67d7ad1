"""The best proposal of mentors for all projects at once, with its reasons and alternatives.

Method: minimum-cost flow (OR-Tools ``SimpleMinCostFlow``; Ahuja, Magnanti & Orlin, *Network Flows*, 1993, ch. 9).
First as many projects with a mentor as possible, then the fewest points. A pair costs points for each drawback; the
k-th project of one person costs k - 1, which spreads the projects.

Projects that are received at the same time (``rivals``) go to different people. A flow cannot express this: while a
person has two of them, the one with the cheaper alternative is forbidden to them, and the flow is solved again. The
result is then the best of these flows; without rivals it is the optimum.

The cost of an alternative is the loss of the whole proposal when a project goes to somebody else and all others may
move: the shortest path between the two people in the residual graph of the optimum (same book, ch. 11), for all pairs
at once (Floyd and Warshall), since a second flow for each project would take minutes.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Pair = tuple[int, int]
"""(project, mentor)"""
NO_SHARED_SKILL = 2
"""Points of a pair without a skill of the mentor in the dossier."""
UNWISHED = 3
"""Points of a pair that a side did not wish for, when that side sent any wish; once for each side. A wish of rank r
costs r - 1."""
AVOIDED = 6
"""Points of a pair that a side would rather not have; once for each side."""


class Forbidden(StrEnum):
    """Why a pair must not be."""

    SAME_BODY = "same_body"
    CONFLICT = "conflict"
    DECLINED = "declined"
    ELSEWHERE = "elsewhere"


class Ground(StrEnum):
    """The main reason for a pair."""

    CHOSEN = "chosen"
    ONLY = "only"
    WISHED_BY_BOTH = "wished_by_both"
    WISHED_BY_PROJECT = "wished_by_project"
    WISHED_BY_MENTOR = "wished_by_mentor"
    SKILLED = "skilled"
    LIGHTEST = "lightest"


class NotFollowed(StrEnum):
    """Why a project has no mentor."""

    NOBODY_ALLOWED = "nobody_allowed"
    ALL_FULL = "all_full"
    ALL_ELSEWHERE = "all_elsewhere"


@dataclass(frozen=True)
class Mentor:
    """A mentor for the solver. ``capacity``: the most projects in all; ``load``: how many they follow or are proposed
    already.
    """

    id: int
    capacity: int
    load: int = 0


@dataclass(frozen=True)
class PairingProblem:
    """Projects and mentors to pair, with what binds them. ``locked`` (project → mentor) was decided by a person: it
    stays, even beyond a capacity, unless forbidden.

    ``wished_by_…``: pair → rank, from 1 to :data:`UNWISHED`. ``rivals``: pairs of projects, in both orders, that one
    person cannot follow both.
    """

    projects: tuple[int, ...]
    mentors: tuple[Mentor, ...]
    forbidden: Mapping[Pair, Forbidden] = field(default_factory=dict)
    skilled: frozenset[Pair] = frozenset()
    wished_by_project: Mapping[Pair, int] = field(default_factory=dict)
    wished_by_mentor: Mapping[Pair, int] = field(default_factory=dict)
    avoided_by_project: frozenset[Pair] = frozenset()
    avoided_by_mentor: frozenset[Pair] = frozenset()
    locked: Mapping[int, int] = field(default_factory=dict)
    rivals: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True)
class Alternative:
    """The next best person for a project, and how many points the whole proposal loses with them."""

    mentor: int
    extra: int


@dataclass(frozen=True)
class Match:
    project: int
    mentor: int
    ground: Ground
    alternative: Alternative | None


@dataclass(frozen=True)
class Unfollowed:
    """A project for which no mentor was found. ``able``: mentors who could follow the project if they had room; empty
    when everybody is forbidden.
    """

    project: int
    why: NotFollowed
    able: tuple[int, ...] = ()


@dataclass(frozen=True)
class PairingProposal:
    """The pairs that the solver proposes. ``cost`` is in points, over the pairs that were free to choose; ``loads``
    counts all projects, by mentor.
    """

    matches: tuple[Match, ...]
    unfollowed: tuple[Unfollowed, ...]
    loads: Mapping[int, int]
    cost: int


def list_costs(problem: PairingProblem) -> dict[Pair, int]:
    """The points of each possible pair, without those of the load."""
    wishing_projects = {project for project, _mentor in problem.wished_by_project}
    wishing_mentors = {mentor for _project, mentor in problem.wished_by_mentor}
    costs = {}
    for project in problem.projects:
        for mentor in problem.mentors:
            pair = (project, mentor.id)
            if pair in problem.forbidden:
                continue
            cost = 0 if pair in problem.skilled else NO_SHARED_SKILL
            if project in wishing_projects:
                cost += problem.wished_by_project.get(pair, UNWISHED + 1) - 1
            if mentor.id in wishing_mentors:
                cost += problem.wished_by_mentor.get(pair, UNWISHED + 1) - 1
            cost += AVOIDED * ((pair in problem.avoided_by_project) + (pair in problem.avoided_by_mentor))
            costs[pair] = cost
    return costs


def propose(problem: PairingProblem) -> PairingProposal:
    """The best proposal, always the same for the same problem; 200 projects and 60 mentors take under a second."""
    from coaching.pairing.flow import solve_table  # see there

    costs = list_costs(problem)
    mentors = [mentor.id for mentor in problem.mentors]
    locked = {project: mentor for project, mentor in problem.locked.items() if (project, mentor) in costs}
    fixed = Counter(locked.values())
    start = {mentor.id: mentor.load + fixed[mentor.id] for mentor in problem.mentors}
    room = {mentor.id: max(0, mentor.capacity - start[mentor.id]) for mentor in problem.mentors}
    free = [project for project in problem.projects if project not in locked]

    def find_cost(project: int, mentor: int) -> int | None:
        barred = any((project, other) in problem.rivals for other in locked if locked[other] == mentor)
        return None if barred else costs.get((project, mentor))

    rivals = {
        (row, other)
        for row, project in enumerate(free)
        for other, rival in enumerate(free)
        if (project, rival) in problem.rivals
    }
    solved = solve_table(
        [[find_cost(project, mentor) for mentor in mentors] for project in free],
        [start[mentor] for mentor in mentors],
        [room[mentor] for mentor in mentors],
        rivals,
    )
    count = Counter(column for column in solved.assigned if column is not None)
    pairs, alternatives, cost = {**locked}, {}, 0
    for row, (project, place) in enumerate(zip(free, solved.assigned, strict=True)):
        if place is None:
            continue
        pairs[project] = mentors[place]
        cost += costs[project, mentors[place]]
        taken = {column for other, column in enumerate(solved.assigned) if (row, other) in rivals}
        others = [
            (extra, column)
            for column, extra in enumerate(solved.extra[row])
            if extra is not None and column not in taken
        ]
        if others:
            extra, column = min(others)
            alternatives[project] = Alternative(mentors[column], extra)
    loads = {mentor: start[mentor] + count[column] for column, mentor in enumerate(mentors)}
    cost += sum(
        start[mentor] + step for column, mentor in enumerate(mentors) for step in range(count[column])
    )
    matches = tuple(
        Match(
            project,
            pairs[project],
            _find_ground(problem, costs, (project, pairs[project])),
            alternatives.get(project),
        )
        for project in problem.projects
        if project in pairs
    )
    able = {
        project: tuple(mentors[column] for column in columns)
        for project, columns in zip(free, solved.open_columns, strict=True)
    }
    return PairingProposal(matches, tuple(_list_unfollowed(problem, costs, pairs, able)), loads, cost)


def _find_ground(problem: PairingProblem, costs: Mapping[Pair, int], pair: Pair) -> Ground:
    project, mentor = pair
    if problem.locked.get(project) == mentor:
        return Ground.CHOSEN
    wishes = (pair in problem.wished_by_project, pair in problem.wished_by_mentor)
    grounds = {
        (True, True): Ground.WISHED_BY_BOTH,
        (True, False): Ground.WISHED_BY_PROJECT,
        (False, True): Ground.WISHED_BY_MENTOR,
    }
    if wishes in grounds:
        return grounds[wishes]
    if pair in problem.skilled:
        return Ground.SKILLED
    able = [other.id for other in problem.mentors if (project, other.id) in costs]
    return Ground.ONLY if len(able) == 1 else Ground.LIGHTEST


def _list_unfollowed(
    problem: PairingProblem,
    costs: Mapping[Pair, int],
    pairs: Mapping[int, int],
    free_of_rivals: Mapping[int, tuple[int, ...]],
) -> list[Unfollowed]:
    unfollowed = []
    for project in problem.projects:
        if project in pairs:
            continue
        able = tuple(mentor.id for mentor in problem.mentors if (project, mentor.id) in costs)
        why = NotFollowed.ALL_FULL if able else NotFollowed.NOBODY_ALLOWED
        if able and not free_of_rivals.get(project, able):
            why = NotFollowed.ALL_ELSEWHERE
        elif able:
            able = free_of_rivals.get(project, able)
        unfollowed.append(Unfollowed(project, why, able))
    return unfollowed
