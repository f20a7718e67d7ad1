"""Write, seal and verify the audit log."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction

from accelerator.audit import verbs
from accelerator.audit.models import AuditEntry

logger = logging.getLogger(__name__)

GENESIS = "0" * 64
SEALED_AT_ONCE = 1000


def record(
    *,
    verb: str,
    subject: models.Model,
    actor: Any,
    at: datetime,
    scope: str = "",
    data: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Tell that ``actor`` did ``verb`` to ``subject``.

    Side effects: one row, in the caller's transaction. ``actor`` may be ``None`` (a job) or anonymous.
    ``data`` holds JSON values: states, identifiers, counts, reasons; never answers. Raises ``UnknownVerb`` for a verb
    that no app declared of this kind of subject (:mod:`accelerator.audit.verbs`).
    """
    verbs.check(verb, subject._meta.label_lower)
    return AuditEntry.objects.create(
        at=at,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
        verb=verb,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        scope=scope,
        data=dict(data or {}),
    )


def record_many(
    *,
    verb: str,
    model: type[models.Model],
    data: Mapping[int, Mapping[str, Any]],
    actor: Any,
    at: datetime,
    scope: str = "",
) -> None:
    """As :func:`record`, for one verb done to many rows of ``model``: row id → its data. One query for every 500."""
    verbs.check(verb, model._meta.label_lower)
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                at=at,
                actor=actor if getattr(actor, "is_authenticated", False) else None,
                verb=verb,
                subject_type=model._meta.label_lower,
                subject_id=str(pk),
                scope=scope,
                data=dict(facts),
            )
            for pk, facts in data.items()
        ],
        batch_size=500,
    )


def entry_hash(entry: AuditEntry, previous_hash: str) -> str:
    """SHA-256 over the entry's facts and the hash before it."""
    facts = [
        previous_hash,
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.scope,
        entry.data,
    ]
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@transaction.atomic
def seal() -> int:
    """Chain the oldest entries that are not chained yet, so many at once; returns how many.

    Two sealers at once: the second meets the unique position and rolls back, and the next run goes on.
    """
    last = AuditEntry.objects.sealed().last()
    position, previous = (last.position or 0, last.hash) if last else (0, GENESIS)
    entries = list(AuditEntry.objects.unsealed()[:SEALED_AT_ONCE])
    for entry in entries:
        position += 1
        entry.position, entry.previous_hash = position, previous
        entry.hash = previous = entry_hash(entry, previous)
    # The one permitted update: it fills the seal and touches no fact.
    models.QuerySet[AuditEntry, AuditEntry](AuditEntry).bulk_update(
        entries, ["position", "previous_hash", "hash"], batch_size=200
    )
    return len(entries)


def first_broken_link() -> AuditEntry | None:
    """The first sealed entry that no longer matches its hash or its place, or ``None`` if the chain holds."""
    previous = GENESIS
    for position, entry in enumerate(AuditEntry.objects.sealed().iterator(chunk_size=2000), start=1):
        if (
            entry.position != position
            or entry.previous_hash != previous
            or entry.hash != entry_hash(entry, previous)
        ):
            return entry
        previous = entry.hash
    return None


def verify() -> AuditEntry | None:
    """As :func:`first_broken_link`. Side effects: a broken chain is logged as an error, which Sentry is sent."""
    broken = first_broken_link()
    if broken is not None:
        logger.error(
            "The audit log was changed behind the site's back: entry %s, of %s, is not in its place or says "
            "something else.",
            broken.pk,
            broken.at,
        )
    return broken
