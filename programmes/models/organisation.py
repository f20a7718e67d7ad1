"""An organisation: a structure that applies, sits on the committee, facilitates, supports; often several at once."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    name = models.CharField(_("nom"), max_length=200)
    short_name = models.CharField(_("sigle"), max_length=60, blank=True)
    siret = models.CharField(_("SIRET"), max_length=14, blank=True)
    town = models.CharField(_("commune"), max_length=120, blank=True)
    department = models.CharField(_("département"), max_length=60, blank=True)
    website = models.URLField(_("site"), blank=True)

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["siret"], name="organisation_siret")]

    def __str__(self) -> str:
        return self.short_name or self.name
