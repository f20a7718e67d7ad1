"""A spreadsheet that somebody sent, that was checked, and whose rows are imported once its reader says so."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class TableImport(models.Model):
    """``problems``: the first ones, ``{"row": 14, "column": "SIRET", "text": "…", "blocking": true}``, with words by
    language; ``problem_count`` and ``blocking_count`` count them all. What was sent goes once it is imported, or after
    a week.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("vérifié")
        APPLIED = "applied", _("importé")
        EXPIRED = "expired", _("effacé")

    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    problem_count = models.PositiveIntegerField(default=0)
    blocking_count = models.PositiveIntegerField(default=0)
    problems: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["-uploaded_at", "-pk"]

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
    def is_faultless(self) -> bool:
        """Whether it waits to be imported, and nothing stands against it."""
        return self.state == self.State.CHECKED and not self.blocking_count

    def tell_problems(self) -> list[dict[str, Any]]:
        """The first problems, in the words of the present language."""
        language = get_language() or settings.LANGUAGE_CODE
        return [{**problem, **problem.get(language, {})} for problem in self.problems]
