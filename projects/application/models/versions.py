"""The version of a sending, and the search entry of a dossier."""

from typing import Any

from django.conf import settings
from django.db import models

from accelerator.questionnaires.models import AnswerSheet
from accelerator.web.search_field import WordsField
from programmes.models import Call
from projects.application.models.application import Application


class ApplicationVersion(models.Model):
    """One sending of a dossier. The last one is what everybody reads; the earlier ones are its history.

    ``snapshot``: ``{"answers": {key: value}, "files": {key: [{"name", "size", "sha256"}]}}``, the facts that
    ``content_hash`` was made from. ``sheet`` has the same answers as rows, and their files.
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


class SearchEntry(models.Model):
    """The words of what was last sent: written with a new version, never with a draft.

    ``call`` repeats the application's, so that counting what a search finds joins nothing; it has no index: the words'
    comes first.
    """

    application = models.OneToOneField(
        Application, models.CASCADE, primary_key=True, related_name="search_entry"
    )
    call = models.ForeignKey(Call, models.CASCADE, related_name="+", db_index=False)
    words = WordsField(editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"words of {self.application_id}"
