"""Why somebody can no longer write in a dossier: only for people who had access."""

from datetime import datetime
from typing import Any

from projects.models import Application, ProjectMember
from projects.review.enums import AccessEnd


def find_lost_dossier(member: Any, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier of a project that this person left."""
    left = ProjectMember.objects.former().filter(user=member).values("project")
    rows = Application.objects.filter(project__in=left)
    application = rows.select_related("call__edition").order_by().filter(reference=reference).first()
    return (application, AccessEnd.LEFT) if application else None
