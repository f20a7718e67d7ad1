"""Whose mails an organiser does not read: the apps above know who stepped aside from what."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from accelerator.accounts.models import User
from accelerator.outbox.models import OutgoingMailQuerySet
from programmes.models import Edition

Rule = Callable[[Any, Edition], Q]
"""``rule(reader, edition)``: which mails of this edition are hidden from this reader."""

_rules: list[Rule] = []


def register(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def readable_mails(mails: OutgoingMailQuerySet, reader: User, edition: Edition) -> OutgoingMailQuerySet:
    """The mails of the edition without those that a rule hides from this organiser."""
    readable = mails.in_scope(edition.scope)
    for rule in _rules:
        readable = readable.exclude(rule(reader, edition))
    return readable
