"""Verify the audit log, compare it with the files of the witness, seal it again under another key."""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accelerator.audit import witness
from accelerator.audit.actions import is_as_written, write_seals
from accelerator.audit.models import GENESIS, AuditEntry, PendingEntry, compute_mac, compute_seal
from accelerator.audit.witness import Head

logger = logging.getLogger(__name__)

LOGGED = 20
CHUNK = 500


def verify(*, heads: Collection[Head] = ()) -> list[str]:
    """What shows that the log was changed behind the site's back, one sentence each; empty when nothing does.

    ``heads`` are those that somebody else wrote down, beside those of the witness's folder. Side effect: findings are
    logged as errors, which Sentry is sent.
    """
    findings = [*find_breaks(), *find_differences(heads=heads, keys=[settings.AUDIT_KEY])]
    for finding in findings[:LOGGED]:
        logger.error("The audit log was changed behind the site's back: %s", finding)
    return findings


def find_breaks() -> list[str]:
    """What the database alone shows: seals that do not fit, entries that waited for theirs and are gone or changed."""
    return [*_read_chain(), *_read_waiting()]


def find_differences(*, keys: Collection[str], heads: Collection[Head] = ()) -> list[str]:
    """What the witness's folder, written with these keys, and these ``heads`` know otherwise than the database."""
    witnessed = witness.read()  # first: what is written to it meanwhile is in the database already
    return [
        *_compare_heads([*witnessed.heads, *heads]),
        *_compare_entries(witnessed.entries, keys),
    ]


def last_head() -> Head | None:
    """The last seal; ``None`` while nothing is sealed."""
    last = AuditEntry.objects.sealed().last()
    return Head(last.position or 0, last.hash) if last else None


def _read_chain() -> Iterator[str]:
    position, previous = 0, GENESIS
    for entry in AuditEntry.objects.sealed().iterator(chunk_size=2000):
        position += 1
        if entry.position != position:
            yield f"{_count(position, entry.position or 0)} before entry {entry.pk}, of {entry.at:%Y-%m-%d %H:%M} UTC."
        elif entry.previous_hash != previous:
            yield f"{_name(entry)}, does not follow the entry before it."
        if entry.hash != compute_seal(entry, settings.AUDIT_KEY):
            yield f"{_name(entry)}, is not what was sealed."
        position, previous = entry.position or 0, entry.hash


def _count(expected: int, position: int) -> str:
    return f"{position - expected} entries are missing" if position > expected else "positions were changed"


def _read_waiting() -> Iterator[str]:
    for row in PendingEntry.objects.orphaned().iterator():
        yield f"entry {row.pk} was deleted before it was sealed."
    for entry in AuditEntry.objects.unsealed().iterator():
        if entry.mac is None:
            yield f"{_name(entry)}, lost its seal or was not written by the site."
        elif not is_as_written(entry):
            yield f"{_name(entry)}, was changed before it was sealed."


def _compare_heads(heads: Sequence[Head]) -> Iterator[str]:
    seals: dict[int | None, str] = {}
    positions = sorted({head.position for head in heads})
    for start in range(0, len(positions), CHUNK):
        rows = AuditEntry.objects.filter(position__in=positions[start : start + CHUNK])
        seals.update(rows.values_list("position", "hash"))
    differing = [head for head in heads if seals.get(head.position) != head.hash]
    by_position: dict[int, list[str]] = defaultdict(list)
    for head in differing:
        by_position[head.position].append(head.hour)
    for position, hours in sorted(by_position.items()):
        fate = "has another seal now" if position in seals else "is missing"
        yield f"the entry at position {position}, the last one sealed at {min(hours) or 'some hour'}, {fate}."


def _compare_entries(macs: dict[int, str], keys: Collection[str]) -> Iterator[str]:
    ids = sorted(macs)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        entries = AuditEntry.objects.in_bulk(chunk)
        for pk in chunk:
            if pk not in entries:
                yield f"entry {pk} was written, and is missing."
            elif macs[pk] not in {compute_mac(entries[pk], key) for key in keys}:
                yield f"{_name(entries[pk])}, is not what was written."


def _name(entry: AuditEntry) -> str:
    return f"entry {entry.pk}, of {entry.at:%Y-%m-%d %H:%M} UTC"


RESEALED_AT_ONCE = 2000


class CannotReseal(Exception):
    """The log shows a change: sealing it again would hide it."""


def reseal(*, at: datetime) -> int:
    """Seal again what is sealed with ``AUDIT_KEY_BEFORE``; returns how many entries changed.

    Nothing else may write meanwhile. Side effects: those rows, in one transaction; the witness's files set aside, and
    new ones begun. Raises :class:`CannotReseal`.
    """
    if findings := find_differences(keys=_list_keys()):
        raise CannotReseal(findings[0])
    with transaction.atomic(durable=True):
        changed = _reseal_chain() + _renew_waiting()
    if changed:
        witness.set_aside(at=at)
        if head := last_head():
            witness.append_head(head.position, head.hash, for_good=True)
    return changed


def _reseal_chain() -> int:
    position, stored, renewed, changed = 0, GENESIS, GENESIS, 0
    while chunk := list(AuditEntry.objects.sealed().filter(position__gt=position)[:RESEALED_AT_ONCE]):
        for entry in chunk:
            position += 1
            seals = {compute_seal(entry, key) for key in _list_keys()}
            if entry.position != position or entry.previous_hash != stored or entry.hash not in seals:
                raise CannotReseal(f"Entry {entry.pk} is not what was sealed, or not in its place.")
            before, stored = (entry.previous_hash, entry.hash), entry.hash
            entry.previous_hash = renewed
            entry.hash = renewed = compute_seal(entry, settings.AUDIT_KEY)
            changed += before != (entry.previous_hash, entry.hash)
        write_seals(chunk)
    return changed


def _renew_waiting() -> int:
    renewed: list[PendingEntry] = []
    for entry in AuditEntry.objects.unsealed():
        if entry.mac not in {compute_mac(entry, key) for key in _list_keys()}:
            raise CannotReseal(f"Entry {entry.pk} waits for its seal and is not what was written.")
        if entry.mac != (mac := compute_mac(entry, settings.AUDIT_KEY)):
            renewed.append(PendingEntry(entry_id=entry.pk, mac=mac))
    PendingEntry.objects.bulk_create(
        renewed, batch_size=500, update_conflicts=True, unique_fields=["entry_id"], update_fields=["mac"]
    )
    return len(renewed)


def _list_keys() -> list[str]:
    return [key for key in (settings.AUDIT_KEY, settings.AUDIT_KEY_BEFORE) if key]
