"""Scores corrected for the severity of jurors."""

from django.db import models
from django.db.models import F, Q

from programmes.models import Call
from projects.review.solver.corrected import CorrectionLimit


class ScoreCorrectionQuerySet(models.QuerySet["ScoreCorrection"]):
    def outdated(self) -> "ScoreCorrectionQuerySet":
        """Corrections of calls whose reviews or places have changed since."""
        is_current = Q(computed_version=F("version"), places=F("call__edition__places"))
        return self.filter(Q(computed_version=None) | ~is_current)


class ScoreCorrection(models.Model):
    """Scores of a call corrected for the severity of its jurors, as a job last computed them.

    ``version`` rises with each review that enters or leaves a score; the figures are those of ``computed_version``.
    ``dossiers`` and ``severity`` are by key, see :class:`projects.review.solver.correction.Correction`.
    """

    call = models.OneToOneField(Call, models.CASCADE, related_name="score_correction")
    version = models.PositiveIntegerField(default=1)
    computed_version = models.PositiveIntegerField(null=True, blank=True)
    places = models.PositiveIntegerField(default=0)
    limit = models.CharField(
        max_length=20, blank=True, choices=[(limit.value, limit.value) for limit in CorrectionLimit]
    )
    dossiers = models.JSONField(default=dict, blank=True)
    severity = models.JSONField(default=dict, blank=True)

    objects = ScoreCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["call"]

    def __str__(self) -> str:
        return f"correction of {self.call_id}, version {self.computed_version} of {self.version}"
