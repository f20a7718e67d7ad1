"""The rows of synthesis."""

import uuid
from datetime import timedelta
from typing import ClassVar
from uuid import UUID, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.jobs.models import Job, JobLimits, JobQuerySet
from accelerator.rows.models import SharedRow
from accelerator.types import Json
from coaching.attendance.enums import ImageConsent
from coaching.attendance.models import Attendee
from coaching.surveys.models import AttendeeResponse, SurveyInvitation
from coaching.synthesis.enums import PARTNER_REPORTS, ReportKind, ReportState
from programmes.capabilities import Capability
from programmes.models import Edition, Role
from projects.models import Application, Participation


def random_name(report: "SynthesisReport", filename: str) -> str:
    return f"reports/{uuid.uuid4().hex}.pdf"


class SynthesisReportQuerySet(JobQuerySet["SynthesisReport"]):
    def ready(self) -> "SynthesisReportQuerySet":
        return self.filter(state=ReportState.READY)

    def published(self) -> "SynthesisReportQuerySet":
        """Reports that everybody may read."""
        return self.ready().filter(kind=ReportKind.RETROSPECTIVE, published_at__isnull=False)

    def versions_of(self, report: "SynthesisReport") -> "SynthesisReportQuerySet":
        """All versions of the same document."""
        return self.filter(
            edition=report.edition_id,
            participation=report.participation_id,
            kind=report.kind,
            language=report.language,
        )

    def visible_to(self, user: User) -> "SynthesisReportQuerySet":
        """Reports that this person may read: organisers those of their editions, except projects they stepped aside
        from; members their project's; partners those of projects that agreed to share, the edition's, and their own
        view.

        All of them have figures of the edition: partners read the last version, built from shared answers alone
        (``shared_only``) and since the last change of a consent.
        """
        partner_in = Role.objects.editions_where(user, Capability.SUPPORT_PROJECTS)
        dossiers = Application.objects.read_by_organiser(user)
        changed_since = [
            Exists(
                rows.filter(survey__edition=OuterRef("edition"), sheet__saved_at__gt=OuterRef("requested_at"))
            )
            for rows in (
                SurveyInvitation.objects.with_changed_consents(),
                AttendeeResponse.objects.with_changed_consents(),
            )
        ]
        unnamed_since = Attendee.objects.filter(
            contributions__participation=OuterRef("participation"),
            is_credited=False,
            credit_chosen_at__gt=OuterRef("requested_at"),
        )
        hidden_since = (
            Attendee.objects.filter(
                galleryitem__isnull=False,
                session__edition=OuterRef("edition"),
                image_consent_at__gt=OuterRef("requested_at"),
            )
            .exclude(image_consent=ImageConsent.PUBLIC)
            .order_by()
        )
        later = SynthesisReport.objects.ready().filter(
            Q(participation=OuterRef("participation")) | Q(participation=None),
            edition=OuterRef("edition"),
            kind=OuterRef("kind"),
            language=OuterRef("language"),
            version__gt=OuterRef("version"),
        )
        shared = SurveyInvitation.objects.shared().order_by().values("participation")
        passed_on = Q(kind__in=PARTNER_REPORTS) | Q(participation__in=shared)
        return self.filter(
            Q(edition__in=Role.objects.editions_where(user, Capability.MANAGE_FOLLOW_UP), participation=None)
            | Q(participation__project__in=dossiers.order_by().values("project"))
            | Q(state=ReportState.READY, participation__in=Participation.objects.of_member(user))
            | Q(
                *(~changed for changed in changed_since),
                ~Exists(unnamed_since),
                ~(Q(participation=None) & Exists(hidden_since)),
                ~Exists(later),
                passed_on,
                state=ReportState.READY,
                edition__in=partner_in,
                facts__shared_only=True,
            )
        ).distinct()


