"""A programme: what goes on from edition to edition."""

from secrets import token_urlsafe

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised


def logo_path(programme: "Programme", name: str) -> str:
    """A new name for each picture, so that no browser shows a cached former one."""
    return f"programmes/{token_urlsafe(12)}.png"


class Programme(models.Model):
    """``contact_email`` and ``controller`` are the defaults of a new edition; each edition then has its own."""

    name = models.CharField(_("nom"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    summary_fr = models.TextField(_("présentation"), blank=True)
    summary_en = models.TextField(_("présentation en anglais"), blank=True)
    logo = models.FileField(_("logo"), upload_to=logo_path, blank=True)
    logo_alt_fr = models.CharField(_("texte qui remplace le logo"), max_length=200, blank=True)
    logo_alt_en = models.CharField(_("texte qui remplace le logo, en anglais"), max_length=200, blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)
    controller = models.CharField(_("responsable du traitement des données"), max_length=200, blank=True)

    summary = Localised("summary")
    logo_alt = Localised("logo_alt")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(logo="") | ~models.Q(logo_alt_fr=""),
                name="programme_logo_is_described",
                violation_error_message=_("Dites ce que montre le logo à qui ne le voit pas."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> str:
        """How the audit log names this programme."""
        return f"programme:{self.pk}"
