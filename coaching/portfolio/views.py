"""What became of the projects of an edition, and the editions of a programme side by side."""

import tempfile
from pathlib import Path

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.portfolio.queries.edition import list_rows, read_portfolio
from coaching.portfolio.queries.indicators import read_indicators
from coaching.portfolio.queries.programme import compare_editions
from coaching.portfolio.queries.project import read_project_indicators
from coaching.portfolio.workbook import write_portfolio
from coaching.room.views.entering import enter_room
from programmes.access import edition_for
from programmes.models import Programme

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
def manage_indicators(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The questions answered at several moments, side by side."""
    tables = read_indicators(request.user, edition_for(request, edition))
    return render(request, "coaching/portfolio/indicators.html", {"tables": tables})


@require_safe
def project_indicators(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers of one project at each moment of the year, for people in its room. 12 queries at most."""
    room = enter_room(request, slug)
    context = {"project": room.project, "found": read_project_indicators(room)}
    return render(request, "coaching/portfolio/project.html", context)


@never_cache
@require_safe
def portfolio_csv(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """All of it, one row a project."""
    return _render_file(request, edition, "csv")


@never_cache
@require_safe
def portfolio_xlsx(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The same, for a spreadsheet."""
    return _render_file(request, edition, "xlsx")


def _render_file(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
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
