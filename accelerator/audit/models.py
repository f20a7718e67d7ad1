"""What was done, by whom, when: append-only, and chained by keyed hashes (``AUDIT_KEY``) so that a change shows."""

import hashlib
import hmac
import json
from datetime import UTC
from typing import Any, NoReturn

from django.conf import settings
from django.db import models

from accelerator.audit import verbs


class AppendOnly(TypeError):
    """Somebody tried to change or delete an audit entry."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def in_scope(self, scope: str) -> "AuditQuerySet":
        return self.filter(scope=scope)

    def sealed(self) -> "AuditQuerySet":
        return self.exclude(position=None).order_by("position")

    def unsealed(self) -> "AuditQuerySet":
        """Entries without a position, with the ``mac`` of their pending row; ``None`` where there is no such row."""
        mac = models.Subquery(PendingEntry.objects.filter(pk=models.OuterRef("pk")).values("mac"))
        return self.filter(position=None).annotate(mac=mac).order_by("pk")

    def update(self, **values: object) -> NoReturn:
        raise AppendOnly("audit entries are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("audit entries are never deleted")


class PendingEntryQuerySet(models.QuerySet["PendingEntry"]):
    def orphaned(self) -> "PendingEntryQuerySet":
        """Pending rows whose entry is gone."""
        return self.exclude(models.Exists(AuditEntry.objects.filter(pk=models.OuterRef("pk"))))


class PendingEntry(models.Model):
    """An entry that waits for its seal: written in the same transaction, removed by the seal.

    So an entry deleted before its seal leaves this row behind, and an entry that had a seal cannot have another: it has
    no such row any more, and making one takes the key. No foreign key, which would forbid the first and hide it.
    """

    entry_id = models.BigIntegerField(primary_key=True)
    mac = models.CharField(max_length=64)

    objects = PendingEntryQuerySet.as_manager()

    class Meta:
        ordering = ["entry_id"]

    def __str__(self) -> str:
        return f"entry {self.entry_id} waits for its seal"


class AuditEntry(models.Model):
    """One fact. It holds identifiers and states, never the content of an answer.

    Entries are written unsealed, inside the transaction of the action they describe, so that no lock is shared between
    actions; a job then seals them in order (``position``, ``previous_hash``, ``hash``). Until then each has a
    :class:`PendingEntry`.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    verb = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    scope = models.CharField(max_length=80, blank=True)
    data = models.JSONField(default=dict)
    position = models.PositiveBigIntegerField(null=True, unique=True, editable=False)
    previous_hash = models.CharField(max_length=64, blank=True, editable=False)
    hash = models.CharField(max_length=64, blank=True, editable=False)

    mac: str | None
    """That of its pending row, on entries of ``unsealed``."""

    objects = AuditQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["scope", "-id"], name="audit_scope"),
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type}:{self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly("audit entries are never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: object, **kwargs: object) -> NoReturn:
        raise AppendOnly("audit entries are never deleted")

    @property
    def declared_verb(self) -> verbs.Verb | None:
        """``None`` for a name that no app declares."""
        return verbs.find(self.verb, self.subject_type)


GENESIS = "0" * 64


def compute_mac(entry: AuditEntry, key: str) -> str:
    """What proves, until the entry is sealed, that the site wrote it as it is: 64 hexadecimal digits."""
    return _compute_hmac(key, ["entry", entry.pk, *_list_facts(entry)])


def compute_seal(entry: AuditEntry, key: str) -> str:
    """The seal of an entry at its position, after the seal before it: 64 hexadecimal digits."""
    return _compute_hmac(key, ["seal", entry.position, entry.previous_hash, entry.pk, *_list_facts(entry)])


def _list_facts(entry: AuditEntry) -> list[object]:
    return [
        entry.at.astimezone(UTC).isoformat(),
        entry.actor_id,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.scope,
        entry.data,
    ]


def _compute_hmac(key: str, facts: list[object]) -> str:
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(key.encode(), text.encode(), hashlib.sha256).hexdigest()
