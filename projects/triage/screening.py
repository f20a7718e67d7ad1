"""Rules of eligibility, applied to what a dossier answers: dataclasses in, dataclasses out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PROFILE, TERRITORY, HEAD_COUNT, SIRET, BOTH_DAYS = "profile", "territory", "head_count", "siret", "both_days"


@dataclass(frozen=True)
class Rule:
    """What is accepted on a subject: profiles, codes of départements, head-count bands; nothing for the rest."""

    id: int
    subject: str
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ScreeningFacts:
    """What one dossier answers. ``words`` are its answers as people read them, by subject, for the explanation.

    ``values`` by subject: the profile, the code of the département, the head-count band; ``None`` for no answer.
    ``has_siret``, ``both_days``: yes or no; ``subjects`` are those with a visible question.
    """

    values: Mapping[str, str | None]
    words: Mapping[str, str]
    has_siret: bool
    both_days: bool
    subjects: frozenset[str]


@dataclass(frozen=True)
class SetAside:
    """One rule that a dossier does not meet, and its answer."""

    rule: int
    detail: str


def screen(rules: Iterable[Rule], facts: ScreeningFacts) -> list[SetAside]:
    """The rules that set the dossier aside. A subject without a visible question sets nobody aside."""
    return [
        SetAside(rule.id, facts.words.get(rule.subject, ""))
        for rule in rules
        if rule.subject in facts.subjects and not _meets(rule, facts)
    ]


def _meets(rule: Rule, facts: ScreeningFacts) -> bool:
    if rule.subject == SIRET:
        return facts.has_siret
    if rule.subject == BOTH_DAYS:
        return facts.both_days
    return facts.values.get(rule.subject) in rule.accepted
