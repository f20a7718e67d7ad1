"""Rows of the plan that a project confirmed in its synthesis."""

from django.db import models

from coaching.plan.models import ActionUpdate
from coaching.surveys.enums import ConfirmedKind
from coaching.surveys.models.invitations import SurveyInvitation


class RowConfirmation(models.Model):
    """A row of the plan, by its ``uid``, that a project confirmed in its synthesis, with its answer and when.

    The row itself stores the new state; this records that somebody looked at it, and lets them correct themselves.
    """

    invitation = models.ForeignKey(SurveyInvitation, models.CASCADE, related_name="confirmations")
    kind = models.CharField(max_length=8, choices=ConfirmedKind)
    row = models.UUIDField()
    answer = models.CharField(max_length=8, blank=True, help_text="Empty while only a line was written.")
    was = models.CharField(max_length=8, blank=True, help_text="The state of an action before.")
    note = models.CharField(max_length=300, blank=True)
    news = models.ForeignKey(ActionUpdate, models.SET_NULL, null=True, blank=True, related_name="+")
    is_decided = models.BooleanField(default=False, help_text="Whether to pass a need on was answered.")
    version = models.PositiveIntegerField(default=0, help_text="Of the line.")
    at = models.DateTimeField()

    class Meta:
        ordering = ["invitation", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "row"], name="row_confirmed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"
