"""The partners' answers to the needs of projects, their meeting and their decisions."""

from decimal import Decimal
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accelerator.amounts import DECIMALS, DIGITS, LONGEST_PURPOSE
from accelerator.ticks import TickCounter
from accelerator.types import Json
from coaching.plan.models import Need
from coaching.support.enums import EXPLAINED, GIVES, MeetingState, StanceKind, SupportOutcome
from programmes.models import Edition, Organisation, SupportScheme

LONGEST_COMMENT = 600


def make_amount_column(label: Any) -> "models.DecimalField[Decimal | None, Decimal | None]":
    """Euros; ``None`` without an amount."""
    return models.DecimalField(label, max_digits=DIGITS, decimal_places=DECIMALS, null=True, blank=True)


def check_positive(column: str, name: str) -> models.CheckConstraint:
    """The constraint, called ``name``, that this amount is not negative."""
    return models.CheckConstraint(
        condition=Q(**{f"{column}__isnull": True}) | Q(**{f"{column}__gte": 0}),
        name=name,
        violation_error_message=_("Un montant ne peut pas être négatif."),
    )


class AmountModel(models.Model):
    """A row with an optional amount, and its purpose."""

    amount = make_amount_column(_("montant"))
    amount_for = models.CharField(_("ce qu’il paie"), max_length=LONGEST_PURPOSE, blank=True)

    class Meta:
        abstract = True


class PartnerMeeting(models.Model):
    """The meeting of the partners of an edition, on its day (``Edition.partners_meet_on``).

    Needs are answered until it is closed; to amend it, it is opened again, with a reason. ``tick`` counts the changes
    of the board: screens follow it.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="partner_meeting")
    starts_at = models.TimeField(_("heure"), null=True, blank=True)
    place = models.CharField(_("lieu ou lien"), max_length=200, blank=True)
    attendees = models.TextField(_("qui est là"), max_length=2000, blank=True)
    notes = models.TextField(_("ce que le compte rendu dit de plus"), max_length=4000, blank=True)
    state = models.CharField(
        max_length=8, choices=MeetingState, default=MeetingState.PREPARED, editable=False
    )
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    amended_because = models.CharField(max_length=300, blank=True, editable=False)
    tick = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.state}"


class _AboutNeed(models.Model):
    """A row about a need: its last author, its version, and the tick of the board by which pages know it."""

    version = models.PositiveIntegerField(default=1, editable=False)
    tick = models.PositiveIntegerField(default=0, editable=False)
    saved_at = models.DateTimeField(editable=False)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        abstract = True


class AboutNeedQuerySet(models.QuerySet[Any]):
    def on_board(self, edition: int) -> Self:
        """The rows about needs that projects of this edition share now."""
        return self.filter(need__in=Need.objects.for_partners([edition]))


class Stance(_AboutNeed, AmountModel):
    """The answer of one body to one need; ``comment`` is for the partners and the organisers. ``amount``: what it
    would pay."""

    PATH_TO_DOSSIER: ClassVar[str] = "need__participation__project__application"

    need = models.ForeignKey(Need, models.CASCADE, related_name="stances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="stances")
    kind = models.CharField(_("votre réponse"), max_length=6, choices=StanceKind)
    refer_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("vers qui")
    )
    scheme = models.ForeignKey(
        SupportScheme,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par quel dispositif"),
    )
    comment = models.CharField(_("en quelques mots"), max_length=LONGEST_COMMENT, blank=True)

    objects = AboutNeedQuerySet.as_manager()

    class Meta:
        ordering = ["need", "organisation"]
        constraints = [
            models.UniqueConstraint(fields=["need", "organisation"], name="stance_once_for_a_body"),
            models.CheckConstraint(
                condition=Q(kind=StanceKind.REFER, refer_to__isnull=False)
                | (~Q(kind=StanceKind.REFER) & Q(refer_to__isnull=True)),
                name="stance_refers_to_somebody",
                violation_error_message=_("Dites vers quel organisme vous orientez."),
            ),
            models.CheckConstraint(
                condition=Q(refer_to__isnull=True) | ~Q(refer_to=F("organisation")),
                name="stance_refers_to_another",
                violation_error_message=_("Orientez vers un autre organisme que le vôtre."),
            ),
            check_positive("amount", "stance_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.organisation_id} {self.kind}"


class SupportDecision(_AboutNeed, AmountModel):
    """The decision of the partners on a need: its outcome, reason or condition, leading body and amount."""

    PATH_TO_DOSSIER: ClassVar[str] = "need__participation__project__application"

    need = models.OneToOneField(Need, models.CASCADE, related_name="decision")
    outcome = models.CharField(_("décision"), max_length=11, choices=SupportOutcome)
    reason = models.CharField(_("raison ou condition"), max_length=LONGEST_COMMENT, blank=True)
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("qui pilote")
    )
    scheme = models.ForeignKey(
        SupportScheme,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("par quel dispositif"),
    )
    decided_at = models.DateTimeField(editable=False)

    objects = AboutNeedQuerySet.as_manager()

    class Meta:
        ordering = ["need"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(EXPLAINED)) | ~Q(reason=""),
                name="support_decision_explained",
                violation_error_message=_("Écrivez la raison, ou la condition : le projet la lira."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=sorted(GIVES)) | Q(lead__isnull=False),
                name="support_decision_has_lead",
                violation_error_message=_("Dites quel organisme pilote cet appui."),
            ),
            check_positive("amount", "support_decision_amount_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.need_id} {self.outcome}"


class MeetingMinutes(models.Model):
    """The minutes of a closed meeting; they never change, an amendment is the next number.

    ``snapshot`` is JSON of :mod:`coaching.support.queries.minutes`; ``sha256`` is its hash.
    """

    meeting = models.ForeignKey(PartnerMeeting, models.CASCADE, related_name="minutes")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    snapshot: "models.JSONField[Json, Json]" = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["meeting", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="minutes_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.number}"


class MinutesApproval(models.Model):
    """The approval of one version of the minutes by one body, through one of its people."""

    minutes = models.ForeignKey(MeetingMinutes, models.CASCADE, related_name="approvals")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["minutes", "at"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "organisation"], name="minutes_approved_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} {self.organisation_id}"


BOARD_TICKS = TickCounter(PartnerMeeting, "edition")
