"""The minutes of a meeting of the committee: what was read at its close, versions that never change, approvals."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accelerator.types import Json
from programmes.models import Organisation
from projects.deliberation.models import Meeting


class MinutesDraft(models.Model):
    """What the next version is made of: the facts as they stood at the close, and two texts of who keeps the minutes.

    ``facts`` is JSON that :mod:`projects.minutes.queries.facts` writes; ``version`` rises with each change of a text.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, related_name="minutes_draft")
    facts: "models.JSONField[Json, Json]" = models.JSONField()
    preamble = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting"]

    def __str__(self) -> str:
        return f"draft of the minutes of {self.meeting_id}"


class CommitteeMinutesQuerySet(models.QuerySet["CommitteeMinutes"]):
    def current(self) -> "CommitteeMinutesQuerySet":
        """The last version of each meeting: the one to approve."""
        later = CommitteeMinutes.objects.filter(meeting=OuterRef("meeting"), version__gt=OuterRef("version"))
        return self.filter(~Exists(later.order_by()))

    def unannounced(self) -> "CommitteeMinutesQuerySet":
        """Minutes of editions whose decisions are not announced yet."""
        return self.filter(meeting__edition__announced_at=None)


class CommitteeMinutes(models.Model):
    """One published version. ``sha256`` is the hash of its ``content``, which only an erasure of personal data changes:
    then ``redacted_at``.
    """

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="minutes")
    version = models.PositiveIntegerField()
    amendment_reason = models.CharField(_("ce qui change, et pourquoi"), max_length=400, blank=True)
    content: "models.JSONField[Json, Json]" = models.JSONField()
    sha256 = models.CharField(max_length=64)
    voices = models.PositiveSmallIntegerField(help_text="How many bodies sat: each is to approve.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    redacted_at = models.DateTimeField(null=True, blank=True)

    objects = CommitteeMinutesQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"],
                name="committee_minutes_version_once",
                violation_error_message=_("Cette version existe déjà."),
            ),
            models.CheckConstraint(
                condition=Q(version=1) | ~Q(amendment_reason=""),
                name="committee_minutes_amended_for_reason",
                violation_error_message=_("Une nouvelle version indique ce qui change."),
            ),
        ]

    def __str__(self) -> str:
        return f"minutes of {self.meeting_id}, version {self.version}"


class CommitteeApproval(models.Model):
    """One body approves one version, by one of its members; a member without a body has a voice of their own.

    ``is_partial``: dossiers were hidden from who approved.
    """

    minutes = models.ForeignKey(CommitteeMinutes, models.CASCADE, related_name="approvals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_partial = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["minutes", "at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["minutes", "organisation"],
                name="committee_approval_once_per_body",
                violation_error_message=_("Cet organisme a déjà approuvé."),
            ),
            models.UniqueConstraint(
                fields=["minutes", "user"],
                condition=Q(organisation=None),
                name="committee_approval_once_per_person",
                violation_error_message=_("Cette personne a déjà approuvé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id or self.user_id} approves {self.minutes_id}"


class AmendmentRequest(models.Model):
    """A member asks for an amendment of a version, in a sentence; who keeps the minutes reads it."""

    minutes = models.ForeignKey(CommitteeMinutes, models.CASCADE, related_name="requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sentence = models.CharField(_("ce qu’il faut corriger"), max_length=1000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["minutes", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(sentence=""),
                name="amendment_request_has_sentence",
                violation_error_message=_("Dites ce qu’il faut corriger."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} about {self.minutes_id}"
