"""A dossier for its readers: print view, PDF, files; its versions, changed until the deadline."""

from collections.abc import Callable
from functools import partial
from uuid import UUID

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries, views
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.metadata import CLEANABLE, NotCleaned, remove_metadata
from accelerator.questionnaires.models import Attachment
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import report_refused
from projects.anonymity.queries import Anonymiser, name_file
from projects.application.access import FRAME, own_application, read_dossier, report_right_lost
from projects.application.actions.answers import NotAllowed, ensure_editable, ensure_writer
from projects.application.actions.versions import drop_revision, start_revision
from projects.application.documents import build_dossier, facts
from projects.application.queries.applications import file_url
from projects.application.queries.dossier import (
    Reader,
    changes,
    dossier_sections,
    readable_files,
    reader_of,
    versions_of,
)
from projects.application.views.frame import explain_end_of_dossier
from projects.models import Application, ApplicationVersion


@require_safe
def print_view(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The dossier as one page to print, its answers those that the reader may read."""
    application, reader = read_dossier(request, ref)
    sections, logistics = dossier_sections(application.sheet, reader)
    context = {
        "application": application,
        "reader": reader,
        "home": reader.home_of(application),
        "facts": facts(application, reader),
        "sections": sections,
        "logistics": [(answer.label, answer.text) for section in logistics for answer in section.rows],
        "at": timezone.now(),
    }
    return render(request, "projects/application/dossier_print.html", context)


@require_safe
def pdf_file(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The dossier as an accessible PDF."""
    return _render_document(*read_dossier(request, ref))


@require_safe
def version_pdf(request: AuthenticatedRequest, ref: str, number: int) -> HttpResponse:
    """The dossier as it was sent that time."""
    application, reader = read_dossier(request, ref)
    if not reader.reads_history:
        raise Http404
    version = get_object_or_404(application.versions.select_related("sheet"), number=number)
    return _render_document(application, reader, version)


def _render_document(
    application: Application, reader: Reader, version: ApplicationVersion | None = None
) -> HttpResponse:
    language = (get_language() or "fr")[:2]
    content = build_dossier(application, reader, language=language, at=timezone.now(), version=version)
    name = f"{application.reference}-v{version.number}" if version else application.reference
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )


@require_POST
def upload(request: AuthenticatedRequest, ref: str, key: str) -> JsonResponse:
    """Save one file as soon as it is chosen."""
    application = own_application(request, ref, to_change=True)
    save = partial(views.upload, sheet=application.working_sheet, key=key, file_url=file_url(application))
    return _change(request, application, save)


@require_POST
def remove(request: AuthenticatedRequest, ref: str, pk: UUID) -> HttpResponse:
    """Take a file back: an answer for scripts, the page again for everybody else."""
    application = own_application(request, ref, to_change=True)
    attachment = get_object_or_404(Attachment, sheet=application.working_sheet, pk=pk)
    drop = partial(
        views.remove, sheet=application.working_sheet, attachment=attachment, file_url=file_url(application)
    )
    answer = _change(request, application, drop)
    if request.headers.get("X-Requested-With") == "fetch":
        return answer
    return redirect(reverse("projects:application", args=[ref]))


@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def download(request: AuthenticatedRequest, ref: str, pk: UUID) -> FileResponse | HttpResponse:
    """The file, for those who may read both the dossier and the question it answers; nobody else learns of it.

    A PDF with ``?inline=1`` opens in the browser, in a frame of the review page too.
    """
    rows = Application.objects.visible_to(request.user).select_related("call__edition")
    application = get_object_or_404(rows, reference=ref)
    reader = reader_of(application, request.user)
    attachment = get_object_or_404(readable_files(application, reader).select_related("question"), pk=pk)
    if reader.anonymiser:
        return hand_out_anonymous_copy(reader.anonymiser, attachment, inline="inline" in request.GET)
    return views.download(attachment, inline="inline" in request.GET)


