"""Seal the whole log again under another key."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from accelerator.audit import witness
from accelerator.audit.actions import write_seals
from accelerator.audit.chain import GENESIS, compute_mac, compute_seal
from accelerator.audit.models import AuditEntry, PendingEntry
from accelerator.audit.verifying import find_differences, last_head

CHUNK = 2000


class CannotReseal(Exception):
    """The log shows a change: sealing it again would hide it."""


def reseal(*, at: datetime) -> int:
    """Seal again what is sealed with ``AUDIT_KEY_BEFORE``; returns how many entries changed.

    Nothing else may write meanwhile. Side effects: those rows, in one transaction; the witness's files set aside, and
    new ones begun. Raises :class:`CannotReseal`.
    """
    if findings := find_differences(keys=_keys()):
        raise CannotReseal(findings[0])
    with transaction.atomic(durable=True):
        changed = _reseal_chain() + _renew_waiting()
    if changed:
        witness.set_aside(at=at)
        if head := last_head():
            witness.note_head(head.position, head.hash, for_good=True)
    return changed


def _reseal_chain() -> int:
    position, stored, renewed, changed = 0, GENESIS, GENESIS, 0
    while chunk := list(AuditEntry.objects.sealed().filter(position__gt=position)[:CHUNK]):
        for entry in chunk:
            position += 1
            if entry.position != position or entry.previous_hash != stored or not _is_sealed(entry):
                raise CannotReseal(f"Entry {entry.pk} is not what was sealed, or not in its place.")
            before, stored = (entry.previous_hash, entry.hash), entry.hash
            entry.previous_hash = renewed
            entry.hash = renewed = compute_seal(entry, settings.AUDIT_KEY)
            changed += before != (entry.previous_hash, entry.hash)
        write_seals(chunk)
    return changed


def _is_sealed(entry: AuditEntry) -> bool:
    return entry.hash in {compute_seal(entry, key) for key in _keys()}


def _renew_waiting() -> int:
    renewed: list[PendingEntry] = []
    for entry in AuditEntry.objects.unsealed():
        if entry.mac not in {compute_mac(entry, key) for key in _keys()}:
            raise CannotReseal(f"Entry {entry.pk} waits for its seal and is not what was written.")
        if entry.mac != (mac := compute_mac(entry, settings.AUDIT_KEY)):
            renewed.append(PendingEntry(entry_id=entry.pk, mac=mac))
    PendingEntry.objects.bulk_create(
        renewed, batch_size=500, update_conflicts=True, unique_fields=["entry_id"], update_fields=["mac"]
    )
    return len(renewed)


def _keys() -> list[str]:
    return [key for key in (settings.AUDIT_KEY, settings.AUDIT_KEY_BEFORE) if key]
