"""A spreadsheet that was uploaded and checked, and whose rows are imported once its reader says so."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy as _

from accelerator.types import Json, Values
from programmes.models.edition import Edition

Rows = list[Values]


class TableImport(models.Model):
    """A spreadsheet that was checked and may be imported. ``rows``: the table, ``[number, cells]`` each, until it is
    imported or for a week. ``problems``: the first ones, ``{"row": 14, "column": "SIRET", "text": "…", "blocking":
    true}``, with words by language; the counts are of all. ``sample``: the first rows that add or change something,
    for the page. ``options``: what the importer requests.
    """

    STORED_FOR = timedelta(days=7)

    class Kind(models.TextChoices):
        APPLICATION = "application", _("Dossiers")
        SCHEME = "scheme", _("Dispositifs d’appui")

    class State(models.TextChoices):
        CHECKED = "checked", _("vérifié")
        APPLIED = "applied", _("importé")
        EXPIRED = "expired", _("effacé")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="table_imports")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    name = models.CharField(max_length=200)
    options: "models.JSONField[Json, Json]" = models.JSONField(default=dict)
    rows: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    sample: "models.JSONField[Rows, Rows]" = models.JSONField(default=list)
    problems: "models.JSONField[Rows, Rows]" = models.JSONField(default=list)
    problem_count = models.PositiveIntegerField(default=0)
    blocking_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0, help_text="Rows that change nothing.")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True, help_text="The job that follows was done.")

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="import_applied_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "uploaded_at"], name="import_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def is_applied(self) -> bool:
        return self.state == self.State.APPLIED

    @property
    def is_expired(self) -> bool:
        """Whether it was removed without being imported."""
        return self.state == self.State.EXPIRED

    @property
    def can_be_applied(self) -> bool:
        is_ready = self.state == self.State.CHECKED and not self.blocking_count
        return is_ready and self.new_count + self.changed_count > 0

    def list_problems(self) -> Rows:
        """The first problems, in the present language."""
        language = get_language() or settings.LANGUAGE_CODE
        return [{**problem, **problem.get(language, {})} for problem in self.problems]
