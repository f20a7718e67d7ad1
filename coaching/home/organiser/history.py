"""The audit log of an edition, told in words: who did what, repeated acts gathered."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accelerator.audit.models import AuditEntry
from coaching.home.organiser.words import LEFT_OUT, WORDS
from programmes.models import Edition

READ = 120
"""Entries looked at to tell the latest events."""
BY_LINK = {"start", "send", "change_consents"}
"""What is done through a personal link, without an account."""


@dataclass
class Event:
    """One or several like acts of one person, in a row."""

    at: datetime
    who: str
    what: Any
    verb: str
    count: int = 1

    @property
    def words(self) -> str:
        text = str(self.what % {"count": self.count})
        return f"{self.who} {text}"


def who_did(entry: AuditEntry) -> str:
    """Their name; a job has none, and a personal link does not say who holds it."""
    if entry.actor:
        return str(entry.actor)
    return _("Quelqu’un (par lien personnel, sans connexion)") if entry.verb in BY_LINK else _("Le site")


def latest(edition: Edition, *, limit: int = 8) -> list[Event]:
    """The latest events of an edition, newest first: one query."""
    entries = (
        AuditEntry.objects.in_scope(edition.scope)
        .filter(verb__in=WORDS.keys() - LEFT_OUT)
        .select_related("actor")
        .order_by("-pk")
    )
    events: list[Event] = []
    for entry in sorted(entries[:READ], key=lambda entry: entry.at, reverse=True):
        who = who_did(entry)
        last = events[-1] if events else None
        if last and (last.verb, last.who) == (entry.verb, who):
            last.count += 1
            continue
        if len(events) == limit:
            break
        events.append(Event(entry.at, who, WORDS[entry.verb], entry.verb))
    return events
