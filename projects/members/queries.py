"""The leads of projects, whom pages name and mails reach."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from projects.models import ProjectMember


def leads(project_ids: Iterable[int]) -> dict[int, User]:
    """The lead of each project, by project id, unless their account is closed; one query."""
    leaders = ProjectMember.objects.leads().people_by_project(project_ids)
    return {project: people[0] for project, people in leaders.items()}
