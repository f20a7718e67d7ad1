"""What became of the projects of an edition, on screen and as a file, and the editions of a programme side by side."""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.templatetags.prose import longdate
from coaching.plan.enums import ActionState
from coaching.portfolio.printing import print_results
from coaching.portfolio.queries.edition import PortfolioRow, list_rows, read_portfolio
from coaching.portfolio.queries.indicators import read_project_indicators
from coaching.portfolio.queries.programme import compare_editions
from coaching.portfolio.queries.results import read_results
from coaching.room.views.entering import enter_room, render_project_page
from coaching.session.printing import answer_paper
from programmes.access import edition_for
from programmes.models import Edition, Programme
from projects.exchange.exports.writers import Cell, write_csv, write_xlsx

COLUMNS: list[tuple[Promise, int, Callable[[PortfolioRow], Cell]]] = [
    (_("Projet"), 40, lambda row: row.place.project.title),
    (_("Structure"), 30, lambda row: getattr(row.place.project.organisation, "name", "")),
    (_("Parrain ou marraine"), 24, lambda row: row.mentor),
    (_("Actions faites"), 14, lambda row: row.actions[ActionState.DONE]),
    (_("Actions en cours"), 14, lambda row: row.actions[ActionState.DOING]),
    (_("Actions à faire"), 14, lambda row: row.actions[ActionState.TODO]),
    (_("Actions abandonnées"), 14, lambda row: row.actions[ActionState.DROPPED]),
    (_("Besoins transmis"), 14, lambda row: row.needs),
    (_("Besoins avec un appui"), 14, lambda row: row.helped),
    (_("Engagements"), 14, lambda row: row.commitments),
    (_("Engagements confirmés par le projet"), 16, lambda row: row.confirmed),
    (_("Engagements tenus selon l’organisme seul"), 16, lambda row: row.declared),
    (_("Engagements en retard"), 14, lambda row: row.late),
    (_("Dernière nouvelle"), 18, lambda row: row.news_at and localdate(row.news_at)),
    (_("Dernier échange"), 18, lambda row: row.met_at and localdate(row.met_at)),
    (_("Dernier suivi, en mois"), 14, lambda row: row.last_state.months if row.last_state else None),
    (_("Dernier suivi, réponse"), 30, lambda row: row.last_state.label if row.last_state else ""),
]
"""Of the file: a title, a width, and what a row has there."""


def write_portfolio(path: Path, edition: Edition, rows: Sequence[PortfolioRow], *, at: datetime) -> None:
    """An XLSX, or a CSV by the name of ``path``. No query."""
    titles, widths = [str(title) for title, *_rest in COLUMNS], [width for _title, width, _read in COLUMNS]
    cells = ([read(row) for _title, _width, read in COLUMNS] for row in rows)
    if path.suffix == ".csv":
        write_csv(path, titles, cells)
        return
    about = [
        (str(_("Édition")), edition.name),
        (str(_("Établi le")), longdate(at)),
        (str(_("Projets")), str(len(rows))),
    ]
    write_xlsx(path, titles, widths, cells, title=str(_("Portefeuille")), about=about)


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def manage_portfolio(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One line a project; ``?show=``: those that something is to be done about."""
    current = edition_for(request, edition)
    found = read_portfolio(
        request.user, current, request.GET.get("show", ""), request.GET.get("page"), timezone.now()
    )
    return render(request, "coaching/portfolio/portfolio.html", {"found": found})


@require_safe
def manage_results(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the edition produced: each figure leads to the rows that it counts."""
    results = read_results(request.user, edition_for(request, edition))
    return render(request, "coaching/portfolio/results.html", {"results": results})


@never_cache
@require_safe
def results_pdf(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The same on two tagged A4 pages."""
    current = edition_for(request, edition)
    content = print_results(current, read_results(request.user, current), timezone.now())
    return answer_paper(content, f"{edition}-results")


@require_safe
def project_indicators(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers of one project at each moment of the year, for people in its room. 12 queries at most."""
    room = enter_room(request, slug)
    context = {"found": read_project_indicators(room)}
    return render_project_page(request, room, "coaching/portfolio/project.html", context)


@never_cache
@require_safe
def portfolio_file(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """All of it, one row a project, for a spreadsheet or as a CSV."""
    current, at = edition_for(request, edition), timezone.now()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"portfolio.{kind}"
        write_portfolio(path, current, list_rows(request.user, current, at), at=at)
        content = path.read_bytes()
    disposition = f'attachment; filename="{edition}-portfolio.{kind}"'
    return HttpResponse(content, content_type=TYPES[kind], headers={"Content-Disposition": disposition})


@require_safe
def programme_portfolio(request: AuthenticatedRequest, programme: str) -> HttpResponse:
    """The editions that this person organises. Raises ``Http404`` without any."""
    current = get_object_or_404(Programme, slug=programme)
    compared = compare_editions(request.user, current, timezone.now())
    if not compared.editions:
        raise Http404
    return render(request, "coaching/portfolio/programme.html", {"programme": current, "compared": compared})
