"""What was read again in the texts that an edition took over from a former one."""

from django.conf import settings
from django.db import models

from programmes.models.edition import Edition


class KeptMention(models.Model):
    """Somebody read this date or place in its sentence, and it holds. ``digest`` names both; see ``copied_texts``."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="kept_mentions")
    digest = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["edition", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "digest"], name="mention_kept_once")]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.digest[:8]}"
