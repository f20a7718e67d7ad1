"""Portfolio, results and amounts of an edition, on screen and as files, and the editions of a programme side by
side.
"""

import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import render_form
from accelerator.web.merging import lock_when_posted
from accelerator.web.templatetags.prose import longdate
from coaching.plan.enums import ActionState
from coaching.portfolio.actions import choose_stories
from coaching.portfolio.forms import StoriesForm
from coaching.portfolio.printing import print_results
from coaching.portfolio.queries.amounts import (
    AmountKind,
    AmountRow,
    add_up_by_place,
    narrow_amounts,
    read_amounts,
    read_amounts_of,
)
from coaching.portfolio.queries.edition import PortfolioRow, list_rows, read_portfolio
from coaching.portfolio.queries.indicators import read_project_indicators
from coaching.portfolio.queries.programme import compare_editions
from coaching.portfolio.queries.results import EditionResults, read_results
from coaching.portfolio.queries.summary import list_comparable
from coaching.room.views.entering import enter_room, render_project_page
from coaching.session.printing import respond_with_pdf
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
    (_("Engagements jugés utiles par le projet"), 16, lambda row: row.useful),
    (_("Engagements en retard"), 14, lambda row: row.late),
    (_("Dernière nouvelle"), 18, lambda row: row.news_at and localdate(row.news_at)),
    (_("Dernier échange"), 18, lambda row: row.met_at and localdate(row.met_at)),
    (_("Dernier suivi, en mois"), 14, lambda row: row.last_state.months if row.last_state else None),
    (_("Dernier suivi, réponse"), 30, lambda row: row.last_state.label if row.last_state else ""),
]
"""Of the file: a title, a width, and the value of a row."""


TOTALS: dict[AmountKind, Promise] = {
    AmountKind.PROPOSED: _("Proposé, en euros"),
    AmountKind.GRANTED: _("Accordé, en euros"),
    AmountKind.PAID: _("Versé, en euros"),
}
"""The last columns: the total amounts of a project."""


AMOUNT_COLUMNS: list[tuple[Promise, int, Callable[[AmountRow], Cell]]] = [
    (_("Projet"), 40, lambda row: row.project),
    (_("Structure"), 30, lambda row: getattr(row.structure, "name", "")),
    (_("Département"), 18, lambda row: row.department),
    (_("Besoin ou engagement"), 50, lambda row: row.subject),
    (_("Organisme"), 24, lambda row: row.body),
    (_("Dispositif"), 24, lambda row: row.scheme),
    (_("Proposé, accordé ou versé"), 14, lambda row: str(row.kind.label)),
    (_("Montant en euros"), 14, lambda row: float(row.amount)),
    (_("Ce qu’il paie"), 40, lambda row: row.purpose),
]
"""Columns of the file of amounts: one row each, for a pivot table."""


TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def manage_portfolio(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One line a project; ``?show=`` filters them."""
    current = edition_for(request, edition)
    portfolio = read_portfolio(
        request.user, current, request.GET.get("show", ""), request.GET.get("page"), timezone.now()
    )
    return render(request, "coaching/portfolio/portfolio.html", {"portfolio": portfolio})


@require_safe
def manage_results(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The results of the edition, each figure with a link to its rows.

    ``?compare=``: beside those of this other edition; an unreadable one is ignored.
    """
    results, offered = _read_compared(request, edition_for(request, edition))
    return render(request, "coaching/portfolio/results.html", {"results": results, "offered": offered})


def _read_compared(
    request: AuthenticatedRequest, edition: Edition
) -> "tuple[EditionResults, QuerySet[Edition]]":
    """The results, beside those of the edition in the address; and the editions one may compare with."""
    offered = list_comparable(request.user, edition, timezone.localdate())
    other = next((row for row in offered if row.slug == request.GET.get("compare")), None)
    return read_results(request.user, edition, other), offered


@require_http_methods(["GET", "HEAD", "POST"])
def manage_stories(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Choose the projects whose stories are in the results, and their order."""
    current = edition_for(request, edition)
    with lock_when_posted(request, current):
        form = StoriesForm(request.POST or None, edition=current, reader=request.user)
        if request.method == "POST" and form.is_valid():
            choose_stories(edition=current, places=form.places, actor=request.user, at=timezone.now())
            messages.success(request, _("Les histoires sont choisies."))
            return redirect("coaching:manage_results", edition)
    return render_form(request, "coaching/portfolio/stories.html", {"form": form}, form)


@never_cache
@require_safe
def results_pdf(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The results on two tagged A4 pages, with the same comparison."""
    current = edition_for(request, edition)
    results, _offered = _read_compared(request, current)
    content = print_results(current, results, timezone.now())
    return respond_with_pdf(content, f"{edition}-results")


@require_safe
def project_indicators(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers of one project at each moment of the year, for people in its room. 12 queries at most."""
    room = enter_room(request, slug)
    context = {"indicators": read_project_indicators(room)}
    return render_project_page(request, room, "coaching/portfolio/project.html", context)


@never_cache
@require_safe
def portfolio_file(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """All projects, one row each, as a spreadsheet or as a CSV."""
    current, at = edition_for(request, edition), timezone.now()
    rows = list_rows(request.user, current, at)
    amounts = read_amounts_of(row.place for row in rows)
    about = [*_describe_file(current, at), (str(_("Projets")), str(len(rows)))]
    return _answer_table(
        f"{edition}-portfolio.{kind}", _add_totals(amounts), rows, title=str(_("Portefeuille")), about=about
    )


def _add_totals(amounts: Sequence[AmountRow]) -> list[tuple[Promise, int, Callable[[PortfolioRow], Cell]]]:
    """The columns of the file, and a total of each kind of amount."""
    totals = add_up_by_place(amounts)

    def read(row: PortfolioRow, kind: AmountKind) -> float | None:
        total = totals.get(row.place.pk, {}).get(kind)
        return None if total is None else float(total)

    return [*COLUMNS, *((label, 14, partial(read, kind=kind)) for kind, label in TOTALS.items())]


def _describe_file(edition: Edition, at: datetime) -> list[tuple[str, str]]:
    return [(str(_("Édition")), edition.name), (str(_("Établi le")), longdate(at))]


def _answer_table(
    name: str,
    columns: Sequence[tuple[Promise, int, Callable[[Any], Cell]]],
    rows: Sequence[object],
    *,
    title: str,
    about: Sequence[tuple[str, str]],
) -> HttpResponse:
    """An XLSX, or a CSV, by the end of ``name``. No query."""
    titles, widths = [str(title) for title, *_rest in columns], [width for _title, width, _read in columns]
    cells = ([read(row) for _title, _width, read in columns] for row in rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if path.suffix == ".csv":
            write_csv(path, titles, cells)
        else:
            write_xlsx(path, titles, widths, cells, title=title, about=about)
        content = path.read_bytes()
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=TYPES[path.suffix[1:]], headers=headers)


@require_safe
def manage_amounts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One line an amount; filtered by ``?kind=``, ``body``, ``scheme``…, as the figures of the results link to them."""
    rows = read_amounts(request.user, edition_for(request, edition))
    context = {"amounts": narrow_amounts(rows, request.GET.dict())}
    return render(request, "coaching/portfolio/amounts.html", context)


@never_cache
@require_safe
def amounts_file(request: AuthenticatedRequest, edition: str, kind: str) -> HttpResponse:
    """All amounts, one a row, for a spreadsheet or as a CSV."""
    current, at = edition_for(request, edition), timezone.now()
    rows = read_amounts(request.user, current)
    about = _describe_file(current, at)
    return _answer_table(
        f"{edition}-amounts.{kind}", AMOUNT_COLUMNS, rows, title=str(_("Montants")), about=about
    )


@require_safe
def programme_portfolio(request: AuthenticatedRequest, programme: str) -> HttpResponse:
    """The editions that this person organises. Raises ``Http404`` without any."""
    current = get_object_or_404(Programme, slug=programme)
    compared = compare_editions(request.user, current, timezone.now())
    if not compared.editions:
        raise Http404
    return render(request, "coaching/portfolio/programme.html", {"programme": current, "compared": compared})
