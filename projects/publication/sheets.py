"""What the public sheet of a project says: its title, and what its holders chose to show. Nothing else is read."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from programmes.enums import StructureProfile
from projects.models import Project

SHOWN = ("shows_structure", "shows_profile", "shows_department", "shows_summary", "shows_holder")
"""Columns of :class:`Project`: what its holders choose."""


@dataclass(frozen=True)
class PublicSheet:
    """What is not shown is empty. ``profile`` is a code."""

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


def read_sheet(project: Project) -> PublicSheet:
    """The sheet of a project read with its ``application`` and its ``edition``. No query."""
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
        holder=application.holder_name if project.shows_holder else "",
        opened_at=project.sheet_opened_at,
    )
