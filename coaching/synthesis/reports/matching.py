"""Which support schemes fit a project: the needs it names against those a scheme answers, then the head count. Pure.

A hint for people who know the schemes, shown with its reason, never a decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class HeadCountVerdict(StrEnum):
    """How the head count of a project stands to the condition of a scheme."""

    FREE = "free"
    """The scheme sets no condition."""
    MET = "met"
    TO_CHECK = "to_check"
    """Nobody knows the head count, or its band lies astride the limit."""
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"


@dataclass(frozen=True)
class HeadCountRange:
    """A number of people from ``least`` to ``most``; ``None`` has no limit."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class SchemeTerms:
    """What a scheme says of itself: codes of the needs it answers, and whom it takes."""

    needs: Sequence[str]
    head_count: HeadCountRange = HeadCountRange()


@dataclass(frozen=True)
class NamedNeeds:
    """What a project says of itself: codes of its needs, and its band of head count, ``None`` when unknown."""

    needs: Sequence[str]
    head_count: HeadCountRange | None = None


@dataclass(frozen=True)
class Fit:
    """The needs of the project that the scheme answers, in the project's order, and what its condition says."""

    answers: tuple[str, ...]
    head_count: HeadCountVerdict

    @property
    def is_proposed(self) -> bool:
        refused = (HeadCountVerdict.TOO_FEW, HeadCountVerdict.TOO_MANY)
        return bool(self.answers) and self.head_count not in refused

    @property
    def is_refused(self) -> bool:
        """It would answer a need, but takes nobody of that size."""
        return bool(self.answers) and not self.is_proposed


def fit(offer: SchemeTerms, asked: NamedNeeds) -> Fit:
    """How a scheme answers a project. One that names no need is proposed to nobody."""
    answers = tuple(need for need in asked.needs if need in offer.needs)
    return Fit(answers, _verdict(offer.head_count, asked.head_count))


def _verdict(limits: HeadCountRange, band: HeadCountRange | None) -> HeadCountVerdict:
    if limits == HeadCountRange():
        return HeadCountVerdict.FREE
    if band is None or band.least is None:
        return HeadCountVerdict.TO_CHECK
    if limits.most is not None and band.least > limits.most:
        return HeadCountVerdict.TOO_MANY
    if limits.least is not None and band.most is not None and band.most < limits.least:
        return HeadCountVerdict.TOO_FEW
    above = limits.least is None or band.least >= limits.least
    below = limits.most is None or (band.most is not None and band.most <= limits.most)
    return HeadCountVerdict.MET if above and below else HeadCountVerdict.TO_CHECK


def band_of(code: object) -> HeadCountRange | None:
    """The band that a choice of the application form stands for: ``0``, ``10_49``, ``300_more``; else ``None``."""
    least, _sign, most = code.partition("_") if isinstance(code, str) else ("", "", "")
    if not (least.isascii() and least.isdigit()):
        return None
    if most == "more":
        return HeadCountRange(int(least))
    upper = most or least
    return HeadCountRange(int(least), int(upper)) if upper.isascii() and upper.isdigit() else None
