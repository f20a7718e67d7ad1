"""What applications are scored on."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from programmes.models.edition import Edition

LEVELS = range(5)
"""0 absent, 1 weak, 2 partial, 3 solid, 4 exemplary."""


class Criterion(models.Model):
    """One line of the grid. A total is Σ level / 4 × weight, brought to 100 over the criteria that were scored."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(_("ordre"))
    label_fr = models.CharField(_("critère"), max_length=200)
    label_en = models.CharField(_("critère en anglais"), max_length=200, blank=True)
    help_fr = models.CharField(_("explication"), max_length=400, blank=True)
    help_en = models.CharField(_("explication en anglais"), max_length=400, blank=True)
    weight = models.PositiveSmallIntegerField(
        _("poids"), validators=[MinValueValidator(1), MaxValueValidator(100)], default=10
    )
    anchor_low_fr = models.CharField(_("ce que veut dire 0"), max_length=300, blank=True)
    anchor_low_en = models.CharField(_("ce que veut dire 0, en anglais"), max_length=300, blank=True)
    anchor_high_fr = models.CharField(_("ce que veut dire 4"), max_length=300, blank=True)
    anchor_high_en = models.CharField(_("ce que veut dire 4, en anglais"), max_length=300, blank=True)

    label = Localised("label")
    help = Localised("help")
    anchor_low = Localised("anchor_low")
    anchor_high = Localised("anchor_high")

    class Meta:
        ordering = ["edition", "position"]
        verbose_name = _("critère")
        verbose_name_plural = _("critères")
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="criterion_position_once"),
            models.CheckConstraint(
                condition=models.Q(weight__gte=1, weight__lte=100),
                name="criterion_weight_in_range",
                violation_error_message=_("Le poids va de 1 à 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.label_fr
