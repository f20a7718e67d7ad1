"""A spreadsheet of support schemes that was checked and, if its organiser says so, imported."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.models.edition import Edition

KEPT_FOR = timedelta(days=7)


class SchemeImport(models.Model):
    """``lines``: the texts that were sent, ``{"number": 14, "texts": {column: text}}``, until they are imported or for
    a week. ``problems``: the first ones, ``{"row", "column", "text", "blocking"}`` and by language; ``sample``: the
    first lines that add or change, ``{"row", "code", "name", "changes": [columns]}``, no column for a new one.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("vérifié")
        APPLIED = "applied", _("importé")
        EXPIRED = "expired", _("effacé")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="scheme_imports")
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    name = models.CharField(max_length=200)
    lines: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    blocking_count = models.PositiveIntegerField(default=0)
    problems: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    sample: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="scheme_import_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "uploaded_at"], name="scheme_import_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def is_expired(self) -> bool:
        """Whether it was taken away without being imported."""
        return self.state == self.State.EXPIRED

    @property
    def can_be_applied(self) -> bool:
        return (
            self.state == self.State.CHECKED
            and not self.blocking_count
            and self.new_count + self.changed_count > 0
        )
