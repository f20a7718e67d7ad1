"""The public sheet of a project: its title and the columns that its members published; nothing else is read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from programmes.enums import StructureProfile
from programmes.extensions import register_flags
from programmes.models import Edition
from projects.members.models import ProjectQuerySet
from projects.models import Project

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


def read_sheet(project: Project) -> PublicSheet:
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


PAGE_SIZE = 50
LATEST = 30
DIRECTORY_COLUMNS = (
    "slug", "title", "summary", "sheet_opened_at", "edition__slug", "edition__name",
    "application__structure_name", "application__profile", "application__department", *SHEET_COLUMNS,
)  # fmt: skip


def list_published_projects(edition: Edition) -> QuerySet[Project]:
    """The published projects of an edition, by title, with what :func:`read_sheet` reads."""
    rows = Project.objects.published().with_lead_name().filter(edition=edition)
    return rows.select_related("application", "edition").order_by("title", "pk")


def select_directory(rows: ProjectQuerySet, at: datetime) -> ProjectQuerySet:
    """The published projects of every public edition."""
    # apart by « distinct »: joined, PostgreSQL looks them up for each sheet that has a searched word
    public = Edition.objects.public(at).order_by().values("pk").distinct()
    return rows.published().filter(edition__in=public)


def list_directory(at: datetime) -> QuerySet[Project]:
    """The projects of :func:`select_directory`, latest edition first, with the columns that a sheet needs."""
    rows = select_directory(Project.objects.with_lead_name(), at)
    rows = rows.select_related("application", "edition").only(*DIRECTORY_COLUMNS)
    return rows.order_by("-edition__session_starts_on", "edition", "title", "pk")


def list_latest_sheets(at: datetime) -> QuerySet[Project]:
    """The sheets that were opened last, latest first."""
    opened = list_directory(at).filter(sheet_opened_at__isnull=False)
    return opened.order_by("-sheet_opened_at", "-pk")[:LATEST]


def register_sheets() -> None:
    """The public pages of an edition know whether there are any. Called when the app is ready."""
    published = Project.objects.published().filter(edition=OuterRef("pk")).order_by()
    register_flags(has_public_sheets=Exists(published))
