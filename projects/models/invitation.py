"""The offer to write a dossier together."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from projects.enums import MemberRights
from projects.models.project import Project


class ProjectInvitationQuerySet(models.QuerySet["ProjectInvitation"]):
    def waiting(self) -> "ProjectInvitationQuerySet":
        """Neither accepted nor withdrawn; it may have expired."""
        return self.filter(accepted_at=None, revoked_at=None)

    def pending(self, at: datetime) -> "ProjectInvitationQuerySet":
        return self.waiting().filter(expires_at__gt=at)


class ProjectInvitation(models.Model):
    """A place in a project, offered by mail. The link holds a signed token made from ``pk`` and ``nonce``."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    email = models.EmailField(_("adresse e-mail"))
    rights = models.CharField(_("droits"), max_length=4, choices=MemberRights, default=MemberRights.EDIT)
    nonce = models.CharField(max_length=32)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ProjectInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=models.Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="project_invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.rights}"
