"""A person who holds a dossier of a call may judge the others all the same: decided in writing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition


class SeatWaiver(models.Model):
    """``user`` may sit on the committee of an edition to which they apply; their own dossier stays closed to them."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="seat_waivers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "user"],
                name="seat_waiver_once",
                violation_error_message=_("La dérogation de cette personne est déjà enregistrée."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="seat_waiver_has_reason",
                violation_error_message=_("Une dérogation indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} may sit in {self.edition_id}"
