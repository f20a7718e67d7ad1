"""The public sheets of an edition, and of all of them."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from programmes.models import Edition
from programmes.public_sections import register_flags
from projects.models import Project, ProjectMember
from projects.publication.sheets import SHEET_COLUMNS

PAGE_SIZE = 50
LATEST = 30
DIRECTORY_COLUMNS = (
    "slug", "title", "summary", "sheet_opened_at", "edition__slug", "edition__name",
    "application__structure_name", "application__profile", "application__department", *SHEET_COLUMNS,
)  # fmt: skip


def with_leads(rows: QuerySet[Project]) -> QuerySet[Project]:
    """Adds ``lead_name``: the present lead, with an open account (a dossier has the name of its sender)."""
    leads = ProjectMember.objects.leads().active().filter(project=OuterRef("pk")).order_by()
    return rows.annotate(lead_name=Subquery(leads.values("user__name")[:1]))


def list_published_projects(edition: Edition) -> QuerySet[Project]:
    """Those of an edition, title by title, with what :func:`~projects.publication.sheets.read_sheet` reads."""
    rows = with_leads(Project.objects.published()).filter(edition=edition)
    return rows.select_related("application", "edition").order_by("title", "pk")


def list_directory(at: datetime) -> QuerySet[Project]:
    """Those of every public edition, the latest edition first, with the columns that a sheet is read from."""
    public = Edition.objects.public(at).order_by().values("pk")
    rows = with_leads(Project.objects.published()).filter(edition__in=public)
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
