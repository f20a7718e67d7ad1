"""A version of a report on screen, each figure with its source, edited by section; the public retrospective."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.actions import save_row
from accelerator.rows.views import read_row, report_field
from accelerator.types import Values
from accelerator.web.autosave import base_version
from accelerator.web.forms import RefusalAsError, RefusalAsMessage
from accelerator.web.shared import share_briefly
from coaching.models import SectionDraft, SynthesisReport
from coaching.synthesis.actions.editing import (
    confirm_section,
    place_section,
    publish_report,
    type_section,
    withdraw_report,
)
from coaching.synthesis.enums import ReportKind, SynthesisPart
from coaching.synthesis.forms import SectionForm
from coaching.synthesis.models import name_draft
from coaching.synthesis.queries import find_published, find_version_before, list_edits, list_versions
from coaching.synthesis.reports.build import open_file
from coaching.synthesis.reports.changes import compare_documents
from coaching.synthesis.reports.citations import read_survey_words
from coaching.synthesis.reports.document import Document
from coaching.synthesis.reports.edition import compose_part
from coaching.synthesis.reports.edits import SectionState, show_sections
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
    """Needs, usefulness, projects and quotes of all that answered, shared or not; the debrief and the year apart."""
    current_edition = edition_for(request, edition)
    named = request.GET.get("part")
    part = SynthesisPart(named) if named in SynthesisPart.values else SynthesisPart.ANSWERS
    facts = gather_for_organisers(current_edition, request.user, part)
    charts = make_charts_for(facts) if part == SynthesisPart.ANSWERS else []
    document = show_document({"sections": compose_part(facts, charts, part)}, request, current_edition)
    context = {
        "document": document,
        "lead": current_edition.theme,
        "counts": facts.get("counts"),
        "charts": charts,
        "part": part,
        "parts": SynthesisPart,
    }
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
    """The published version as a PDF."""
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
