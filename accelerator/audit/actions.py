"""Write and seal the audit log."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import IntegrityError, models, transaction

from accelerator.audit import verbs, witness
from accelerator.audit.models import GENESIS, AuditEntry, PendingEntry, compute_mac, compute_seal

SEALED_AT_ONCE = 1000


def record(
    *,
    verb: str,
    subject: models.Model,
    actor: Any,
    at: datetime,
    scope: str = "",
    data: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Record that ``actor`` did ``verb`` to ``subject``.

    Side effects: one row and its pending row, in the caller's transaction; a line of the witness's file on commit.
    ``actor`` may be ``None`` (a job) or anonymous.
    ``data`` holds JSON values: states, identifiers, counts, reasons; never answers. Raises ``UnknownVerb`` for a verb
    that no app declared of this kind of subject (:mod:`accelerator.audit.verbs`). Nothing is written in a scope that
    ``is_unrecorded``.
    """
    entry = _build(verb, type(subject), subject.pk, data or {}, actor=actor, at=at, scope=scope)
    if verbs.is_unrecorded(scope):
        return entry
    entry.save()
    _await_seals([entry])
    return entry


def record_many(
    *,
    verb: str,
    model: type[models.Model],
    data: Mapping[int, Mapping[str, object]],
    actor: Any,
    at: datetime,
    scope: str = "",
) -> None:
    """Record one verb for many rows of ``model``, as :func:`record` does; ``data``: by row id. Two queries for every
    500.
    """
    entries = [_build(verb, model, pk, facts, actor=actor, at=at, scope=scope) for pk, facts in data.items()]
    if not verbs.is_unrecorded(scope):
        _await_seals(AuditEntry.objects.bulk_create(entries, batch_size=500))


def _build(
    verb: str,
    model: type[models.Model],
    pk: object,
    data: Mapping[str, object],
    *,
    actor: Any,
    at: datetime,
    scope: str,
) -> AuditEntry:
    verbs.check(verb, model._meta.label_lower)
    # the data as the database gives them back, so that they are sealed as they are written
    stored: dict[str, object] = json.loads(json.dumps(data))
    return AuditEntry(
        at=at,
        actor=actor if getattr(actor, "is_authenticated", False) else None,
        verb=verb,
        subject_type=model._meta.label_lower,
        subject_id=str(pk),
        scope=scope,
        data=stored,
    )


def _await_seals(entries: Sequence[AuditEntry]) -> None:
    macs = {entry.pk: compute_mac(entry, settings.AUDIT_KEY) for entry in entries}
    PendingEntry.objects.bulk_create(
        [PendingEntry(entry_id=pk, mac=mac) for pk, mac in macs.items()], batch_size=500
    )
    transaction.on_commit(lambda: witness.append_entries(macs))


def seal() -> int:
    """Chain the oldest entries that wait for their seal, so many at once; returns how many.

    What was changed since it was written, or has had a seal before, gets none: ``verify`` reports it. Side effects:
    those rows; the head in the witness's file. Raises ``IntegrityError`` when another sealer was first, which meets its
    positions, or its entries: nothing is written, and the next run goes on.
    """
    with transaction.atomic(durable=True):
        last = AuditEntry.objects.sealed().last()
        position, previous = (last.position or 0, last.hash) if last else (0, GENESIS)
        waiting = AuditEntry.objects.unsealed().iterator()
        entries = list(islice(filter(is_as_written, waiting), SEALED_AT_ONCE))
        for entry in entries:
            position += 1
            entry.position, entry.previous_hash = position, previous
            entry.hash = previous = compute_seal(entry, settings.AUDIT_KEY)
        write_seals(entries)
        waited, _rows = PendingEntry.objects.filter(pk__in=[entry.pk for entry in entries]).delete()
        if waited != len(entries):
            raise IntegrityError("another sealer sealed these entries meanwhile")
    if entries:
        witness.append_head(position, previous)
    return len(entries)


def is_as_written(entry: AuditEntry) -> bool:
    """Whether an entry of ``unsealed`` is the one that its pending row was written with."""
    return entry.mac == compute_mac(entry, settings.AUDIT_KEY)


def write_seals(entries: Sequence[AuditEntry]) -> None:
    """The one permitted update: it fills the seal and touches no fact."""
    models.QuerySet[AuditEntry, AuditEntry](AuditEntry).bulk_update(
        entries, ["position", "previous_hash", "hash"], batch_size=200
    )
