"""Open data of an edition: what its public pages say, for whoever wants it as a table."""

import csv
import io
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from accelerator.api.site import words
from programmes.access import public_edition_for
from programmes.api import EditionOut
from programmes.api import describe as describe_edition
from projects.application.api import ProjectOut, describe_sheets
from projects.application.queries.applications import list_published_projects
from projects.exchange.exports.tables import plain_text

router = Router(tags=["Open data"])
COLUMNS = tuple(ProjectOut.model_fields)


class OpenDataOut(Schema):
    edition: EditionOut
    projects: list[ProjectOut]


@router.get(
    "/editions/{edition}/open-data.json",
    response=OpenDataOut,
    url_name="open_data",
    **words(
        _("Une édition et ses fiches publiques"),
        _("Les seuls champs que montrent les pages publiques. Une fiche retirée disparaît dans la minute."),
    ),
)
def read_open_data(request: HttpRequest, edition: str) -> dict[str, Any]:
    """Publishable fields only: those of the public pages. A sheet that is withdrawn is gone within a minute."""
    shown = public_edition_for(request, edition)
    return {
        "edition": describe_edition(shown, timezone.now()),
        "projects": describe_sheets(shown, list_published_projects(shown)),
    }


@router.get(
    "/editions/{edition}/open-data.csv",
    url_name="open_data_csv",
    openapi_extra={"responses": {200: {"content": {"text/csv": {}}}}},
    **words(
        _("Les fiches publiques en tableau"),
        _("CSV en UTF-8, séparé par des virgules, une ligne par projet."),
    ),
)
def read_open_table(request: HttpRequest, edition: str) -> HttpResponse:
    """UTF-8 and commas, a line for each project; texts that a spreadsheet would run have an apostrophe before them."""
    shown = public_edition_for(request, edition)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(COLUMNS)
    for sheet in describe_sheets(shown, list_published_projects(shown)):
        writer.writerow([plain_text(sheet[name]) for name in COLUMNS])
    disposition = f'attachment; filename="{shown.slug}.csv"'
    return HttpResponse(
        stream.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )
