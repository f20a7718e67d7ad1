"""The projects whose stories are in the results of an edition."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.models import Participation

STORIES = 3
"""At most, in the order of their ``rank``."""


class ResultStory(models.Model):
    """A project that organisers chose; its story is read from its answers, never stored here."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="stories")
    participation = models.OneToOneField(Participation, models.CASCADE, related_name="story")
    rank = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["edition", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "rank"],
                name="story_rank_once",
                violation_error_message=_("Une histoire est déjà à cette place."),
            ),
            models.CheckConstraint(
                condition=models.Q(rank__gte=1, rank__lte=STORIES),
                name="story_rank_in_range",
                violation_error_message=_("Trois histoires au plus."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.rank}"
