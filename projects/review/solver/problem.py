"""The input and the output of the assignment solver."""

from collections.abc import Mapping
from dataclasses import dataclass
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
