"""A call for projects: its dates, its rules, its form."""

from datetime import datetime

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.questionnaires.models import Revision
from accelerator.web.localised import Localised
from programmes.models.edition import Edition


class CallQuerySet(models.QuerySet["Call"]):
    def published(self, at: datetime | None = None) -> "CallQuerySet":
        return self.filter(published_at__lte=at or timezone.now())

    def open(self, at: datetime | None = None) -> "CallQuerySet":
        """Calls that take applications at this instant: nobody opens or closes them, time does."""
        at = at or timezone.now()
        return self.published(at).filter(opens_at__lte=at, closes_at__gt=at)


class Call(models.Model):
    """Published, then open between two instants. ``closes_at`` itself is too late."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="call")
    form = models.ForeignKey(
        Revision,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("formulaire de candidature"),
    )
    published_at = models.DateTimeField(_("publié le"), null=True, blank=True, editable=False)
    opens_at = models.DateTimeField(_("ouverture"))
    closes_at = models.DateTimeField(_("clôture"))
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
        ]

    def __str__(self) -> str:
        return f"appel {self.edition}"

    def is_open(self, at: datetime) -> bool:
        return self.is_published(at) and self.opens_at <= at < self.closes_at

    def is_published(self, at: datetime) -> bool:
        return self.published_at is not None and self.published_at <= at
