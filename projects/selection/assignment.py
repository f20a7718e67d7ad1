"""Who reads which dossier: a balanced proposal that people may change by hand.

Method: minimum-cost flow (OR-Tools ``SimpleMinCostFlow``; Ahuja, Magnanti & Orlin, *Network Flows*, 1993, ch. 9).
Each dossier sends its missing reviews to reviewers without conflict; the k-th dossier given to one person costs k,
so that the sum of squared loads, and with it the spread of loads, is the smallest possible. Priorities are solved
one after the other instead of being mixed by weights: first with the rule of two bodies held strictly, then, only
for the dossiers left short, without it. The same problem always gives the same proposal.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from ortools.graph.python import min_cost_flow

Pair = tuple[int, int]
"""(dossier, reviewer)"""


class Why(StrEnum):
    """Why a pair is impossible, or why a wish is not met."""

    SAME_BODY = "same_body"
    RECUSED = "recused"
    TOO_FEW_REVIEWERS = "too_few_reviewers"
    ONE_BODY = "one_body"


@dataclass(frozen=True)
class Reviewer:
    """``body`` is the organisation they sit for; without one, they count as a body of their own."""

    id: int
    body: int | None = None


@dataclass(frozen=True)
class Dossier:
    """``body`` is the organisation that applies."""

    id: int
    body: int | None = None


@dataclass(frozen=True)
class Problem:
    """``kept`` are duties already given: they stay, and count in loads. ``wanted`` is per dossier."""

    dossiers: tuple[Dossier, ...]
    reviewers: tuple[Reviewer, ...]
    wanted: int
    recused: frozenset[Pair] = frozenset()
    kept: frozenset[Pair] = frozenset()


@dataclass(frozen=True)
class Unmet:
    """A dossier that lacks ``missing`` reviews, or that only one body reads (``missing`` 0)."""

    dossier: int
    missing: int
    why: Why


@dataclass(frozen=True)
class Proposal:
    """``pairs`` are the new duties only; ``loads`` counts all of them, by reviewer."""

    pairs: tuple[Pair, ...]
    loads: Mapping[int, int]
    unmet: tuple[Unmet, ...]
    conflicts_avoided: int
    digest: str

    @property
    def load_range(self) -> tuple[int, int]:
        """Lightest and heaviest load; (0, 0) without reviewers."""
        return (min(self.loads.values()), max(self.loads.values())) if self.loads else (0, 0)


@dataclass
class _State:
    """What is already given while the proposal is being built."""

    problem: Problem
    given: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    loads: Counter[int] = field(default_factory=Counter)

    def give(self, pairs: Iterable[Pair]) -> None:
        for dossier, reviewer in pairs:
            if reviewer not in self.given[dossier]:
                self.given[dossier].add(reviewer)
                self.loads[reviewer] += 1


def conflict(dossier: Dossier, reviewer: Reviewer, recused: frozenset[Pair]) -> Why | None:
    """Why this person must not read this dossier, or ``None``."""
    if (dossier.id, reviewer.id) in recused:
        return Why.RECUSED
    if dossier.body is not None and dossier.body == reviewer.body:
        return Why.SAME_BODY
    return None


def propose(problem: Problem) -> Proposal:
    """A balanced proposal, and what it could not satisfy.

    A duty that became impossible (a recusal) is not counted. Deterministic; 1 000 dossiers × 3 reviews over 100
    reviewers takes about a second.
    """
    possible = {
        one.id: [who.id for who in problem.reviewers if conflict(one, who, problem.recused) is None]
        for one in problem.dossiers
    }
    allowed = {dossier: set(reviewers) for dossier, reviewers in possible.items()}
    kept = {pair for pair in problem.kept if pair[1] in allowed.get(pair[0], ())}
    state = _State(problem, loads=Counter({reviewer.id: 0 for reviewer in problem.reviewers}))
    state.give(sorted(kept))
    body_of = {who.id: who.body if who.body is not None else -who.id for who in problem.reviewers}
    pairs = _solve(state, possible, body_of, two_bodies=True)
    state.give(pairs)
    more = _solve(state, possible, body_of, two_bodies=False)
    state.give(more)
    return Proposal(
        pairs=tuple(sorted([*pairs, *more])),
        loads=dict(state.loads),
        unmet=tuple(_unmet(state, possible, body_of)),
        conflicts_avoided=len(problem.dossiers) * len(problem.reviewers) - sum(map(len, possible.values())),
        digest=_digest(problem, [*pairs, *more]),
    )


def _unmet(state: _State, possible: Mapping[int, list[int]], body_of: Mapping[int, int]) -> Iterable[Unmet]:
    wanted = state.problem.wanted
    for dossier in state.problem.dossiers:
        readers = state.given[dossier.id]
        missing = wanted - len(readers)
        if missing > 0:
            yield Unmet(dossier.id, missing, Why.TOO_FEW_REVIEWERS)
        elif wanted > 1 and len({body_of[one] for one in readers}) == 1:
            yield Unmet(dossier.id, 0, Why.ONE_BODY)


def _solve(
    state: _State, possible: Mapping[int, list[int]], body_of: Mapping[int, int], *, two_bodies: bool
) -> list[Pair]:
    """One flow: source → dossier → (dossier, body) → reviewer → sink."""
    wanted = state.problem.wanted
    needs = {one.id: wanted - len(state.given[one.id]) for one in state.problem.dossiers}
    short = [dossier for dossier, need in sorted(needs.items()) if need > 0]
    if not short or not state.problem.reviewers:
        return []
    reviewers = sorted(body_of)
    node_of = {reviewer: 2 + index for index, reviewer in enumerate(reviewers)}
    arcs = _Arcs(first_free=2 + len(reviewers))
    choices: list[tuple[int, Pair]] = []
    demand = Counter[int]()
    for dossier in short:
        node = arcs.node()
        arcs.add(0, node, needs[dossier], 0)
        candidates = [one for one in possible[dossier] if one not in state.given[dossier]]
        gates = _gates(arcs, node, dossier, candidates, state, body_of) if two_bodies and wanted > 1 else {}
        for reviewer in candidates:
            demand[reviewer] += 1
            choices.append(
                (arcs.add(gates.get(body_of[reviewer], node), node_of[reviewer], 1, 0), (dossier, reviewer))
            )
    for reviewer in reviewers:
        start = state.loads[reviewer]
        for step in range(start + 1, start + demand[reviewer] + 1):
            arcs.add(node_of[reviewer], 1, 1, step)
    flows = arcs.solve(supply=sum(needs[one] for one in short))
    return [pair for arc, pair in choices if flows[arc]]


def _gates(
    arcs: "_Arcs", node: int, dossier: int, candidates: list[int], state: _State, body_of: Mapping[int, int]
) -> dict[int, int]:
    """A node for each body that could otherwise give all the reviews of this dossier: it leaves one to another."""
    wanted, readers = state.problem.wanted, state.given[dossier]
    given = Counter(body_of[one] for one in readers)
    if len(given) > 1:
        return {}
    able = Counter(body_of[one] for one in candidates)
    gates = {}
    for body, count in sorted(able.items()):
        already = given[body]
        if already == len(readers) and already + count >= wanted:
            gates[body] = arcs.node()
            arcs.add(node, gates[body], wanted - 1 - already, 0)
    return gates


class _Arcs:
    """Arcs gathered as columns: node 0 is the source, node 1 the sink."""

    def __init__(self, first_free: int) -> None:
        self._next = first_free
        self._columns: list[tuple[int, int, int, int]] = []

    def node(self) -> int:
        self._next += 1
        return self._next - 1

    def add(self, tail: int, head: int, capacity: int, cost: int) -> int:
        self._columns.append((tail, head, capacity, cost))
        return len(self._columns) - 1

    def solve(self, supply: int) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        """Flow on each arc, as large as possible, then as cheap as possible."""
        table = np.array(self._columns, dtype=np.int64)
        flow = min_cost_flow.SimpleMinCostFlow()
        numbers = flow.add_arcs_with_capacity_and_unit_cost(
            table[:, 0], table[:, 1], table[:, 2], table[:, 3]
        )
        flow.set_node_supply(0, supply)
        flow.set_node_supply(1, -supply)
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"assignment flow: {status}")
        result: np.ndarray[tuple[int], np.dtype[np.int64]] = flow.flows(numbers)
        return result


def _digest(problem: Problem, pairs: list[Pair]) -> str:
    """Names a proposal: applying it later is refused if the situation gives another one."""
    facts = repr((sorted(pairs), sorted(problem.kept), problem.wanted))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
