"""Who may not have which role: rules registered by the apps above."""

from collections.abc import Callable, Collection
from datetime import datetime

from accelerator.transitions import TransitionRefused
from programmes.models import Edition

Rule = Callable[[Edition, str, Collection[str], datetime], dict[str, str]]
"""``rule(edition, role, addresses, at)``: which of these addresses may not have this role, with the reason."""

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def find_refusals(edition: Edition, role: str, addresses: Collection[str], at: datetime) -> dict[str, str]:
    """The addresses that may not have this role, each with the reason of a rule: as many queries as there are rules."""
    refused: dict[str, str] = {}
    for rule in _rules:
        refused = rule(edition, role, addresses, at) | refused
    return refused


def ensure_may_have(*, edition: Edition, role: str, email: str, at: datetime) -> None:
    """Raise :class:`TransitionRefused`, in the words of the rule, when one speaks against it."""
    if why := find_refusals(edition, role, [email], at).get(email):
        raise TransitionRefused(why)
