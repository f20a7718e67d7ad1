"""What organisers write in a report, section by section: it stays in the versions to come."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accelerator.edit_conflict import EditConflict
from coaching.models import SynthesisReport
from coaching.synthesis.actions.editing import edit_section
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.forms import SectionForm
from coaching.synthesis.queries import list_edits, list_versions
from coaching.synthesis.reports.edits import SectionShown, show_sections
from coaching.synthesis.reports.said import read_said
from coaching.synthesis.reports.withheld import withhold
from programmes.access import edition_for


def find_editable(request: HttpRequest, edition: str, pk: int) -> SynthesisReport:
    """The last version of the document that ``pk`` is a version of: three queries. Raises :class:`Http404`."""
    shown = edition_for(request, edition)
    visible = SynthesisReport.objects.visible_to(request.user).filter(edition=shown).defer("facts", "content")
    asked = get_object_or_404(visible.select_related("participation__project"), pk=pk)
    asked.edition = shown
    last = list_versions(asked).exclude(content={}).select_related("participation__project").first()
    if last is None:
        raise Http404
    last.edition = shown
    # what is generated, and may still be read: what was written stands beside it
    with translation.override(last.language):
        last.content = withhold(last.content, kind=last.kind, edition=shown, user=request.user)
    return last


def _show(report: SynthesisReport, user: Any) -> list[SectionShown]:
    edits = list_edits(report)
    is_checked = report.kind != ReportKind.PROJECT and any(edit.own or edit.added for edit in edits)
    said = read_said(report.edition, reader=user) if is_checked else None
    with translation.override(report.language):
        return show_sections(report.content, edits, said)


@require_safe
def edit_report(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """Each section with what is generated, what was written, and where somebody has to decide."""
    report = find_editable(request, edition, pk)
    sections = _show(report, request.user)
    context = {
        "report": report,
        "document": report.content,
        "sections": sections,
        "citing": [section for section in sections if section.citations],
        "moved": [section for section in sections if section.has_moved],
        "what": report.participation_id or report.kind,
    }
    return render(request, "coaching/synthesis/report_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_report_section(request: HttpRequest, edition: str, pk: int, section: str) -> HttpResponse:
    """One section: write in its place, add to it, or take it back to what is generated."""
    report = find_editable(request, edition, pk)
    found = [item for item in _show(report, request.user) if item.key == section]
    if not found:
        raise Http404
    [shown] = found
    form = SectionForm(request.POST or None, shown=shown)
    if form.is_bound and form.is_valid() and _save(request, report, shown, form):
        return redirect("coaching:edit_report", edition, report.pk)
    place = report.participation_id or report.edition_id
    context = {
        "report": report,
        "document": report.content,
        "shown": shown,
        "form": form,
        "keep_as": f"report:{report.kind}:{place}:{report.language}:{shown.key}",
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/synthesis/report_edit_section.html", context, status=status)


def _save(request: HttpRequest, report: SynthesisReport, shown: SectionShown, form: SectionForm) -> bool:
    """Whether it was kept; what was typed stays in the form when it was not."""
    values = form.values | ({"own": ""} if "take_back" in request.POST else {})
    try:
        edit_section(report=report, shown=shown, actor=request.user, at=timezone.now(), **values)
    except EditConflict as conflict:
        form.show_theirs(conflict)
        return False
    messages.success(request, _("C’est noté : la prochaine version le dira."))
    return True
