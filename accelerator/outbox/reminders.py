"""Reminders: rules that say, for an instant, which mails are due; the planner queues them.

A rule is a pure function of ``at``. Its dedupe keys carry the reminder's name and date, so that planning twice, or
from two beats, writes each mail once; a planner that slept catches up.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.utils.functional import Promise

from accelerator.outbox.actions import CHUNK, queue
from accelerator.outbox.messages import Message


@dataclass(frozen=True)
class ReminderRule:
    """``messages(at)`` yields every mail that is due at ``at`` under this rule, sent or not."""

    name: str
    label: str | Promise
    messages: Callable[[datetime], Iterable[Message]]


_rules: dict[str, ReminderRule] = {}


def register(rule: ReminderRule) -> None:
    """Add a rule; apps do so when they are ready."""
    _rules[rule.name] = rule


def rules() -> list[ReminderRule]:
    """Every rule, in the order in which apps were loaded."""
    return list(_rules.values())


def plan(at: datetime) -> int:
    """Queue what is due at ``at`` under every rule; returns how many mails are new.

    Side effects: those of :func:`queue`, in one transaction for each 500 mails.
    """
    written = 0
    for rule in rules():
        messages = iter(rule.messages(at))
        while chunk := list(islice(messages, CHUNK)):
            with transaction.atomic():
                written += queue(*chunk, at=at)
    return written
