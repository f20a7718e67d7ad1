"""Who reads which dossier: a balanced proposal that people may change by hand.

Method: minimum-cost flow (OR-Tools ``SimpleMinCostFlow``; Ahuja, Magnanti & Orlin, *Network Flows*, 1993, ch. 9).
Each dossier sends its missing reviews to reviewers without conflict; the k-th dossier given to one person costs k,
so that the sum of squared loads, and with it the spread of loads, is the smallest possible. Priorities are solved
one after the other instead of being mixed by weights: the rule of two bodies applied strictly, then, only for the
dossiers left short, without it; and each time the loads first, then, with those loads fixed, who reads what.

Many sets of pairs share the same loads. The chosen one follows the reviewers' skills, then a cost drawn from each pair
by a checksum: it spreads the pairs, where the order of the rows would cut the committee into blocks that never read a
dossier in common, whose scores nothing would compare. The same problem always gives the same proposal.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping

from projects.review.solver.network import State, solve
from projects.review.solver.problem import AssignmentProblem, Pair, Proposal, Unmet, Why, conflict

DRAWS = 4
"""How many ways of spreading the pairs are tried before a committee in separate blocks is proposed."""


def propose(problem: AssignmentProblem) -> Proposal:
    """A balanced proposal, and what it could not satisfy.

    A duty that became impossible (its reader stepped aside) is not counted. Deterministic; 1 000 dossiers × 3 reviews
    over 100 reviewers takes about a second.
    """
    possible = {
        dossier.id: [
            reviewer.id
            for reviewer in problem.reviewers
            if conflict(dossier, reviewer, problem.excluded) is None
        ]
        for dossier in problem.dossiers
    }
    people = [*problem.reviewers, *problem.former]
    # Keys of people and of bodies are positive: the negative one of a person cannot be taken for somebody's
    # body.
    body_of = {who.id: who.body if who.body is not None else -who.id for who in people}
    attempts = (_attempt(problem, possible, body_of, draw) for draw in range(DRAWS))
    state, pairs = _best_connected(attempts)
    return Proposal(
        pairs=tuple(sorted(pairs)),
        loads={reviewer.id: state.loads[reviewer.id] for reviewer in problem.reviewers},
        unmet=tuple(_unmet(state, possible, body_of)),
        conflicts_avoided=len(problem.dossiers) * len(problem.reviewers) - sum(map(len, possible.values())),
        digest=_digest(problem, pairs),
    )


def _attempt(
    problem: AssignmentProblem, possible: Mapping[int, list[int]], body_of: Mapping[int, int], draw: int
) -> tuple[State, list[Pair]]:
    """The state once everything is assigned, and the new pairs alone; another ``draw`` spreads them differently."""
    allowed = {dossier: set(reviewers) for dossier, reviewers in possible.items()}
    state = State(problem, loads=Counter({reviewer.id: 0 for reviewer in problem.reviewers}))
    former = {reviewer.id for reviewer in problem.former}
    readers = {dossier: former | may for dossier, may in allowed.items()}
    state.give(sorted(pair for pair in problem.assigned if pair[1] in readers.get(pair[0], ())))
    pairs: list[Pair] = []
    # The pairs of the strict rule are in the state: the second turn only fills what they left short.
    for two_bodies in (True, False):
        more = solve(state, possible, body_of, two_bodies=two_bodies, draw=draw)
        state.give(more)
        pairs += more
    return state, pairs


def _best_connected(attempts: Iterable[tuple[State, list[Pair]]]) -> tuple[State, list[Pair]]:
    """The first attempt in which all who read are linked by dossiers in common, else the one nearest to it."""
    best: tuple[State, list[Pair]] | None = None
    fewest = 0
    for state, pairs in attempts:
        parts = count_components(state.readers)
        if best is None or parts < fewest:
            best, fewest = (state, pairs), parts
        # Without a pair to give, another draw would change nothing.
        if fewest <= 1 or not pairs:
            break
    assert best is not None
    return best


def count_components(readers_of: Mapping[int, Iterable[int]]) -> int:
    """How many groups of reviewers share no dossier with one another. ``readers_of`` is dossier → its reviewers."""
    parent: dict[int, int] = {}

    def root(reviewer: int) -> int:
        while parent.setdefault(reviewer, reviewer) != reviewer:
            # Path halving (union-find): each look-up shortens the way of the next ones.
            parent[reviewer] = parent[parent[reviewer]]
            reviewer = parent[reviewer]
        return reviewer

    for reviewers in readers_of.values():
        for reviewer in (together := [*reviewers]):
            parent[root(reviewer)] = root(together[0])
    return sum(root(reviewer) == reviewer for reviewer in list(parent))


def _unmet(state: State, possible: Mapping[int, list[int]], body_of: Mapping[int, int]) -> Iterable[Unmet]:
    wanted = state.problem.wanted
    for dossier in state.problem.dossiers:
        readers = state.readers[dossier.id]
        missing = wanted - len(readers)
        if missing > 0:
            yield Unmet(dossier.id, missing, Why.TOO_FEW_REVIEWERS)
        elif wanted > 1 and len({body_of[reader] for reader in readers}) == 1:
            yield Unmet(dossier.id, 0, Why.ONE_BODY)


def _digest(problem: AssignmentProblem, pairs: list[Pair]) -> str:
    """Names a proposal: applying it later is refused if the situation gives another one."""
    # Sorted, since sets have no order of their own; sixteen hexadecimal digits are plenty to distinguish two
    # situations apart.
    facts = repr((sorted(pairs), sorted(problem.assigned), problem.wanted))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
