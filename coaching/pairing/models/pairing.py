"""A project and its *parrain* or *marraine*."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coaching.pairing.enums import CURRENT, PairingState
from programmes.models import Role
from projects.models import Participation


class PairingQuerySet(models.QuerySet["Pairing"]):
    def current(self) -> "PairingQuerySet":
        return self.filter(state__in=CURRENT)

    def followed_until_left(self) -> "PairingQuerySet":
        """Those of projects that left a session that had begun, and were followed until then."""
        return self.filter(
            state=PairingState.ENDED,
            answered_at__isnull=False,
            ended_at__gte=F("participation__left_session_at"),
        )


class Pairing(models.Model):
    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="pairings")
    mentor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="pairings")
    state = models.CharField(max_length=10, choices=PairingState, default=PairingState.PROPOSED)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=400, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["participation", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation"],
                condition=Q(state__in=["proposed", "accepted"]),
                name="pairing_one_current",
                violation_error_message=_("Ce projet a déjà un parrain ou une marraine."),
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="pairing_refusal_has_reason",
                violation_error_message=_("Un refus indique sa raison."),
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | ~Q(reason=""),
                name="pairing_end_has_reason",
                violation_error_message=_("La fin d’un parrainage indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor_id} with {self.participation_id}"

    @property
    def is_current(self) -> bool:
        """Proposed or accepted, and not over."""
        return self.state in CURRENT

    @property
    def is_accepted(self) -> bool:
        return self.state == PairingState.ACCEPTED

    @property
    def is_refused(self) -> bool:
        """By the mentor it was proposed to; else it ended."""
        return self.state == PairingState.REFUSED


class MentorCapacity(models.Model):
    """How many projects a mentor follows at most; without a row, what :func:`default_capacity` says."""

    role = models.OneToOneField(Role, models.CASCADE, related_name="mentor_capacity")
    projects = models.PositiveSmallIntegerField(_("projets suivis au plus"))

    class Meta:
        ordering = ["role"]

    def __str__(self) -> str:
        return f"{self.role_id}: {self.projects}"
