"""The seals of the audit log: HMACs with a key that the database does not hold (``AUDIT_KEY``)."""

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any

from accelerator.audit.models import AuditEntry

GENESIS = "0" * 64


def compute_mac(entry: AuditEntry, key: str) -> str:
    """What proves, until the entry is sealed, that the site wrote it as it stands: 64 hexadecimal digits."""
    return _hmac(key, ["entry", entry.pk, *_facts(entry)])


def compute_seal(entry: AuditEntry, key: str) -> str:
    """The seal of an entry at its position, after the seal before it: 64 hexadecimal digits."""
    return _hmac(key, ["seal", entry.position, entry.previous_hash, entry.pk, *_facts(entry)])


def _facts(entry: AuditEntry) -> list[Any]:
    return [
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.scope,
        entry.data,
    ]


def _hmac(key: str, facts: list[Any]) -> str:
    return hmac.new(key.encode(), _text(facts), hashlib.sha256).hexdigest()


def _text(facts: list[Any]) -> bytes:
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
