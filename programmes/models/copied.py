"""Confirmed mentions in the texts that an edition copied from a former one."""

from django.conf import settings
from django.db import models

from programmes.models.edition import Edition


class KeptMention(models.Model):
    """A date or place that somebody confirmed in its sentence. ``digest`` identifies both; see ``copied_texts``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="kept_mentions")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="mention_kept_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.digest[:8]}"