def _change(
    request: AuthenticatedRequest, application: Application, act: Callable[..., JsonResponse]
) -> JsonResponse:
    actor = request.user
    try:
        ensure_editable(application, actor=actor, at=timezone.now())
        return act(request, actor=actor, ensure=partial(ensure_writer, application, actor))
    except NotAllowed as refusal:
        return report_right_lost(request, application.reference, refusal)
    except TransitionRefused as refusal:
        return report_refused(refusal.message, closed=True)


@require_POST
@explain_end_of_dossier
def revise(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Open the dossier again, on a copy; go to its first step."""
    application = own_application(request, ref, to_change=True)
    try:
        start_revision(application=application, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        own_application(request, ref)  # a former member reads why
        messages.error(request, str(refusal.message))
        return redirect("projects:application", ref=ref)
    return redirect("projects:application_form", ref=ref, step=1)


@require_http_methods(["GET", "HEAD", "POST"])
@explain_end_of_dossier
def drop(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Drop the changes, after a page with the consequences."""
    application = own_application(request, ref, to_change=True)
    if application.next_sheet is None:
        return redirect("projects:application", ref=ref)
    if request.method == "POST":
        try:
            drop_revision(application=application, actor=request.user, at=timezone.now())
            messages.success(
                request, _("Les modifications sont abandonnées, le dossier déposé reste valable.")
            )
        except TransitionRefused as refusal:
            own_application(request, ref)
            messages.error(request, str(refusal.message))
        return redirect("projects:application", ref=ref)
    context = {"application": application, "edition": application.call.edition}
    return render(request, "projects/application/application_revision_drop.html", context)


@require_safe
def revision(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The new version as it would be sent: what changes from the one that was sent, then every answer."""
    application = own_application(request, ref, frame=(*FRAME, "next_sheet__revision"))
    if not application.is_being_revised:
        return redirect("projects:application", ref=ref)
    audiences = set(AnswerAudience)
    context = {
        "application": application,
        "edition": application.call.edition,
        "can_act": request.user.has_perm("projects.act_for_project", application),
        "replaced": versions_of(application).first(),
        "changes": changes(application.sheet, application.working_sheet, audiences),
        "sections": queries.list_readable_sections(application.working_sheet, audiences),
        "file_url": file_url(application),
    }
    return render(request, "projects/application/application_revision.html", context)


@require_safe
def history(request: AuthenticatedRequest, ref: str, number: int | None = None) -> HttpResponse:
    """Every version with its receipt, and what changed in one of them, the latest by default."""
    application, reader = read_dossier(request, ref)
    if not reader.reads_history:
        raise Http404
    versions = list(versions_of(application))
    chosen = next((version for version in versions if number in (None, version.number)), None)
    if chosen is None and number is not None:
        raise Http404
    before = next((version for version in versions if chosen and version.number == chosen.number - 1), None)
    context = {
        "application": application,
        "edition": application.call.edition,
        "home": reader.home_of(application),
        "versions": versions,
        "chosen": chosen,
        "before": before,
        "changes": changes(before.sheet, chosen.sheet, reader.audiences) if chosen and before else [],
    }
    return render(request, "projects/application/dossier_versions.html", context)


def hand_out_anonymous_copy(
    anonymiser: Anonymiser, attachment: Attachment, *, inline: bool = False
) -> HttpResponse:
    """A copy made for this answer; ``Http404`` for a file that is withheld, or that cannot be read."""
    if anonymiser.masks(attachment.question) or anonymiser.withholds(attachment):
        raise Http404
    earlier = Attachment.objects.filter(
        sheet=attachment.sheet_id, question=attachment.question_id, uploaded_at__lt=attachment.uploaded_at
    )
    name = name_file(attachment, attachment.question, earlier.count() + 1).name
    inline = inline and attachment.is_pdf
    headers = {
        "Content-Disposition": content_disposition_header(not inline, name) or "",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(_read_copy(attachment), content_type=attachment.content_type, headers=headers)


def _read_copy(attachment: Attachment) -> bytes:
    try:
        with attachment.file.open("rb") as file:
            content: bytes = file.read()
        if attachment.content_type not in CLEANABLE:  # an organiser read it, and hands it out as it is
            return content
        return remove_metadata(content, attachment.content_type)
    except (FileNotFoundError, NotCleaned) as error:
        raise Http404 from error
