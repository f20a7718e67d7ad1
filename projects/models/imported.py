"""Dossiers that came by another way than the form: on paper, or from another platform."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.enums import RoleName
from programmes.models import Call, Edition, Role
from projects.models.application import Application


class Source(models.TextChoices):
    PAPER = "paper", _("papier")
    PLATFORM = "platform", _("autre plateforme")


def random_name(batch: "ImportBatch", filename: str) -> str:
    """A storage name that tells nothing."""
    return f"imports/{uuid.uuid4().hex}"


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: Any) -> "ImportBatchQuerySet":
        return self.filter(edition__in=Role.objects.editions_where(user, RoleName.ORGANISER))

    def waiting(self) -> "ImportBatchQuerySet":
        return self.filter(state=ImportBatch.State.CHECKED)


class ImportBatch(models.Model):
    """A spreadsheet that was checked and, if its organiser says so, whose rows became dossiers.

    ``problems``: the first ones, ``{"row": 14, "column": "SIRET", "text": "…", "blocking": true}``; ``problem_count``
    and ``blocking_count`` count them all. The file goes once its rows are dossiers, or after a week.
    """

    class State(models.TextChoices):
        CHECKED = "checked", _("vérifié")
        APPLIED = "applied", _("importé")
        EXPIRED = "expired", _("effacé")

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="import_batches")
    source = models.CharField(_("d’où viennent ces dossiers"), max_length=8, choices=Source)
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    file = models.FileField(upload_to=random_name, blank=True)
    name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    incomplete_accepted = models.BooleanField(default=False)
    new_count = models.PositiveIntegerField(default=0, help_text="Rows that are not dossiers yet.")
    known_count = models.PositiveIntegerField(default=0, help_text="Rows imported before, left as they are.")
    problem_count = models.PositiveIntegerField(default=0)
    blocking_count = models.PositiveIntegerField(default=0)
    problems: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField(default=list)
    applied_at = models.DateTimeField(null=True, blank=True)
    paired_at = models.DateTimeField(null=True, blank=True, help_text="Duplicates were looked for.")

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(applied_at__isnull=False), name="import_applied_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "expires_at"], name="import_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def can_be_applied(self) -> bool:
        return self.state == self.State.CHECKED and not self.blocking_count and self.new_count > 0


class ApplicationOrigin(models.Model):
    """Where a dossier comes from, and what it is called there: the same one is never imported twice."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="origin")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    reference = models.CharField(_("référence d’origine"), max_length=80)
    batch = models.ForeignKey(ImportBatch, models.SET_NULL, null=True, related_name="origins")

    class Meta:
        ordering = ["application"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "reference"],
                name="origin_reference_once",
                violation_error_message=_("Un dossier de cet appel porte déjà cette référence d’origine."),
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="origin_has_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.reference}"
