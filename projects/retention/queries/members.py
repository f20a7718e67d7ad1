"""Members of a dossier that may be erased alone."""

from typing import Any

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.models import Application, ProjectMember


def list_erasable_members(application: Application) -> Any:
    """Members, present and former, but for the lead, who is erased with it. Empty for a draft."""
    rows = ProjectMember.objects.filter(project=application.project_id, leads=False)
    if application.submitted_at is None or application.anonymised_at:
        return rows.none()
    return rows.select_related("user", "project").order_by("pk")


def find_member_refusal(member: ProjectMember) -> str:
    """Why this person cannot be erased now; empty when they can."""
    if member.leads:
        return _("Cette personne porte le projet : elle le confie d’abord à quelqu’un d’autre.")
    roles = Role.objects.active().filter(edition=member.project.edition_id, user=member.user_id)
    if roles.exclude(name=RoleName.HOLDER).exists():
        return _(
            "Cette personne a un autre rôle dans l’édition, et son lien avec ce dossier la garde de le lire : "
            "retirez-lui d’abord ce rôle."
        )
    return ""


def has_other_ties(person: User, edition: Edition) -> bool:
    """Whether they have another role, ended or not, another project, or a staff account."""
    roles = Role.objects.filter(user=person).exclude(edition=edition, name=RoleName.HOLDER)
    members = ProjectMember.objects.filter(user=person)
    return person.is_staff or person.is_superuser or roles.exists() or members.exists()
