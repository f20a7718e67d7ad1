"""Why somebody writes in a dossier no more. Told only to whoever had access."""

from datetime import datetime
from typing import Any

from projects.models import Application
from projects.review.enums import AccessEnd


def find_lost_dossier(member: Any, reference: str, at: datetime) -> tuple[Application, AccessEnd] | None:
    """A dossier that this person held and holds no more."""
    rows = Application.objects.filter(project__members__user=member, project__members__left_at__isnull=False)
    application = rows.select_related("call__edition").order_by().filter(reference=reference).first()
    return (application, AccessEnd.LEFT) if application else None
