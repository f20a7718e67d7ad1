"""Who holds a project: the people that pages name and mails reach."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from projects.models import ProjectMember


def leads(project_ids: Iterable[int]) -> dict[int, User]:
    """Who leads each project, by project id, unless their account is closed; one query."""
    members = ProjectMember.objects.leads().active().filter(project__in=project_ids)
    return {member.project_id: member.user for member in members.select_related("user")}