class SynthesisReport(Job):
    """One version of one report. ``facts``: as gathered; ``content``: the document; ``sha256``: that of the PDF."""

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"
    WORKING: ClassVar[str] = ReportState.BUILDING
    PROGRESS: ClassVar[tuple[str, ...]] = ("step",)
    limits: ClassVar[JobLimits] = JobLimits(
        attempts=3,
        stuck_after=timedelta(minutes=3),  # a build takes less than two seconds
        overdue_after=timedelta(seconds=45),
        batch=500,
    )

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="reports")
    participation = models.ForeignKey(
        Participation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="reports",
        help_text="None: the whole edition.",
    )
    kind = models.CharField(max_length=16, choices=ReportKind)
    language = models.CharField(max_length=2, default="fr")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=ReportState, default=ReportState.QUEUED)
    step = models.PositiveSmallIntegerField(default=0, help_text="Steps done, out of ``steps``.")
    steps = models.PositiveSmallIntegerField(default=4)
    requested_at = models.DateTimeField()
    requested_during_build = models.BooleanField(
        default=False,
        help_text="While the version before it was being built, which may have the same content.",
    )
    built_at = models.DateTimeField(null=True, blank=True)
    facts: "models.JSONField[Json, Json]" = models.JSONField(default=dict)
    content: "models.JSONField[Json, Json]" = models.JSONField(
        default=dict, help_text="The document, section by section: see reports/document.py."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, help_text="Of a retrospective that everybody reads; one for each language."
    )
    file = models.FileField(upload_to=random_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    objects = SynthesisReportQuerySet.as_manager()

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "language", "version"],
                condition=Q(kind="project"),
                name="report_version_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "kind", "language", "version"],
                condition=Q(participation__isnull=True),
                name="edition_report_version_once",
            ),
            models.CheckConstraint(
                condition=Q(~Q(kind="project"), participation__isnull=True)
                | Q(kind="project", participation__isnull=False),
                name="report_kind_matches",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(kind="retrospective", state="ready"),
                name="report_published_is_public",
            ),
            models.CheckConstraint(condition=~Q(state="ready") | ~Q(sha256=""), name="report_ready_has_hash"),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="report_due")]

    def __str__(self) -> str:
        return f"{self.kind} {self.edition_id} v{self.version}"

    @property
    def is_ready(self) -> bool:
        return self.state == ReportState.READY

    @property
    def has_failed(self) -> bool:
        return self.state == ReportState.FAILED


class ReportRequest(models.Model):
    """A request for a version, one of those requested together: the requester is notified once all are built."""

    PATH_TO_DOSSIER: ClassVar[str] = "report__participation__project__application"

    report = models.ForeignKey(SynthesisReport, models.CASCADE, related_name="requests")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ["requested_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "requested_by", "requested_at"], name="report_requested_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} requested by {self.requested_by_id}"


LONGEST_TEXT = 6000
DRAFTS = UUID("0f6a3b1e-5c0d-4d8a-9b64-1a2f7c9e8d35")


class EditedSection(models.Model):
    """The text of an organiser in one section of a report: every later version has it.

    ``own`` replaces the generated text, ``added`` follows it; ``generated`` is the text it replaced, and ``title``
    the section's, if no facts give it any more. When emptied, the row stays for its draft.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+")
    participation = models.ForeignKey(
        Participation, models.CASCADE, null=True, blank=True, related_name="edited_sections"
    )
    kind = models.CharField(max_length=16, choices=ReportKind)
    language = models.CharField(max_length=2)
    section = models.SlugField(max_length=80)
    title = models.CharField(max_length=200, blank=True)
    own = models.TextField(_("votre texte, à la place"), max_length=LONGEST_TEXT, blank=True)
    added = models.TextField(_("à ajouter après"), max_length=LONGEST_TEXT, blank=True)
    generated = models.TextField(blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["edition", "section", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "language", "section"],
                condition=Q(participation__isnull=False),
                name="section_edited_once",
            ),
            models.UniqueConstraint(
                fields=["edition", "kind", "language", "section"],
                condition=Q(participation=None),
                name="edition_section_edited_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section} of {self.edition_id}"


class SectionDraft(SharedRow):
    """The draft of a section: autosaved, and in no document before somebody confirms it."""

    PATH_TO_DOSSIER: ClassVar[str] = "section__participation__project__application"
    WRITTEN: ClassVar[tuple[str, ...]] = ("own", "added")

    section = models.OneToOneField(EditedSection, models.CASCADE, related_name="draft")
    own = models.TextField(_("votre texte, à la place"), max_length=LONGEST_TEXT, blank=True)
    added = models.TextField(_("à ajouter après"), max_length=LONGEST_TEXT, blank=True)

    class Meta:
        ordering = ["section"]

    def __str__(self) -> str:
        return f"draft of {self.section_id}"

    @property
    def is_unconfirmed(self) -> bool:
        """Whether its texts are not in the documents yet."""
        return (self.own, self.added) != (self.section.own, self.section.added)


def name_draft(report: SynthesisReport, section: str) -> UUID:
    """The identifier of a draft: two people who type first at once write one row."""
    place = f"{report.edition_id}:{report.participation_id}:{report.kind}:{report.language}"
    return uuid5(DRAFTS, f"{place}:{section}")
