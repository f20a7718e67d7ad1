"""What both sides wish for before they are paired."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from programmes.models import Edition, Role
from projects.models import Participation

MOST_WISHES = 3


class WishCall(models.Model):
    """Until when the mentors and the projects of an edition say their wishes; without a row nobody is asked."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="wish_call")
    closes_at = models.DateTimeField(_("jusqu’au"))
    requested_at = models.DateTimeField()

    class Meta:
        ordering = ["edition"]

    def __str__(self) -> str:
        return f"{self.edition_id} until {self.closes_at}"


class PairingWish(models.Model):
    """One side's word on the other: ``rank`` 1 to 3, or none for « plutôt pas », whose reason organisers read.

    ``by_mentor``: said by the mentor about the project; otherwise by the project about the mentor.
    """

    PATH_TO_DOSSIER: ClassVar[str] = "participation__project__application"

    participation = models.ForeignKey(Participation, models.CASCADE, related_name="pairing_wishes")
    role = models.ForeignKey(Role, models.CASCADE, related_name="pairing_wishes")
    by_mentor = models.BooleanField()
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(_("raison"), max_length=400, blank=True)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    class Meta:
        ordering = ["by_mentor", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "role", "by_mentor"],
                name="wish_one_word",
                violation_error_message=_("On ne dit qu’une chose de chacun."),
            ),
            models.UniqueConstraint(
                fields=["participation", "rank"],
                condition=Q(by_mentor=False, rank__isnull=False),
                name="wish_project_rank_once",
            ),
            models.UniqueConstraint(
                fields=["role", "rank"],
                condition=Q(by_mentor=True, rank__isnull=False),
                name="wish_mentor_rank_once",
            ),
            models.CheckConstraint(
                condition=Q(rank__gte=1, rank__lte=MOST_WISHES) | Q(rank=None) & ~Q(reason=""),
                name="wish_rank_or_reason",
                violation_error_message=_("« Plutôt pas » indique sa raison."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participation_id} / {self.role_id}: {self.rank}"
