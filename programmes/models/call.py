"""A call for projects: its dates, its rules, its form, and until when it takes a dossier."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import Revision
from accelerator.web.localised import Localised
from programmes.enums import Timing
from programmes.models.closing import LateAccess
from programmes.models.edition import Edition

LONGEST_GRACE = 24 * 60
"""Minutes."""


@dataclass(frozen=True)
class Admission:
    """Whether a person may submit at an instant, on what ground, and until when. False when they may not."""

    timing: Timing | None = None
    until: datetime | None = None

    def __bool__(self) -> bool:
        return self.timing is not None

    @property
    def is_late(self) -> bool:
        return self.timing in (Timing.GRACE, Timing.LATE_LINK)


class CallQuerySet(models.QuerySet["Call"]):
    def published(self, at: datetime | None = None) -> "CallQuerySet":
        return self.filter(published_at__lte=at or timezone.now())

    def open(self, at: datetime | None = None) -> "CallQuerySet":
        """Calls that take applications at this instant: nobody opens or closes them, time does."""
        at = at or timezone.now()
        return self.published(at).filter(opens_at__lte=at, closes_at__gt=at)


class Call(models.Model):
    """Published, then open between two instants. ``closes_at`` itself is too late.

    ``grace_minutes`` let a draft begun before the closing arrive just after it; no public page displays them.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="call")
    form = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("formulaire de candidature"),
    )
    draft_form = models.OneToOneField(
        Revision,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="The form being changed by the organisers; nobody answers it until it is published.",
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, editable=False)
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
    grace_minutes = models.PositiveSmallIntegerField(_("délai de grâce, en minutes"), default=0)
    intro_fr = models.TextField(_("ce que l’appel recherche"), blank=True)
    intro_en = models.TextField(_("ce que l’appel recherche, en anglais"), blank=True)
    rules_fr = models.TextField(_("règlement"), blank=True)
    rules_en = models.TextField(_("règlement en anglais"), blank=True)
    rules_version = models.PositiveIntegerField(default=1, editable=False)
    faq_fr = models.TextField(_("questions fréquentes"), blank=True)
    faq_en = models.TextField(_("questions fréquentes en anglais"), blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)

    objects = CallQuerySet.as_manager()
    intro = Localised("intro")
    rules = Localised("rules")
    faq = Localised("faq")

    class Meta:
        ordering = ["-opens_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="call_dates_in_order",
                violation_error_message=_("La clôture doit suivre l’ouverture."),
            ),
            models.CheckConstraint(
                condition=models.Q(grace_minutes__lte=LONGEST_GRACE),
                name="call_grace_within_a_day",
                violation_error_message=_("Le délai de grâce dure un jour au plus."),
            ),
        ]

    def __str__(self) -> str:
        return f"appel {self.edition}"

    def is_open(self, at: datetime) -> bool:
        return self.is_published(at) and self.opens_at <= at < self.closes_at

    def is_published(self, at: datetime) -> bool:
        return self.published_at is not None and self.published_at <= at

    @property
    def grace_ends_at(self) -> datetime:
        """Minutes that pass, whatever the clocks do meanwhile."""
        return self.closes_at.astimezone(UTC) + timedelta(minutes=self.grace_minutes)

    def accepts(
        self, at: datetime, *, begun_at: datetime | None = None, late_access: LateAccess | None = None
    ) -> Admission:
        """Whether one person may start, change or send a dossier at this instant: the one place that decides.

        ``begun_at``: when their draft was begun, for the grace; ``late_access``: the personal link they took up, if
        any (``programmes.queries.admission_of`` finds it).
        """
        if not self.is_published(at) or at < self.opens_at:
            return Admission()
        if at < self.closes_at:
            return Admission(Timing.ON_TIME, self.closes_at)
        if begun_at is not None and begun_at < self.closes_at and at < self.grace_ends_at:
            return Admission(Timing.GRACE, self.grace_ends_at)
        if late_access is not None and late_access.call_id == self.pk and late_access.lets_in(at):
            return Admission(Timing.LATE_LINK, late_access.expires_at)
        return Admission()
