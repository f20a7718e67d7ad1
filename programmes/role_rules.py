"""Who may not be given which role: the apps above know what speaks against it."""

from collections.abc import Callable, Collection
from datetime import datetime

from accelerator.transitions import TransitionRefused
from programmes.models import Edition

Rule = Callable[[Edition, str, Collection[str], datetime], dict[str, str]]
"""``rule(edition, role, addresses, at)``: which of these addresses may not hold this role, and why, in words."""

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def find_refusals(edition: Edition, role: str, addresses: Collection[str], at: datetime) -> dict[str, str]:
    """The addresses that may not hold this role, each with the words of a rule: as many queries as there are rules."""
    refused: dict[str, str] = {}
    for rule in _rules:
        refused = rule(edition, role, addresses, at) | refused
    return refused


def ensure_may_have(*, edition: Edition, role: str, email: str, at: datetime) -> None:
    """Raise :class:`TransitionRefused`, in the words of the rule, when one speaks against it."""
    if why := find_refusals(edition, role, [email], at).get(email):
        raise TransitionRefused(why)
