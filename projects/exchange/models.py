"""Files made from an edition's dossiers: rows with a state, built by a job, stored for a week."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.jobs.models import Job, JobLimits, JobQuerySet
from accelerator.types import Json
from programmes.capabilities import Capability
from programmes.models import Call, Edition, Role, TableImport
from projects.application.models import Application
from projects.conflicts.models import has_interest
from projects.review.models import ReviewAssignment

TABLES = ("xlsx", "csv", "jury")
"""The kinds of files that may contain the scores and comments of reviewers."""


EMPTY_ARCHIVE = 22
"""Bytes of a ZIP file that holds nothing: the mark of its end, alone."""


class ExportTemplate(models.Model):
    """A choice of columns that an edition's organisers keep under a name."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="export_templates")
    name = models.CharField(_("nom du modèle"), max_length=80)
    columns: "models.JSONField[list[str], list[str]]" = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "name"],
                name="export_template_once",
                violation_error_message=_("Un modèle porte déjà ce nom."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ExportJobQuerySet(JobQuerySet["ExportJob"]):
    def visible_to(self, user: User) -> "ExportJobQuerySet":
        """The edition's organisers; who is recused from a dossier, or a member of it, only gets files without it.

        A file leaves out what its author may not read when it is made: what the author stepped aside from, or joined,
        before. A colleague's table may hold scores and opinions: a person who owes a review waits until theirs is in.
        """
        edition = OuterRef("edition")
        since = has_interest(user, edition, since=OuterRef("requested_at"))
        pending = ReviewAssignment.objects.awaited_at(timezone.now()).filter(
            reviewer=user, application__call__edition=edition
        )
        colleagues = ~has_interest(user, edition) & (~Q(kind__in=TABLES) | ~Exists(pending))
        managed = Role.objects.editions_where(user, Capability.MANAGE_APPLICATIONS)
        return self.filter((Q(requested_by=user) & ~since) | colleagues, edition__in=managed)

    def with_file(self) -> "ExportJobQuerySet":
        return self.filter(state=ExportJob.State.READY)


class ExportJob(Job):
    """One requested file. ``options``: ``{"columns": [key, …], "state": one state or "", "logistics": bool}``.

    A table may hold what a filtered list shows: ``query`` is then the address of that list, without its path. What a
    juror reads on paper has its ``reviewer``, a key.

    ``file`` is named after the ``claim`` of who builds it, so that what a dead worker left behind can be found.
    """

    class Kind(models.TextChoices):
        XLSX = "xlsx", _("tableau Excel (XLSX)")
        CSV = "csv", _("tableau CSV")
        PDF = "pdf", _("dossiers en PDF")
        ZIP = "zip", _("pièces jointes (ZIP)")
        JURY = "jury", _("notes, commentaires et classement du comité (XLSX)")
        PACK = "pack", _("dossiers d’un membre du comité, avec la grille (PDF)")

    class State(models.TextChoices):
        QUEUED = "queued", _("en attente")
        BUILDING = "building", _("en préparation")
        READY = "ready", _("prêt")
        FAILED = "failed", _("échec")
        EXPIRED = "expired", _("effacé")

    WORKING: ClassVar[str] = State.BUILDING
    PROGRESS: ClassVar[tuple[str, ...]] = ("done", "total")
    limits: ClassVar[JobLimits] = JobLimits(
        attempts=3,
        stuck_after=timedelta(minutes=3),  # a builder renews its claim every few seconds
        overdue_after=timedelta(seconds=45),
        batch=500,
    )

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="exports")
    kind = models.CharField(max_length=4, choices=Kind)
    options: "models.JSONField[Json, Json]" = models.JSONField(default=dict)
    language = models.CharField(max_length=2, default="fr")
    state = models.CharField(max_length=8, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0, help_text="Dossiers written so far, out of ``total``.")
    total = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(upload_to="exports", blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    sha256 = models.CharField(max_length=64, blank=True)

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (~Q(sha256="") & Q(expires_at__isnull=False)),
                name="export_ready_has_hash",
            ),
            models.CheckConstraint(condition=Q(done__lte=models.F("total")), name="export_done_within_total"),
        ]
        indexes = [
            models.Index(fields=["state", "due_at"], name="export_due"),
            models.Index(fields=["edition", "-requested_at"], name="export_list"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition_id} {self.requested_at:%Y-%m-%d}"

    @property
    def with_logistics(self) -> bool:
        """Whether it holds what only logistics reads."""
        return bool(self.options.get("logistics"))

    @property
    def is_empty(self) -> bool:
        """Whether it is an archive of attachments that found none."""
        return self.kind == self.Kind.ZIP and self.size == EMPTY_ARCHIVE

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def is_expired(self) -> bool:
        """Whether its file is gone."""
        return self.state == self.State.EXPIRED

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be built."""
        return self.state in (self.State.QUEUED, self.State.BUILDING)


class Source(models.TextChoices):
    PAPER = "paper", _("papier")
    PLATFORM = "platform", _("autre plateforme")


class ApplicationOrigin(models.Model):
    """Where a dossier comes from, and what it is called there: the same one is never imported twice."""

    application = models.OneToOneField(Application, models.CASCADE, related_name="origin")
    call = models.ForeignKey(Call, models.CASCADE, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    reference = models.CharField(_("référence d’origine"), max_length=80)
    table_import = models.ForeignKey(TableImport, models.SET_NULL, null=True, related_name="+")

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
