"""The public sheet of a project: its title and the columns that its members published. Nothing else is read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from programmes.enums import StructureProfile

SHEET_COLUMNS = ("shows_structure", "shows_profile", "shows_department", "shows_summary", "shows_holder")
"""Columns of :class:`Project`: what its holders choose."""


@dataclass(frozen=True)
class PublicSheet:
    """Hidden columns are empty. ``profile`` is a code."""

    edition: str
    edition_name: str
    slug: str
    title: str
    structure: str = ""
    profile: str = ""
    department: str = ""
    summary: str = ""
    holder: str = ""
    opened_at: datetime | None = None

    @property
    def url(self) -> str:
        return reverse("projects:public_project", args=[self.edition, self.slug])

    @property
    def profile_label(self) -> str:
        return str(StructureProfile(self.profile).label) if self.profile else ""


def read_sheet(project: Any) -> PublicSheet:
    """The sheet of a :class:`Project` read with its ``application``, its ``edition`` and ``lead_name``. No query."""
    application = project.application
    return PublicSheet(
        edition=project.edition.slug,
        edition_name=project.edition.name,
        slug=project.slug,
        title=project.title,
        structure=application.structure_name if project.shows_structure else "",
        profile=application.profile if project.shows_profile else "",
        department=application.department if project.shows_department else "",
        summary=project.summary if project.shows_summary else "",
        holder=(project.lead_name or "") if project.shows_holder else "",
        opened_at=project.sheet_opened_at,
    )
