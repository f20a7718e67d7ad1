"""The audit log of an edition in words: its latest events, grouped, and every entry with the dossier it is about."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.apps import apps
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry
from accelerator.audit.verbs import Verb
from programmes.models import Edition
from projects.models import Application

LATEST, READ = 8, 120
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


def latest(edition: Edition) -> list[Event]:
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
        if len(events) == LATEST:
            break
        events.append(Event(entry.at, who, verb))
    return events


PAGE_SIZE = 50


@dataclass(frozen=True)
class JournalLine:
    """``reason`` is what the person gave for it. ``dossier`` is ``None`` for an act on no dossier, or on one that the
    reader does not see."""

    at: datetime
    who: str
    words: str
    reason: str
    dossier: Application | None


def journal(
    edition: Edition, reader: User, number: str | None
) -> tuple["Page[AuditEntry]", list[JournalLine]]:
    """One page, newest first: three queries, and one for each kind of subject that leads to a dossier."""
    written = AuditEntry.objects.in_scope(edition.scope).select_related("actor").order_by("-pk")
    page = Paginator(written, PAGE_SIZE).get_page(number)
    entries = sorted(page, key=lambda entry: (entry.at, entry.pk), reverse=True)
    about = _dossiers_of(entries)
    dossiers = Application.objects.read_by_organiser(reader).only("reference", "title").order_by()
    seen = dossiers.in_bulk([key for key in about.values() if key])
    return page, [
        JournalLine(
            entry.at,
            who_did(entry),
            verb.describe()
            if (verb := entry.declared_verb)
            else _("a fait : %(verb)s") % {"verb": entry.verb},
            _reason(entry, about, seen),
            seen.get(about[entry.pk]),
        )
        for entry in entries
    ]


@cache
def _paths_to_dossier() -> dict[str, tuple[type[Model], str]]:
    """Models that an entry may be about, beside a dossier itself, with their ``PATH_TO_DOSSIER``."""
    models = ((model, getattr(model, "PATH_TO_DOSSIER", "")) for model in apps.get_models())
    return {model._meta.label_lower: (model, path) for model, path in models if path}


def _dossiers_of(entries: list[AuditEntry]) -> dict[int, int | None]:
    """The dossier each entry is about, by entry; ``None`` when it is about none, or when its subject is gone."""
    led: dict[tuple[str, str], int] = {}
    for label, (model, path) in _paths_to_dossier().items():
        keys = {entry.subject_id for entry in entries if entry.subject_type == label}
        if keys:
            rows = model._default_manager.filter(pk__in=keys).order_by().values_list("pk", path)
            led |= {(label, str(pk)): dossier for pk, dossier in rows}
    return {
        entry.pk: int(entry.subject_id)
        if entry.subject_type == Application._meta.label_lower
        else entry.data.get("application") or led.get((entry.subject_type, entry.subject_id))
        for entry in entries
    }


def _reason(entry: AuditEntry, about: dict[int, int | None], seen: dict[int, Application]) -> str:
    """The reason of an entry; "" when it is about a dossier that the reader may not see, or may be."""
    dossier, verb = about[entry.pk], entry.declared_verb
    readable = dossier in seen if dossier else verb is not None and verb.reason_is_open
    return str(entry.data.get("reason", "")) if readable else ""
