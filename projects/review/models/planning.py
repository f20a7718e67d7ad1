"""Who will read what: the last proposal, and changes that organisers have not applied yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition
from projects.application.models import Application
from projects.review.enums import AssignmentStrategy, DutyChange, DutyReason


class AssignmentPlan(models.Model):
    """How the dossiers of an edition are assigned, and the proposal that its organisers last read.

    ``anchors``: keys of the dossiers that everybody reads. ``pairs``: of the proposal, each with its dossier, juror and
    reason; those of the one before in ``previous``. ``situation``: what the proposal was computed from.
    """

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="assignment_plan")
    strategy = models.CharField(max_length=8, choices=AssignmentStrategy, default=AssignmentStrategy.READS)
    anchors = models.JSONField(default=list, blank=True)
    situation = models.CharField(max_length=16, blank=True)
    pairs = models.JSONField(default=list, blank=True)
    previous = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"{self.strategy} of {self.edition_id}"


class PlannedDuty(models.Model):
    """A change that organisers planned on the board and have not applied: no mail was sent, and it can be undone."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="planned_duties")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    change = models.CharField(max_length=10, choices=DutyChange)
    because = models.CharField(max_length=12, choices=DutyReason, default=DutyReason.HAND)
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        ordering = ["planned_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                name="planned_duty_once",
                violation_error_message=_("Un changement attend déjà pour cette personne et ce dossier."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change} {self.application_id} {self.reviewer_id}"
