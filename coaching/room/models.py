"""The answers of projects to the cards from their dossiers."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.models import Participation


class CardVerdict(models.TextChoices):
    ACCEPTED = "accepted", _("reprise")
    DISMISSED = "dismissed", _("écartée")


class CardAnswer(models.Model):
    """A card was taken up, or dismissed: it is no longer suggested.

    ``key`` is a hash of its source and words: a changed dossier gives new cards.
    """

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="card_answers")
    key = models.CharField(max_length=64)
    verdict = models.CharField(max_length=10, choices=CardVerdict)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["participation", "at"]
        constraints = [models.UniqueConstraint(fields=["participation", "key"], name="card_answered_once")]

    def __str__(self) -> str:
        return f"{self.key}: {self.verdict}"
