"""Reminders: rules that return the mails due at an instant; the planner queues them.

A rule is a pure function of ``at``. Its dedupe keys carry the reminder's name and date, so that planning twice, or
from two beats, writes each mail once; a planner that slept catches up.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _, ngettext

from accelerator.outbox.actions import CHUNK, queue, store_cancelled
from accelerator.outbox.messages import Message

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class ReminderRule:
    """``messages(at)`` yields every mail that is due at ``at`` under this rule, sent or not."""

    name: str
    label: str | Promise
    messages: Callable[[datetime], Iterable[Message]]


def shift_days(instant: datetime, days: int) -> datetime:
    """Shift an instant by days and keep the hour in Paris, whatever daylight saving does between."""
    return timezone.localtime(instant) + timedelta(days=days)


_rules: dict[str, ReminderRule] = {}


def register(rule: ReminderRule) -> None:
    """Add a rule; apps do so when they are ready."""
    _rules[rule.name] = rule


def rules() -> list[ReminderRule]:
    """Every rule, in the order in which apps were loaded."""
    return list(_rules.values())


def plan(at: datetime, *, scope: str | None = None) -> int:
    """Queue what is due at ``at`` under every rule, in one scope or in all; returns how many mails are new.

    Side effects: those of :func:`queue`, in one transaction for each 500 mails. A rule that fails is logged and does
    not stop the others; ``ExceptionGroup`` is raised once all had their turn.
    """
    written, failures = 0, []
    for rule in rules():
        try:
            written += _plan_rule(rule, at, scope)
        except Exception as failure:
            logger.exception("the reminder rule %s failed", rule.name)
            failures.append(failure)
    if failures:
        raise ExceptionGroup(f"{len(failures)} reminder rules failed", failures)
    return written


def pass_over(*, scope: str, at: datetime) -> int:
    """Store as cancelled what every rule has due at ``at`` in this scope: it never leaves. Returns how many.

    Side effects: their rows, in the caller's transaction.
    """
    passed = 0
    for rule in rules():
        due = (message for message in rule.messages(at) if message.scope == scope)
        while chunk := list(islice(due, CHUNK)):
            passed += store_cancelled(*chunk, at=at)
    return passed


def _plan_rule(rule: ReminderRule, at: datetime, scope: str | None) -> int:
    written = 0
    messages = (message for message in rule.messages(at) if scope in (None, message.scope))
    while chunk := list(islice(messages, CHUNK)):
        with transaction.atomic():
            written += queue(*chunk, at=at)
    return written


def reminders_in_words(sent: int) -> str:
    """How many reminders leave; the second of a day does not."""
    if not sent:
        return _("Un rappel est déjà parti aujourd’hui : rien ne part une seconde fois.")
    return ngettext("%(n)s rappel part.", "%(n)s rappels partent.", sent) % {"n": sent}
