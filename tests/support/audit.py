"""Entries of the audit log, and what somebody who has the database does to them."""

from django.db import connection
from django.utils import timezone

from accelerator.audit import actions, models, verifying
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


def compute_again(key: str) -> None:
    """All positions and seals, as somebody can who reads the code and guesses a key."""
    previous = models.GENESIS
    for position, entry in enumerate(AuditEntry.objects.order_by("pk"), start=1):
        entry.position, entry.previous_hash = position, previous
        seal = models.compute_seal(entry, key)
        sql(
            "UPDATE audit_auditentry SET position = %s, previous_hash = %s, hash = %s WHERE id = %s",
            position, previous, seal, entry.pk,
        )  # fmt: skip
        previous = seal
