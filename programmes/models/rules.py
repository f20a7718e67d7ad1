"""The rules of a call, as they were at each publication: what an applicant accepted can always be read again."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.web.localised import Localised
from programmes.models.call import Call


def rules_hash(text_fr: str, text_en: str) -> str:
    """SHA-256 of both texts, the French one first, a form feed between them."""
    return hashlib.sha256(f"{text_fr}\f{text_en}".encode()).hexdigest()


class RulesVersion(models.Model):
    """One published version. Written once; ``Application.rules_version`` is the ``number`` that was accepted."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="rules_versions")
    number = models.PositiveIntegerField(_("version"))
    text_fr = models.TextField(_("règlement"), blank=True)
    text_en = models.TextField(_("règlement en anglais"), blank=True)
    published_at = models.DateTimeField(_("publiée le"))
    sha256 = models.CharField(max_length=64)

    text = Localised("text")

    class Meta:
        ordering = ["call", "-number"]
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="rules_version_once")]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.number}"
