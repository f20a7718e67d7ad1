"""Who of a dossier may be forgotten alone."""

from typing import Any

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.models import Application, ProjectMember


def list_erasable_members(application: Application) -> Any:
    """Those who hold it, or held it, but for who leads it, who goes with it. Of a draft, nobody is named."""
    rows = ProjectMember.objects.filter(project=application.project_id, leads=False)
    if application.submitted_at is None or application.anonymised_at:
        return rows.none()
    return rows.select_related("user", "project").order_by("pk")


def find_member_refusal(member: ProjectMember) -> str:
    """Why this person cannot be forgotten now, in words; empty when they can."""
    if member.leads:
        return _("Cette personne porte le projet : elle le confie d’abord à quelqu’un d’autre.")
    roles = Role.objects.active().filter(edition=member.project.edition_id, user=member.user_id)
    if roles.exclude(name=RoleName.HOLDER).exists():
        return _(
            "Cette personne a un autre rôle dans l’édition, et son lien avec ce dossier la garde de le lire : "
            "retirez-lui d’abord ce rôle."
        )
    return ""


def is_known_otherwise(person: User, edition: Edition) -> bool:
    """By another role, ended or not, or by another project, anywhere; or as who runs the platform."""
    roles = Role.objects.filter(user=person).exclude(edition=edition, name=RoleName.HOLDER)
    members = ProjectMember.objects.filter(user=person)
    return person.is_staff or person.is_superuser or roles.exists() or members.exists()
