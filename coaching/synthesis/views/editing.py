"""Edit a report, section by section: the texts stay in later versions."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.actions import save_row
from accelerator.rows.views import read_row, report_field
from accelerator.types import Values
from accelerator.web.autosave import base_version
from accelerator.web.forms import RefusalAsError
from coaching.models import SectionDraft, SynthesisReport
from coaching.synthesis.actions.editing import confirm_section, place_section, type_section
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.forms import SectionForm
from coaching.synthesis.models import name_draft
from coaching.synthesis.queries import list_edits, list_versions
from coaching.synthesis.reports.citations import read_survey_words
from coaching.synthesis.reports.edits import SectionState, show_sections
from coaching.synthesis.reports.filtering import filter_document
from programmes.access import edition_for


def find_editable(request: AuthenticatedRequest, edition: str, pk: int) -> SynthesisReport:
    """The last version of the document that ``pk`` is a version of: three queries. Raises :class:`Http404`."""
    current_edition = edition_for(request, edition)
    visible = (
        SynthesisReport.objects.visible_to(request.user)
        .filter(edition=current_edition)
        .defer("facts", "content")
    )
    report = get_object_or_404(visible.select_related("participation__project"), pk=pk)
    report.edition = current_edition
    last = list_versions(report).exclude(content={}).select_related("participation__project").first()
    if last is None:
        raise Http404
    last.edition = current_edition
    # the generated text, as far as it may still be read: what was written is beside it
    with translation.override(last.language):
        last.content = filter_document(
            last.content,
            kind=last.kind,
            edition=current_edition,
            user=request.user,
            participation=last.participation_id,
        )
    return last


def _show(report: SynthesisReport, user: User) -> list[SectionState]:
    edits = list_edits(report)
    is_checked = report.kind != ReportKind.PROJECT and any(edit.own or edit.added for edit in edits)
    words = read_survey_words(report.edition, reader=user) if is_checked else None
    with translation.override(report.language):
        return show_sections(report.content, edits, words)


@require_safe
def edit_report(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Each section with its generated and edited texts, and those where somebody has to decide."""
    report = find_editable(request, edition, pk)
    sections = _show(report, request.user)
    context = {
        "report": report,
        "document": report.content,
        "sections": sections,
        "citing": [section for section in sections if section.citations],
        "waiting": [section for section in sections if section.waits],
        "moved": [section for section in sections if section.has_moved],
        "what": report.participation_id or report.kind,
    }
    return render(request, "coaching/synthesis/report_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_report_section(request: AuthenticatedRequest, edition: str, pk: int, section: str) -> HttpResponse:
    """Edit one section: replace its text, add to it, restore the generated text, or discard a draft."""
    report, state = _find_section(request, edition, pk, section)
    form = SectionForm(request.POST or None, uid=name_draft(report, section), state=state)
    if form.is_bound and form.is_valid() and _save(request, report, state, form):
        return redirect("coaching:edit_report", edition, report.pk)
    context = {
        "report": report,
        "document": report.content,
        "state": state,
        "form": form,
        "field_url": reverse("coaching:edit_report_field", args=[edition, report.pk, section, "__key__"]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "coaching/synthesis/report_edit_section.html", context, status=status)


@require_POST
def edit_report_field(
    request: AuthenticatedRequest, edition: str, pk: int, section: str, name: str
) -> HttpResponse:
    """Autosave one text of the draft: ``value``, ``base_version``."""
    report, _state = _find_section(request, edition, pk, section)
    row = place_section(report=report, section=section, at=timezone.now())
    form = read_row(request, SectionForm, name_draft(report, section), name)
    if form.is_valid():
        with form.show_refusals():
            draft = save_row(
                model=SectionDraft, owner={"section": row}, uid=form.uid, values=form.typed,
                base_version=form.version, actor=request.user, at=timezone.now(),
                defaults={"own": row.own, "added": row.added},
            )  # fmt: skip
            form.version = draft.version
    return report_field(form, name)


def _find_section(
    request: AuthenticatedRequest, edition: str, pk: int, section: str
) -> tuple[SynthesisReport, SectionState]:
    """The section. Raises :class:`Http404` for one that this organiser may not see."""
    report = find_editable(request, edition, pk)
    sections = [item for item in _show(report, request.user) if item.key == section]
    if not sections:
        raise Http404
    return report, sections[0]


def _save(
    request: AuthenticatedRequest, report: SynthesisReport, state: SectionState, form: SectionForm
) -> bool:
    """Whether it was saved; otherwise the form keeps the typed text."""
    at = timezone.now()
    details: Values = {
        "report": report,
        "base_version": base_version(request) or 0,
        "actor": request.user,
        "at": at,
    }
    with RefusalAsError(form):
        if "drop" in request.POST and state.edit:
            type_section(row=state.edit, own=state.edit.own, added=state.edit.added, **details)
            messages.success(request, _("Le brouillon est abandonné : rien n’a changé dans les documents."))
        else:
            values = form.values | ({"own": ""} if "take_back" in request.POST else {})
            confirm_section(state=state, **values, **details)
            messages.success(request, _("C’est noté : la prochaine version le dira."))
        return True
    return False
