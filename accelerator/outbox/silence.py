"""Scopes that write to nobody: the apps above say which; the outbox asks before each row it writes."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from accelerator.outbox.messages import Message
from accelerator.transitions import TransitionRefused

Rule = Callable[[set[str]], set[str]]
"""Which of these scopes are silent: one query at most."""

_rules: list[Rule] = []


class ScopeSilent(TransitionRefused):
    """The mail was the very purpose of the act."""

    def __init__(self) -> None:
        super().__init__(_("Édition passée : aucun message ne part, celui-ci non plus."))


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def silent_scopes(scopes: Iterable[str]) -> set[str]:
    """Those of ``scopes`` that write to nobody."""
    named = {scope for scope in scopes if scope}
    return {scope for rule in _rules for scope in rule(named)} if named else set()


def drop_silent(messages: Iterable[Message]) -> list[Message]:
    """The messages that may be written. Raises :class:`ScopeSilent` for one that its action needs."""
    kept = list(messages)
    silent = silent_scopes(message.scope for message in kept)
    if any(message.required for message in kept if message.scope in silent):
        raise ScopeSilent
    return [message for message in kept if message.scope not in silent]
