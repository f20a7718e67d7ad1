"""The input and the output of the assignment solver."""

import hashlib
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Pair = tuple[int, int]
"""(dossier, reviewer)"""


class Why(StrEnum):
    """Why a pair is impossible, or why a wish is not met."""

    SAME_BODY = "same_body"
    EXCLUDED = "excluded"
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
class AssignmentProblem:
    """``assigned`` are existing duties: they stay, and count in loads. ``wanted`` is per dossier.

    ``former`` left the committee after sending reviews that count: they stay in ``assigned`` and get nothing new.
    ``excluded`` are the pairs that must not be: conflicts of interest, duties that organisers take back.
    ``skilled`` are the pairs where a skill of the reviewer appears in the dossier.
    """

    dossiers: tuple[Dossier, ...]
    reviewers: tuple[Reviewer, ...]
    wanted: int
    excluded: frozenset[Pair] = frozenset()
    assigned: frozenset[Pair] = frozenset()
    skilled: frozenset[Pair] = frozenset()
    former: tuple[Reviewer, ...] = ()


@dataclass(frozen=True)
class Unmet:
    """A dossier with ``missing`` reviews, or that only one body reads (``missing`` 0)."""

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


def conflict(dossier: Dossier, reviewer: Reviewer, excluded: frozenset[Pair]) -> Why | None:
    """Why this person must not read this dossier, or ``None``."""
    if (dossier.id, reviewer.id) in excluded:
        return Why.EXCLUDED
    if dossier.body is not None and dossier.body == reviewer.body:
        return Why.SAME_BODY
    return None


SPREAD = 1000
"""What a pair without a skill in common costs more than any pair with one."""


@dataclass
class State:
    """The pairs assigned so far while the proposal is being built."""

    problem: AssignmentProblem
    readers: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    loads: Counter[int] = field(default_factory=Counter)

    def give(self, pairs: Iterable[Pair]) -> None:
        for dossier, reviewer in pairs:
            if reviewer not in self.readers[dossier]:
                self.readers[dossier].add(reviewer)
                self.loads[reviewer] += 1


def solve(
    state: State,
    possible: Mapping[int, list[int]],
    body_of: Mapping[int, int],
    *,
    two_bodies: bool,
    draw: int,
) -> list[Pair]:
    """Two flows, source → dossier → (dossier, body) → reviewer → sink: for the loads, then for the pairs."""
    network = _Network(state, possible, body_of, two_bodies=two_bodies)
    if not network.supply:
        return []
    # A place costs what the load becomes with it, so the flow fills the lightest first: costs 1, 2, 3… add up
    # to a convex sum.
    even = network.solve(
        lambda _pair: 0,
        {who: [(1, state.loads[who] + step + 1) for step in range(count)] for who, count in network.demand},
    )
    load = Counter(reviewer for _dossier, reviewer in even)
    skilled = state.problem.skilled
    return network.solve(
        lambda pair: draw_cost(pair, draw) + (0 if pair in skilled else SPREAD),
        # The loads just found become capacities: only who reads what is left to choose.
        {who: [(load[who], 0)] for who, _count in network.demand},
    )


def draw_cost(pair: Pair, draw: int) -> int:
    """Between 0 and ``SPREAD``, the same for the same pair and draw on every machine."""
    # Not ``hash()``, which differs from one process to the next: the digest of the proposal would too.
    return zlib.crc32(b"%d:%d:%d" % (*pair, draw)) % SPREAD


