"""Who may not be given which role: the apps above know what speaks against it."""

from collections.abc import Callable
from datetime import datetime

from accelerator.transitions import TransitionRefused
from programmes.models import Edition

Rule = Callable[[Edition, str, str, datetime], str]
"""``rule(edition, role, address, at)``: why this address may not hold this role, in words; empty when it may."""

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def ensure_may_hold(*, edition: Edition, role: str, email: str, at: datetime) -> None:
    """Raise :class:`TransitionRefused`, in the words of the rule, when one speaks against it."""
    for rule in _rules:
        if why := rule(edition, role, email, at):
            raise TransitionRefused(why)
