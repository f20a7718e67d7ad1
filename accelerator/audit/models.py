"""What was done, by whom, when: append-only, and chained by hashes so that a change shows."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class AppendOnly(TypeError):
    """Somebody tried to change or delete an audit entry."""


class AuditQuerySet(models.QuerySet["AuditEntry"]):
    def in_scope(self, scope: str) -> "AuditQuerySet":
        return self.filter(scope=scope)

    def sealed(self) -> "AuditQuerySet":
        return self.exclude(position=None).order_by("position")

    def unsealed(self) -> "AuditQuerySet":
        return self.filter(position=None).order_by("pk")

    def update(self, **values: Any) -> NoReturn:
        raise AppendOnly("audit entries are never changed")

    def delete(self) -> NoReturn:
        raise AppendOnly("audit entries are never deleted")


class AuditEntry(models.Model):
    """One fact. It holds identifiers and states, never the content of an answer.

    Entries are written unsealed, inside the transaction of the action they tell of, so that no lock is shared
    between actions; a job then seals them in order (``position``, ``previous_hash``, ``hash``).
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

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly("audit entries are never deleted")
