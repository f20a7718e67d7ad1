"""The offer to write a dossier together."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accelerator.invitations.models import WAITING, PersonalInvitation, PersonalInvitationQuerySet
from projects.enums import MemberRights
from projects.models.project import Project


class ProjectInvitationQuerySet(PersonalInvitationQuerySet["ProjectInvitation"]):
    """Places offered in projects."""


class ProjectInvitation(PersonalInvitation):
    """A place in a project, offered by mail."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="invitations")
    rights = models.CharField(_("droits"), max_length=4, choices=MemberRights, default=MemberRights.EDIT)

    objects = ProjectInvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=WAITING,
                name="project_invitation_pending_once",
                violation_error_message=_("Une invitation attend déjà cette personne."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} {self.rights}"
