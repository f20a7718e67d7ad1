"""What was entered of an edition of the past."""

from typing import Any

from django.db.models import QuerySet

from programmes.models import Edition
from programmes.public_sections import PublicSection
from projects.history.models import PastDocument, PastProject


def list_entered(edition: Edition) -> "QuerySet[PastProject]":
    """Title by title, with project, structure and dossier."""
    rows = PastProject.objects.filter(project__edition=edition)
    frame = ("project__organisation", "project__application__sheet", "project__edition")
    return rows.select_related(*frame).order_by("project__title", "pk")


def find_public_section(edition: Edition, project: Any = None) -> PublicSection | None:
    """The public papers of an edition, or what became of one of its projects. One query, none for one that writes."""
    if not edition.silent:
        return None
    if project is None:
        rows = list(
            PastDocument.objects.filter(edition=edition, is_public=True)
            .order_by("added_at", "pk")
            .values("title", "url")
        )
        return PublicSection("projects/history/_documents.html", "css/synthesis.css", rows) if rows else None
    told = PastProject.objects.filter(project=project).exclude(result="").values_list("result", flat=True)
    results = list(told)
    return PublicSection("projects/history/_result.html", "css/synthesis.css", results) if results else None
