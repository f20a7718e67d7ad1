"""Why somebody writes in a dossier no more. Told only to whoever had access."""

from datetime import datetime
from typing import Any

from projects.models import Application, ProjectMember
from projects.review.enums import AccessEnd


def find_lost_dossier(member: Any, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier that this person held and holds no more."""
    left = ProjectMember.objects.former().filter(user=member).values("project")
    rows = Application.objects.filter(project__in=left)
    application = rows.select_related("call__edition").order_by().filter(reference=reference).first()
    return (application, AccessEnd.LEFT) if application else None
