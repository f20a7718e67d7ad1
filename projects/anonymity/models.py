"""What an organiser decided of the anonymous copy of one dossier, beside what the software finds by itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_WORD = 200


class MaskChoice(models.TextChoices):
    MASK = "mask", _("mot masqué")
    LEAVE = "leave", _("mot laissé")
    WITHHOLD = "withhold", _("fichier retenu")
    HAND_OUT = "hand_out", _("fichier laissé")


OF_WORDS = (MaskChoice.MASK, MaskChoice.LEAVE)
OF_FILES = (MaskChoice.WITHHOLD, MaskChoice.HAND_OUT)


class MaskOverride(models.Model):
    """One decision for one dossier. ``value``: a word, or the SHA-256 of a file, which survives a new version."""

    application = models.ForeignKey("projects.Application", models.CASCADE, related_name="mask_overrides")
    choice = models.CharField(max_length=8, choices=MaskChoice)
    value = models.CharField(max_length=LONGEST_WORD)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "value"], name="mask_override_once"),
            models.CheckConstraint(condition=~models.Q(value=""), name="mask_override_has_value"),
        ]

    def __str__(self) -> str:
        return f"{self.choice} in {self.application_id}"


def is_anonymous(path: str = "") -> Q:
    """``Edition.hides_identities`` as a condition on the edition at that path."""
    still = {"anonymous_since__isnull": False, "identities_opened_at": None, "announced_at": None}
    return Q(**{f"{path}{name}": value for name, value in still.items()})
