"""What was sent, each time it was sent: versions of a dossier, frozen."""

from typing import Any

from django.conf import settings
from django.db import models

from accelerator.questionnaires.models import AnswerSheet
from projects.models.application import Application


class ApplicationVersion(models.Model):
    """One sending of a dossier. The last one is what everybody reads; the earlier ones are its history.

    ``snapshot``: ``{"answers": {key: value}, "files": {key: [{"name", "size", "sha256"}]}}``, the facts that
    ``content_hash`` was made from. ``sheet`` keeps the same answers as rows, and their files.
    """

    application = models.ForeignKey(Application, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    rules_version = models.PositiveIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    sheet = models.OneToOneField(AnswerSheet, models.PROTECT, related_name="version")
    snapshot: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        ordering = ["application", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="version_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} · {self.number}"
