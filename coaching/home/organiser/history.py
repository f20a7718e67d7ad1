"""The audit log of an edition in words: who did what, repeated acts grouped."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry
from accelerator.audit.verbs import Verb
from programmes.models import Edition

READ = 120
"""Entries read to list the latest events."""


@dataclass
class Event:
    """One or several like acts of one person, in a row."""

    at: datetime
    who: str
    verb: Verb
    count: int = 1

    @property
    def words(self) -> str:
        return f"{self.who} {self.verb.describe(self.count)}"


def who_did(entry: AuditEntry) -> str:
    """Their name; a job has none, and a personal link may have been forwarded."""
    if entry.actor:
        return str(entry.actor)
    verb = entry.declared_verb
    return _("Quelqu’un (par lien personnel, sans connexion)") if verb and verb.by_link else _("Le site")


def latest(edition: Edition, *, limit: int = 8) -> list[Event]:
    """The latest events of an edition, newest first, but for minor ones: one query."""
    verb_names = {verb.name for verb in verbs.list_declared() if not verb.is_minor}
    entries = (
        AuditEntry.objects.in_scope(edition.scope)
        .filter(verb__in=verb_names)
        .select_related("actor")
        .order_by("-pk")
    )
    events: list[Event] = []
    for entry in sorted(entries[:READ], key=lambda entry: entry.at, reverse=True):
        verb = entry.declared_verb
        if verb is None or verb.is_minor:
            continue
        who = who_did(entry)
        last = events[-1] if events else None
        if last and (last.verb, last.who) == (verb, who):
            last.count += 1
            continue
        if len(events) == limit:
            break
        events.append(Event(entry.at, who, verb))
    return events
