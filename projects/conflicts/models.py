"""A recusal: a reviewer steps aside from one dossier; from then on the server keeps it from them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.application.models import Application


class Recusal(models.Model):
    """An act, with its author (the reviewer, or an organiser for them) and its reason. It stays in the minutes."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="recusals")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="recusals")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(_("raison"), max_length=400)
    at = models.DateTimeField()

    class Meta:
        ordering = ["application", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="recusal_once",
                violation_error_message=_("Le déport de cette personne est déjà enregistré."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="recusal_has_reason",
                violation_error_message=_("Un déport indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer_id} steps aside from {self.application_id}"


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
