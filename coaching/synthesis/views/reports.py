"""Synthesis reports: the organiser's page, its live progress, and the file itself."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Context
from accelerator.web.forms import describe_errors
from coaching.models import SynthesisReport
from coaching.synthesis import queries
from coaching.synthesis.actions import reports as actions
from coaching.synthesis.enums import OF_EDITION, ReportKind
from coaching.synthesis.forms import ReportRequestForm
from coaching.synthesis.queries import list_documents
from coaching.synthesis.reports.build import open_file
from coaching.synthesis.reports.figures import make_charts_for
from programmes.access import edition_for
from programmes.models import Edition
from projects.models import Participation


@require_http_methods(["GET", "HEAD", "POST"])
def manage_reports(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Every project's synthesis and the edition's: request one, follow it, open it."""
    current_edition = edition_for(request, edition)
    if request.method == "POST":
        return _request(request, current_edition)
    language = translation.get_language() or "fr"
    reports = queries.find_edition_reports(request.user, current_edition, language, ReportKind.EDITION)
    context = _build_board_context(request, current_edition) | figures_of(reports.get(ReportKind.EDITION))
    return render(request, "coaching/synthesis/report_manage.html", context)


def _request(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    """Request a report. Raises :class:`Http404` for a project that this organiser may not read, as for a missing
    one.
    """
    form = ReportRequestForm(request.POST)
    if not form.is_valid():
        messages.error(request, describe_errors(form))
        return redirect("coaching:manage_reports", edition.slug)
    what = form.cleaned_data["what"]
    kind = what if what in OF_EDITION else ReportKind.EDITION
    details = {
        "language": form.cleaned_data["language"],
        "actor": request.user,
        "edition": edition,
        "at": timezone.now(),
    }
    if what == "all":
        count = len(actions.request_all(**details))
    else:
        actions.request_report(
            participation=_find_participation(request, edition, what), kind=kind, **details
        )
        count = 1
    text = ngettext(
        "%(count)s synthèse demandée : elle se prépare.",
        "%(count)s synthèses demandées : elles se préparent.",
        count,
    )
    messages.success(request, text % {"count": count})
    return redirect("coaching:manage_reports", edition.slug)


def _find_participation(request: AuthenticatedRequest, edition: Edition, what: str) -> Participation | None:
    if what in OF_EDITION:
        return None
    return get_object_or_404(queries.list_reported_participations(request.user, edition), pk=int(what))


@never_cache
@require_safe
def report_progress(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The list alone, polled every second while something is being built."""
    current_edition = edition_for(request, edition)
    return render(
        request, "coaching/synthesis/_report_list.html", _build_board_context(request, current_edition)
    )


def _build_board_context(request: AuthenticatedRequest, edition: Edition) -> Context:
    """The edition's versions and one page of projects with theirs: eight queries."""
    reported = queries.list_reported_participations(request.user, edition)
    page = Paginator(reported, 50).get_page(request.GET.get("page"))
    versions = queries.list_versions_by_place(edition, [participation.pk for participation in page])
    rows = [
        {
            "participation": participation,
            "folded_versions": queries.fold_versions(versions.get(participation.pk, [])),
        }
        for participation in page
    ]
    pending = queries.count_pending_reports(edition)
    documents = list_documents(edition, versions, projects=page.paginator.count)
    in_english = translation.get_language() == "en"
    return {
        "languages": ("en", "fr") if in_english else ("fr", "en"),
        "in_other_language": _("En français") if in_english else _("En anglais"),
        "page": page,
        "rows": rows,
        "of_edition": documents,
        "pending": pending,
        "answered": not documents[0].waits_for,
        "total": page.paginator.count,
    }


def figures_of(report: SynthesisReport | None) -> Context:
    """The charts of the edition's last synthesis, built again from its frozen facts, in its language; no query."""
    if report is None:
        return {"edition_report": None, "charts": []}
    with translation.override(report.language):
        return {"edition_report": report, "charts": make_charts_for(report.facts)}


@never_cache
@require_safe
def report_file(request: AuthenticatedRequest, pk: int) -> FileResponse:
    """The PDF, for people who may see it; anybody else gets the same 404 as for a missing one."""
    visible = SynthesisReport.objects.visible_to(request.user).ready()
    report = get_object_or_404(visible.select_related("edition__programme", "participation__project"), pk=pk)
    slug = report.participation.project.slug if report.participation else report.edition.slug
    content = open_file(report, user=request.user)
    name = _("synthese-%(slug)s-%(language)s-v%(version)s.pdf") % {
        "slug": slug,
        "language": report.language,
        "version": report.version,
    }
    response = FileResponse(content, as_attachment=True, filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    return response
