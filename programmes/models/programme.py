"""A programme: what goes on from edition to edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised


class Programme(models.Model):
    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    summary_fr = models.TextField(_("présentation"), blank=True)
    summary_en = models.TextField(_("présentation en anglais"), blank=True)

    summary = Localised("summary")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
