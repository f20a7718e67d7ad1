"""What happens to the programme on the day itself."""

from django.conf import settings
from django.db import models

from coaching.session.models import SessionDay


class SlotShift(models.Model):
    """« +10 min »: what was moved and from where, so that it can be put back."""

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="shifts")
    minutes = models.PositiveSmallIntegerField()
    moves = models.JSONField(
        help_text="Of each slot: slot, version once moved, and from and to, each with its start and end."
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "at"]

    def __str__(self) -> str:
        return f"+{self.minutes} on {self.day_id}"
