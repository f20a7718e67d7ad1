"""Which support schemes fit a structure and its need: each condition of a scheme, and whether it is met. Pure.

A hint for people who know the schemes, displayed with its reasons, never a decision. A missing fact is no refusal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Condition(StrEnum):
    """The conditions of schemes, in the order of pages."""

    NEED = "need"
    PROFILE = "profile"
    HEAD_COUNT = "head_count"
    DEPARTMENT = "department"
    DATES = "dates"


class FitVerdict(StrEnum):
    """Verdict on one condition, from the facts of a structure."""

    MET = "holds"
    UNKNOWN = "unknown"
    """The fact is missing."""
    BORDERLINE = "borderline"
    """The band of the structure lies astride the limit."""
    LATER = "later"
    """The scheme opens on a day to come."""
    FAILS = "fails"


class FitOutcome(StrEnum):
    FITS = "fits"
    TO_CHECK = "to_check"
    UNFIT = "unfit"
    """It would answer the need, but a condition fails."""
    UNRELATED = "unrelated"
    """It answers other needs."""


RANKS = {outcome: number for number, outcome in enumerate(FitOutcome)}


@dataclass(frozen=True)
class HeadCountRange:
    """A number of people from ``least`` to ``most``; ``None`` has no limit."""

    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class SchemeTerms:
    """The conditions of a scheme; an empty one is no condition, but for ``needs``: without any, it answers none."""

    needs: Collection[str]
    profiles: Collection[str] = ()
    head_count: HeadCountRange = HeadCountRange()
    departments: Collection[str] = ()
    opens_on: date | None = None
    closes_on: date | None = None


@dataclass(frozen=True)
class StructureFacts:
    """The facts of a structure: codes, ``None`` where missing; ``head_count`` is its band."""

    profile: str | None = None
    head_count: HeadCountRange | None = None
    department: str | None = None


@dataclass(frozen=True)
class Reason:
    condition: Condition
    verdict: FitVerdict


@dataclass(frozen=True)
class Fit:
    """How a scheme fits a project and its needs. ``answers``: the needs that the scheme answers, in the order of the
    argument; ``reasons``: its conditions.
    """

    answers: tuple[str, ...]
    reasons: tuple[Reason, ...]

    @property
    def met(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.verdict == FitVerdict.MET)

    @property
    def to_check(self) -> tuple[Reason, ...]:
        return tuple(
            reason for reason in self.reasons if reason.verdict not in (FitVerdict.MET, FitVerdict.FAILS)
        )

    @property
    def failing(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.verdict == FitVerdict.FAILS)

    @property
    def outcome(self) -> FitOutcome:
        if any(reason.condition == Condition.NEED for reason in self.failing):
            return FitOutcome.UNRELATED
        if self.failing:
            return FitOutcome.UNFIT
        return FitOutcome.TO_CHECK if self.to_check else FitOutcome.FITS

    @property
    def rank(self) -> int:
        """Sort key: what fits best first, what is unrelated last."""
        return RANKS[self.outcome]

    @property
    def is_proposed(self) -> bool:
        return not self.failing


def fit(terms: SchemeTerms, facts: StructureFacts, needs: Sequence[str] | None, today: date) -> Fit:
    """How a scheme fits a structure with these ``needs``; ``None`` when the kind of its need is missing."""
    answers = tuple(need for need in needs or () if need in terms.needs)
    verdicts = {
        Condition.NEED: _judge_need(terms, needs, answers),
        Condition.PROFILE: _judge_choice(terms.profiles, facts.profile),
        Condition.HEAD_COUNT: _judge_head_count(terms.head_count, facts.head_count),
        Condition.DEPARTMENT: _judge_choice(terms.departments, facts.department),
        Condition.DATES: _judge_dates(terms, today),
    }
    return Fit(
        answers, tuple(Reason(condition, verdict) for condition, verdict in verdicts.items() if verdict)
    )


def _judge_need(terms: SchemeTerms, needs: Sequence[str] | None, answers: tuple[str, ...]) -> FitVerdict:
    if needs is None and terms.needs:
        return FitVerdict.UNKNOWN
    return FitVerdict.MET if answers else FitVerdict.FAILS


def _judge_choice(accepted: Collection[str], value: str | None) -> FitVerdict | None:
    if not accepted:
        return None
    if not value:
        return FitVerdict.UNKNOWN
    return FitVerdict.MET if value in accepted else FitVerdict.FAILS


def _judge_head_count(limits: HeadCountRange, band: HeadCountRange | None) -> FitVerdict | None:
    if limits == HeadCountRange():
        return None
    if band is None or band.least is None:
        return FitVerdict.UNKNOWN
    too_many = limits.most is not None and band.least > limits.most
    too_few = limits.least is not None and band.most is not None and band.most < limits.least
    if too_many or too_few:
        return FitVerdict.FAILS
    above = limits.least is None or band.least >= limits.least
    below = limits.most is None or (band.most is not None and band.most <= limits.most)
    return FitVerdict.MET if above and below else FitVerdict.BORDERLINE


def _judge_dates(terms: SchemeTerms, today: date) -> FitVerdict | None:
    if terms.closes_on and terms.closes_on < today:
        return FitVerdict.FAILS
    if terms.opens_on and terms.opens_on > today:
        return FitVerdict.LATER
    return FitVerdict.MET if terms.opens_on or terms.closes_on else None


def band_of(code: object) -> HeadCountRange | None:
    """The band that a choice of the application form stands for: ``0``, ``10_49``, ``300_more``; else ``None``."""
    least, _sign, most = code.partition("_") if isinstance(code, str) else ("", "", "")
    if not (least.isascii() and least.isdigit()):
        return None
    if most == "more":
        return HeadCountRange(int(least))
    upper = most or least
    return HeadCountRange(int(least), int(upper)) if upper.isascii() and upper.isdigit() else None
