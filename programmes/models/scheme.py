"""Support schemes: what partners can offer after the session."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from programmes.models.edition import Edition
from programmes.models.organisation import Organisation

STALE_AFTER_DAYS = 365


class SupportScheme(models.Model):
    """An offer of support as an edition knew it; shown as "to be checked" when its source is old."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="schemes")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="schemes", verbose_name=_("organisme")
    )
    name = models.CharField(_("nom"), max_length=120)
    summary_fr = models.TextField(_("ce que le dispositif apporte"))
    summary_en = models.TextField(_("ce que le dispositif apporte, en anglais"), blank=True)
    conditions_fr = models.TextField(_("conditions"), blank=True)
    conditions_en = models.TextField(_("conditions en anglais"), blank=True)
    source_url = models.URLField(_("source"), blank=True)
    verified_on = models.DateField(_("vérifié le"), null=True, blank=True)
    valid_until = models.DateField(_("valable jusqu’au"), null=True, blank=True)

    summary = Localised("summary")
    conditions = Localised("conditions")

    class Meta:
        ordering = ["edition", "name"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="scheme_once")]

    def __str__(self) -> str:
        return self.name

    def is_stale(self, today: date | None = None) -> bool:
        """Whether its facts need checking before anybody relies on them."""
        today = today or timezone.localdate()
        if self.valid_until and self.valid_until < today:
            return True
        return self.verified_on is None or (today - self.verified_on).days > STALE_AFTER_DAYS
