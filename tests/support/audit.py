"""Entries of the audit log, and what somebody who has the database does to them."""

import hashlib
import json
from datetime import UTC

from django.db import connection
from django.utils import timezone

from accelerator.audit import actions, chain, verifying
from accelerator.audit.models import AuditEntry
from tests.factories import edition, user


def write(count: int) -> list[AuditEntry]:
    world, actor = edition(), user()
    return [
        actions.record(
            verb="change_edition", subject=world, actor=actor, at=timezone.now(), data={"n": number}
        )
        for number in range(count)
    ]


def write_sealed(count: int) -> list[AuditEntry]:
    write(count)
    actions.seal()
    assert verifying.verify() == []
    return list(AuditEntry.objects.sealed())


def sql(statement: str, *values: object) -> None:
    """As by `psql`: no rule of the application is asked."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def compute_again_without_key() -> None:
    """All positions and hashes, as whoever reads the code of a former release can."""
    previous = chain.GENESIS
    for position, entry in enumerate(AuditEntry.objects.order_by("pk"), start=1):
        facts = [
            previous, entry.at.astimezone(UTC).isoformat(), entry.actor_id, entry.verb, entry.subject_type,
            entry.subject_id, entry.scope, entry.data,
        ]  # fmt: skip
        text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        new = hashlib.sha256(text.encode()).hexdigest()
        sql(
            "UPDATE audit_auditentry SET position = %s, previous_hash = %s, hash = %s WHERE id = %s",
            position, previous, new, entry.pk,
        )  # fmt: skip
        previous = new
