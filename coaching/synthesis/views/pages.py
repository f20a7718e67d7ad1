"""A version of a report on screen: the same as its PDF, each figure and sentence with its source."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.models import SynthesisReport
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.queries import find_version_before
from coaching.synthesis.reports.changes import compare_documents
from coaching.synthesis.reports.document import Document
from coaching.synthesis.reports.edition import compose_edition
from coaching.synthesis.reports.figures import charts_for
from coaching.synthesis.reports.filtering import filter_document
from coaching.synthesis.reports.gather import organiser_facts
from coaching.synthesis.reports.rendering import render_document, show_document
from programmes.access import can, edition_for, set_edition
from programmes.capabilities import Capability


@never_cache
@require_safe
def report_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """For those who may see the document; anybody else learns nothing, not even that it exists."""
    visible = SynthesisReport.objects.visible_to(request.user).ready().defer("facts")
    report = get_object_or_404(
        visible.select_related("edition__programme", "edition__call", "participation__project"), pk=pk
    )
    if not report.content:
        return redirect("coaching:report_file", pk)  # it dates from before pages
    set_edition(request, report.edition)
    organises = can(request, Capability.MANAGE_FOLLOW_UP, edition=report.edition.slug)
    content = _read_content(request, report)
    with translation.override(report.language):
        body = render_document(content, request, report.edition)
    before = find_version_before(request.user, report)
    if before:
        before.edition = report.edition
    context = {
        "report": report,
        "document": content,
        "is_cut": content != report.content,
        "may_publish": organises and report.kind == ReportKind.RETROSPECTIVE and report.edition.announced_at,
        "body": body,
        "organises": organises,
        "before": before,
        "changes": compare_documents(_read_content(request, before), content) if before else [],
    }
    return render(request, "coaching/synthesis/report_page.html", context)


def _read_content(request: AuthenticatedRequest, report: SynthesisReport) -> Document:
    """What this person may read of a version now."""
    with translation.override(report.language):
        return filter_document(report.content, kind=report.kind, edition=report.edition, user=request.user)


@never_cache
@require_safe
def read_synthesis(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Needs, usefulness, projects and quotes of all that answered, shared or not."""
    current_edition = edition_for(request, edition)
    facts = organiser_facts(current_edition, request.user)
    charts = charts_for(facts)
    document = show_document(compose_edition(facts, charts), request, current_edition)
    context = {"document": document, "counts": facts["counts"], "charts": charts}
    return render(request, "coaching/synthesis/synthesis_page.html", context)
