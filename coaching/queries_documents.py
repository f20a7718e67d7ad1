"""Reads about surveys and reports: who holds a project, which documents a person may open."""

from collections.abc import Iterable
from typing import Any

from accelerator.accounts.models import User
from coaching.enums import ReportKind
from coaching.models import SynthesisReport
from projects.models import Project, ProjectMember


def leads(project_ids: Iterable[int]) -> dict[int, User]:
    """Who holds each project, by project id; one query."""
    members = ProjectMember.objects.filter(project__in=project_ids, leads=True, left_at=None).select_related("user")
    return {member.project_id: member.user for member in members}


def documents_for(user: Any, project: Project) -> list[SynthesisReport]:
    """The last synthesis of this project in each language that this person may open, newest first; one query."""
    rows = (
        SynthesisReport.objects.visible_to(user)
        .ready()
        .filter(kind=ReportKind.PROJECT, participation__project=project)
        .order_by("-version")
        .defer("facts")
    )
    latest: dict[str, SynthesisReport] = {}
    for row in rows:
        latest.setdefault(row.language, row)
    return list(latest.values())
