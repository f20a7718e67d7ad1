"""What a person may do in a programme, beyond their roles in its editions; given by who looks after the site."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import UserValue
from programmes.enums import ProgrammeRoleName
from programmes.models.edition import REGION_CHOICES, UNKNOWN_REGION, Programme

EVERY_REGION = _("toutes les régions")
SCOPE_CHOICES = [("", EVERY_REGION), *REGION_CHOICES[1:]]
"""Where a right counts: in one region, or everywhere."""


class ProgrammeRoleQuerySet(models.QuerySet["ProgrammeRole"]):
    def active(self) -> "ProgrammeRoleQuerySet":
        return self.filter(ended_at=None)

    def programmes_read_by(self, user: UserValue) -> models.QuerySet["ProgrammeRole", int]:
        """Ids of the programmes of which ``user`` reads every edition side by side."""
        own = self.active().filter(user=user, name=ProgrammeRoleName.READER)
        return own.values_list("programme_id", flat=True)


class ProgrammeRole(models.Model):
    """A right of a person that outlasts an edition. It ends, it is never deleted. ``region``: where editions may be
    opened; empty, in every region.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="roles")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="programme_roles")
    name = models.CharField(_("droit"), max_length=6, choices=ProgrammeRoleName)
    region = models.CharField(
        _("région"),
        max_length=40,
        blank=True,
        choices=SCOPE_CHOICES,
        error_messages={"invalid_choice": UNKNOWN_REGION},
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ProgrammeRoleQuerySet.as_manager()

    class Meta:
        ordering = ["programme", "name", "region", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "user", "name", "region"],
                condition=models.Q(ended_at__isnull=True),
                name="programme_role_once",
                violation_error_message=_("Cette personne a déjà ce droit."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=ProgrammeRoleName.READER) | models.Q(region=""),
                name="programme_reader_reads_every_region",
                violation_error_message=_("La lecture porte sur toutes les régions."),
            ),
        ]
        indexes = [models.Index(fields=["user", "programme"], name="programme_role_lookup")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.name} {self.programme_id}"
