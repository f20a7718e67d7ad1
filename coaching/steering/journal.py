"""The journal of an edition: every entry of its audit log, in words, with the dossier it is about."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from accelerator.audit.models import AuditEntry
from coaching.steering.history import who_did
from coaching.steering.words import WORDS
from programmes.models import Edition
from projects.models import Application

PAGE_SIZE = 50


@dataclass(frozen=True)
class Line:
    """``reason`` is what the person gave for it. ``dossier`` is ``None`` for an act on no dossier, or on one that the
    reader does not see."""

    at: datetime
    who: str
    words: str
    reason: str
    dossier: Application | None


def journal(edition: Edition, reader: Any, number: str | None) -> tuple["Page[AuditEntry]", list[Line]]:
    """One page, newest first: three queries, whatever its length."""
    written = AuditEntry.objects.in_scope(edition.scope).select_related("actor").order_by("-pk")
    page = Paginator(written, PAGE_SIZE).get_page(number)
    entries = sorted(page, key=lambda entry: (entry.at, entry.pk), reverse=True)
    about = {entry.pk: _dossier_of(entry) for entry in entries}
    dossiers = Application.objects.read_by_organiser(reader).only("reference", "title").order_by()
    seen = dossiers.in_bulk([key for key in about.values() if key])
    return page, [
        Line(
            entry.at,
            who_did(entry),
            _words(entry.verb),
            _reason(entry, about, seen),
            seen.get(about[entry.pk]),
        )
        for entry in entries
    ]


def _dossier_of(entry: AuditEntry) -> int | None:
    if entry.subject_type == Application._meta.label_lower:
        return int(entry.subject_id)
    return entry.data.get("application")


def _words(verb: str) -> str:
    if verb in WORDS:
        return str(WORDS[verb] % {"count": 1})
    return _("a fait : %(verb)s") % {"verb": verb}


def _reason(entry: AuditEntry, about: dict[int, int | None], seen: dict[int, Application]) -> str:
    """What is said of a dossier that the reader may not see is not for them either."""
    hidden = about[entry.pk] and about[entry.pk] not in seen
    return "" if hidden else str(entry.data.get("reason", ""))
