"""The assignment of dossiers to reviewers: its input, its rules, its output."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

Pair = tuple[int, int]
"""(dossier, reviewer)"""


class Why(StrEnum):
    """Why a pair is impossible, or why a wish is not met."""

    SAME_BODY = "same_body"
    EXCLUDED = "excluded"
    DEPUTY = "deputy"
    TOO_FEW_REVIEWERS = "too_few_reviewers"
    CAPACITY = "capacity"
    ONE_BODY = "one_body"
    ONE_READER = "one_reader"


class Because(StrEnum):
    """Why this reviewer for this dossier, most telling first."""

    PANEL = "panel"
    EXPERTISE = "expertise"
    LINK = "link"
    SECOND_BODY = "second_body"
    BALANCE = "balance"
    HAND = "hand"
    REPLACEMENT = "replacement"
    RETURNED = "given_back"


@dataclass(frozen=True)
class Reviewer:
    """A juror for the solver. ``body`` is the organisation they sit for; without one, they count as a body of their
    own.

    ``capacity``: how many dossiers at most, those already assigned included. ``is_deputy``: see :func:`stands_in`.
    """

    id: int
    body: int | None = None
    capacity: int | None = None
    is_deputy: bool = False


@dataclass(frozen=True)
class Dossier:
    """A dossier for the solver. ``body`` is the organisation that applies."""

    id: int
    body: int | None = None


@dataclass(frozen=True)
class AssignmentProblem:
    """Dossiers to assign to jurors. ``assigned`` are existing duties: they stay, and count in loads. ``wanted`` is per
    dossier.

    ``former`` left the committee after sending reviews that count: they stay in ``assigned`` and get nothing new.
    ``excluded`` are the pairs that must not be: conflicts of interest, duties that organisers take back.
    ``affinity`` counts the skills of a reviewer that appear in a dossier; pairs without any are left out.
    ``panel`` are the dossiers that everybody without a conflict reads.
    ``preferred`` are the pairs of a proposal already read, or duties that may move: as many as possible stay.
    ``fewest_changes``: keeping them comes before even loads.
    """

    dossiers: tuple[Dossier, ...]
    reviewers: tuple[Reviewer, ...]
    wanted: int
    excluded: frozenset[Pair] = frozenset()
    assigned: frozenset[Pair] = frozenset()
    affinity: Mapping[Pair, int] = field(default_factory=dict)
    former: tuple[Reviewer, ...] = ()
    panel: frozenset[int] = frozenset()
    preferred: frozenset[Pair] = frozenset()
    fewest_changes: bool = False

    @cached_property
    def titulars(self) -> dict[int, list[Reviewer]]:
        """See :func:`group_titulars`."""
        return group_titulars(self.reviewers)

    @property
    def digest(self) -> str:
        """Names a situation: all that a proposal depends on, except what was proposed before."""
        # sorted, since sets have no order of their own
        return digest_facts(
            self.dossiers, self.reviewers, self.former, self.wanted, sorted(self.excluded), sorted(self.assigned),
            sorted(self.affinity.items()), sorted(self.panel),
        )  # fmt: skip


@dataclass(frozen=True)
class Unmet:
    """A dossier with ``missing`` reviews, or that only one body, or one person, reads (``missing`` 0)."""

    dossier: int
    missing: int
    why: Why


@dataclass(frozen=True)
class Proposal:
    """The duties that the solver proposes. ``because`` has the new duties only, each with its reason; ``loads`` counts
    all of them, by reviewer, without the deputies who read nothing.

    ``groups``: of reviewers that share no dossier with one another. ``dropped``: preferred pairs that are not in it.
    """

    because: Mapping[Pair, Because]
    loads: Mapping[int, int]
    unmet: tuple[Unmet, ...]
    conflicts_avoided: int
    digest: str
    groups: int = 1
    dropped: tuple[Pair, ...] = ()
    previous: frozenset[Pair] = frozenset()
    """The pairs of the proposal read before this one, if there was one."""

    @property
    def new(self) -> frozenset[Pair]:
        """Pairs that were not in the proposal before; none without one."""
        return frozenset(self.because) - self.previous if self.previous else frozenset()

    @property
    def changes(self) -> int:
        """How many pairs changed since the proposal before: one that takes the place of another counts once."""
        removed = self.previous - set(self.because)
        return max(len(self.new), len(removed))

    @property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(self.because)

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


def group_titulars(reviewers: Iterable[Reviewer]) -> dict[int, list[Reviewer]]:
    """Deputy → the full members of their body."""
    titulars: dict[int, list[Reviewer]] = {}
    everybody = list(reviewers)
    for who in everybody:
        if who.body is not None and not who.is_deputy:
            titulars.setdefault(who.body, []).append(who)
    return {who.id: titulars.get(who.body or 0, []) for who in everybody if who.is_deputy}


def stands_in(dossier: Dossier, titulars: Iterable[Reviewer], excluded: frozenset[Pair]) -> bool:
    """Whether a deputy reads this dossier: a seat reads once, so only where none of its full members can.

    They left, never came, or must not read this one. An organiser may assign it to a deputy all the same.
    """
    return all(conflict(dossier, who, excluded) for who in titulars)


def digest_facts(*facts: object) -> str:
    # Sixteen hexadecimal digits are plenty to distinguish two situations apart.
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
