"""Changes of the timetable on the day itself."""

from django.conf import settings
from django.db import models

from coaching.session.models import SessionDay


def stands(path: str = "") -> models.Q:
    """Condition: the shift at ``path`` was not undone."""
    return models.Q(**{f"{path}undone_at": None})


class SlotShiftQuerySet(models.QuerySet["SlotShift"]):
    def standing(self) -> "SlotShiftQuerySet":
        """Shifts that were not undone, the last one first."""
        return self.filter(stands()).order_by("-at", "-pk")


class SlotShift(models.Model):
    """« +10 min »: the moved slots and their former hours, so that the shift can be undone."""

    day = models.ForeignKey(SessionDay, models.CASCADE, related_name="shifts")
    minutes = models.PositiveSmallIntegerField()
    moves = models.JSONField(
        help_text="Of each slot: slot, version once moved, and from and to, each with its start and end."
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = SlotShiftQuerySet.as_manager()

    class Meta:
        ordering = ["day", "at"]

    def __str__(self) -> str:
        return f"+{self.minutes} on {self.day_id}"