class _Network:
    """The flow problem of a state: the same arcs, solved with one set of costs after the other."""

    def __init__(
        self,
        state: State,
        possible: Mapping[int, list[int]],
        body_of: Mapping[int, int],
        *,
        two_bodies: bool,
    ) -> None:
        wanted = state.problem.wanted
        missing = {dossier.id: wanted - len(state.readers[dossier.id]) for dossier in state.problem.dossiers}
        needs = {dossier: need for dossier, need in sorted(missing.items()) if need > 0}
        reviewers = sorted(reviewer.id for reviewer in state.problem.reviewers)
        self.supply = sum(needs.values()) if reviewers else 0
        self._node_of = {reviewer: 2 + index for index, reviewer in enumerate(reviewers)}
        self._arcs = _Arcs(first_free=2 + len(reviewers))
        self._choices: list[tuple[int, int, Pair]] = []
        for dossier, need in needs.items():
            node = self._arcs.node()
            self._arcs.add(0, node, need, 0)
            candidates = [who for who in possible[dossier] if who not in state.readers[dossier]]
            gates = (
                _gates(self._arcs, node, dossier, candidates, state, body_of)
                if two_bodies and wanted > 1
                else {}
            )
            self._choices += [
                (gates.get(body_of[who], node), self._node_of[who], (dossier, who)) for who in candidates
            ]

    @property
    def demand(self) -> list[tuple[int, int]]:
        """(reviewer, number of dossiers that could be assigned to them)"""
        return sorted(Counter(reviewer for _tail, _head, (_dossier, reviewer) in self._choices).items())

    def solve(
        self, cost_of: Callable[[Pair], int], places: Mapping[int, Iterable[tuple[int, int]]]
    ) -> list[Pair]:
        """The assigned pairs, at the least cost; ``places`` are a reviewer's (capacity, cost of each)."""
        # The second flow has other costs: it must not find the arcs to the sink of the first.
        arcs = self._arcs.copy()
        numbers = [arcs.add(tail, head, 1, cost_of(pair)) for tail, head, pair in self._choices]
        for reviewer, steps in places.items():
            for capacity, cost in steps:
                arcs.add(self._node_of[reviewer], 1, capacity, cost)
        flows = arcs.solve(supply=self.supply)
        return [
            pair for number, (_tail, _head, pair) in zip(numbers, self._choices, strict=True) if flows[number]
        ]


def _gates(
    arcs: "_Arcs", node: int, dossier: int, candidates: list[int], state: State, body_of: Mapping[int, int]
) -> dict[int, int]:
    """A node for each body that could otherwise give all the reviews of this dossier: it leaves one to another."""
    wanted, readers = state.problem.wanted, state.readers[dossier]
    bodies = Counter(body_of[reader] for reader in readers)
    # Two bodies read it already: any further reader respects the rule.
    if len(bodies) > 1:
        return {}
    able = Counter(body_of[candidate] for candidate in candidates)
    gates = {}
    for body, count in sorted(able.items()):
        already = bodies[body]
        # Only a body that has all the readers so far, and people enough for the rest, could keep the dossier to
        # itself.
        if already == len(readers) and already + count >= wanted:
            gates[body] = arcs.node()
            # One review fewer than would make it the only body.
            arcs.add(node, gates[body], wanted - 1 - already, 0)
    return gates


class _Arcs:
    """Arcs gathered as columns: node 0 is the source, node 1 the sink."""

    def __init__(self, first_free: int) -> None:
        self._next = first_free
        self._columns: list[tuple[int, int, int, int]] = []

    def copy(self) -> "_Arcs":
        arcs = _Arcs(self._next)
        arcs._columns = list(self._columns)
        return arcs

    def node(self) -> int:
        self._next += 1
        return self._next - 1

    def add(self, tail: int, head: int, capacity: int, cost: int) -> int:
        self._columns.append((tail, head, capacity, cost))
        return len(self._columns) - 1

    def solve(self, supply: int) -> list[int]:
        """Flow on each arc, as large as possible, then as cheap as possible."""
        # 30 MB and a tenth of a second of a process: for those that make a proposal
        import numpy as np
        from ortools.graph.python import min_cost_flow

        table = np.array(self._columns, dtype=np.int64)
        flow = min_cost_flow.SimpleMinCostFlow()
        numbers = flow.add_arcs_with_capacity_and_unit_cost(
            table[:, 0], table[:, 1], table[:, 2], table[:, 3]
        )
        flow.set_node_supply(0, supply)
        flow.set_node_supply(1, -supply)
        # Not ``solve()``: a dossier short of readers would make the whole problem infeasible.
        status = flow.solve_max_flow_with_min_cost()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"assignment flow: {status}")
        flows: list[int] = flow.flows(numbers).tolist()
        return flows


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
