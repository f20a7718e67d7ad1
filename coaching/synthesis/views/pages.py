"""A version of a report on screen, each figure with its source; the public retrospective."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.shared import share_briefly
from coaching.models import SynthesisReport
from coaching.synthesis.actions.editing import publish_report, withdraw_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.queries import find_published, find_version_before
from coaching.synthesis.reports.build import open_file
from coaching.synthesis.reports.changes import compare_documents
from coaching.synthesis.reports.document import Document
from coaching.synthesis.reports.edition import compose_edition
from coaching.synthesis.reports.figures import make_charts_for
from coaching.synthesis.reports.filtering import filter_document
from coaching.synthesis.reports.gather import gather_for_organisers
from coaching.synthesis.reports.rendering import render_document, show_document
from programmes.access import can, edition_for, public_edition_for, set_edition
from programmes.capabilities import Capability


@never_cache
@require_safe
def report_page(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The page, for people who may see the document; anybody else gets the same 404 as for a missing one."""
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
    """The parts of a version that this person may read now."""
    with translation.override(report.language):
        return filter_document(
            report.content,
            kind=report.kind,
            edition=report.edition,
            user=request.user,
            participation=report.participation_id,
        )


@never_cache
@require_safe
def read_synthesis(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Needs, usefulness, projects and quotes of all that answered, shared or not."""
    current_edition = edition_for(request, edition)
    facts = gather_for_organisers(current_edition, request.user)
    charts = make_charts_for(facts)
    document = show_document(compose_edition(facts, charts), request, current_edition)
    context = {"document": document, "counts": facts["counts"], "charts": charts}
    return render(request, "coaching/synthesis/synthesis_page.html", context)


def _find_published(request: HttpRequest, edition: str) -> SynthesisReport:
    current_edition = public_edition_for(request, edition)
    report = find_published(current_edition, translation.get_language() or "fr")
    if report is None:
        raise Http404
    report.edition = current_edition
    return report


@require_safe
@share_briefly
def retrospective(request: HttpRequest, edition: str) -> HttpResponse:
    """The published version, as far as each person in it agrees now."""
    report = _find_published(request, edition)
    with translation.override(report.language):
        content = filter_document(report.content, kind=report.kind, edition=report.edition)
        body = render_document(content, request, report.edition)
    context = {
        "edition": report.edition,
        "document": {name: content[name] for name in ("title", "kind", "subtitle", "lead")},
        "language": report.language,
        "published_at": report.published_at,
        "body": body,
    }
    return render(request, "coaching/synthesis/retrospective.html", context)


@require_safe
def retrospective_file(request: HttpRequest, edition: str) -> FileResponse:
    """The same, as a PDF."""
    report = _find_published(request, edition)
    name = _("retrospective-%(slug)s.pdf") % {"slug": report.edition.slug}
    response = FileResponse(open_file(report), filename=name, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    # no copy is read again unasked: what somebody took back is gone from the next reading
    response["Cache-Control"] = "no-cache"
    return response


@require_POST
def publish(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Publish; ``withdraw`` withdraws it."""
    current_edition = edition_for(request, edition)
    rows = SynthesisReport.objects.visible_to(request.user).ready().filter(edition=current_edition)
    report = get_object_or_404(rows.defer("facts", "content"), pk=pk, kind=ReportKind.RETROSPECTIVE)
    report.edition = current_edition
    if "withdraw" in request.POST:
        withdraw_report(report=report, actor=request.user, at=timezone.now())
        messages.success(request, _("La rétrospective est retirée : plus personne ne la lit."))
    else:
        _publish(request, report)
    return redirect("coaching:report_page", pk)


def _publish(request: AuthenticatedRequest, report: SynthesisReport) -> None:
    with RefusalAsMessage(request):
        publish_report(report=report, actor=request.user, at=timezone.now())
        messages.success(request, _("La rétrospective est publiée."))
