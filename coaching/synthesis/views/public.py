"""The retrospective of an edition, for everybody; its organisers open it and take it back."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.shared import share_briefly
from coaching.models import SynthesisReport
from coaching.synthesis.actions.publishing import publish_report, withdraw_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.files import open_file
from coaching.synthesis.queries import find_published
from coaching.synthesis.reports.filtering import filter_document
from coaching.synthesis.reports.rendering import render_document
from programmes.access import edition_for, public_edition_for


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
    """The version that is published, as far as each person in it agrees now."""
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
    """``withdraw`` takes it back; anything else opens it."""
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
    try:
        publish_report(report=report, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("La rétrospective est publiée."))
