"""The public sheets of an edition, as the API returns them, and its open data."""

import csv
import io
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from accelerator.api.schemas import ApiPage, OutSchema, PageQuery, paginate
from accelerator.api.site import describe_operation
from accelerator.spreadsheet import as_csv_text
from accelerator.types import Json
from programmes.access import public_edition_for
from programmes.api import EditionOut, describe as describe_edition
from projects.models import PastDocument, Project
from projects.publication.queries import list_published_projects, read_sheet

router = Router()


class ProjectOut(OutSchema):
    """The public sheet of a project; hidden columns are empty."""

    slug: str
    title: str
    structure: str
    profile: str
    department: str
    summary: str
    holder: str
    url: str


class DocumentOut(OutSchema):
    """A public paper of an edition of the past. ``media_type`` is empty and ``size``, in bytes, 0 for a link; ``alt``:
    what an image shows."""

    title: str
    url: str
    media_type: str
    size: int
    alt: str


class OpenDataOut(OutSchema):
    edition: EditionOut
    projects: list[ProjectOut]
    documents: list[DocumentOut]


COLUMNS = tuple(ProjectOut.model_fields)


def describe_sheets(projects: Iterable[Project]) -> list[Json]:
    """The projects as :class:`ProjectOut`. No query once their application and their edition were read with them."""
    return [
        {name: getattr(sheet, name) for name in COLUMNS} | {"url": _name_site(sheet.url)}
        for sheet in (read_sheet(project) for project in projects)
    ]


def _name_site(address: str) -> str:
    """The whole address: these lists are read far from the site."""
    return f"{settings.SITE_URL}{address}" if address.startswith("/") else address


@router.get(
    "/editions/{slug:edition}/projects",
    response=ApiPage[ProjectOut],
    tags=["Projects"],
    url_name="projects",
    **describe_operation(
        _("Les fiches publiques d’une édition"),
        _("Les projets accueillis qui ont accepté une fiche publique."),
    ),
)
def list_projects(request: HttpRequest, edition: str, page: Query[PageQuery]) -> Json:
    rows = list_published_projects(public_edition_for(request, edition))
    return paginate(request, rows, page, key="slug", describe=describe_sheets)


@router.get(
    "/editions/{slug:edition}/open-data.json",
    response=OpenDataOut,
    tags=["Open data"],
    url_name="open_data",
    **describe_operation(
        _("Une édition et ses fiches publiques"),
        _("Les seuls champs que montrent les pages publiques. Une fiche retirée disparaît dans la minute."),
    ),
)
def read_open_data(request: HttpRequest, edition: str) -> Json:
    current_edition = public_edition_for(request, edition)
    documents = current_edition.past_documents.public().select_related("edition").order_by("position", "pk")
    return {
        "edition": describe_edition(current_edition, timezone.now()),
        "projects": describe_sheets(list_published_projects(current_edition)),
        "documents": [_describe_document(document) for document in documents],
    }


def _describe_document(document: PastDocument) -> Json:
    return {
        "title": document.title,
        "url": _name_site(document.href),
        "media_type": document.content_type,
        "size": document.size,
        "alt": document.alt,
    }


@router.get(
    "/editions/{slug:edition}/open-data.csv",
    tags=["Open data"],
    url_name="open_data_csv",
    openapi_extra={"responses": {200: {"content": {"text/csv": {}}}}},
    **describe_operation(
        _("Les fiches publiques en tableau"),
        _("CSV en UTF-8, séparé par des virgules, une ligne par projet."),
    ),
)
def read_open_table(request: HttpRequest, edition: str) -> HttpResponse:
    """Texts that a spreadsheet would run have an apostrophe before them."""
    current_edition = public_edition_for(request, edition)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for sheet in describe_sheets(list_published_projects(current_edition)):
        writer.writerow([as_csv_text(sheet[name]) for name in COLUMNS])
    disposition = f'attachment; filename="{current_edition.slug}.csv"'
    return HttpResponse(
        stream.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )
