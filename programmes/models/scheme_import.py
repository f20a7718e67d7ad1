"""A spreadsheet of support schemes that was checked and, if its organiser says so, imported."""

from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Q

from accelerator.table_import import TableImport
from programmes.models.edition import Edition

KEPT_FOR = timedelta(days=7)


class SchemeImport(TableImport):
    """``lines``: the texts that were sent, ``{"number": 14, "texts": {column: text}}``, until they are imported or for
    a week. ``sample``: the first lines that add or change, ``{"row", "code", "name", "changes": [columns]}``, no column
    for a new one.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="scheme_imports")
    lines: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    sample: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)

    class Meta(TableImport.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="scheme_import_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "uploaded_at"], name="scheme_import_due")]

    @property
    def can_be_applied(self) -> bool:
        return self.is_faultless and self.new_count + self.changed_count > 0
