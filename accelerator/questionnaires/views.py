"""Shared parts of owners' endpoints: the owner finds the sheet and checks the rights, these functions answer in JSON or
send the file."""

from datetime import datetime

from django.http import FileResponse, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import actions, kinds, queries
from accelerator.questionnaires.errors import AnswerRefused, SheetFrozen
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.questionnaires.sheets import Ensure
from accelerator.transitions import EditConflict
from accelerator.web.autosave import base_version, report_conflict, report_refused, report_saved
from accelerator.web.files import hand_out


def _answer_saved(sheet: AnswerSheet, at: datetime, *, version: int, **more: object) -> JsonResponse:
    answered, total = queries.progress(sheet)
    return report_saved(at, version=version, answered=answered, total=total, **more)


def _answer_refused(refusal: AnswerRefused) -> JsonResponse:
    return report_refused(refusal.message, closed=isinstance(refusal, SheetFrozen))


def _report_conflict(sheet: AnswerSheet, key: str, conflict: EditConflict) -> JsonResponse:
    question, theirs = queries.question(sheet, key), conflict.theirs[key]
    text = kinds.readable(question, theirs) if question else ""
    value = kinds.kind_of(question).initial(question, theirs) if question else theirs
    return report_conflict(conflict, theirs=value, theirs_text=text)


def autosave(
    request: HttpRequest, *, sheet: AnswerSheet, key: str, actor: User | None, ensure: Ensure | None = None
) -> JsonResponse:
    """Save one answer, as a form posts it: ``value`` (repeated for several choices), ``other`` (the words that go with
    the value ``__other__``) and ``base_version``.

    The response is that of :mod:`accelerator.web.autosave`: 423 once the answers were sent. Raises what ``ensure``
    does, which is called once the sheet is locked. 3 to 5 queries, 7 when the answer may show or hide questions.
    """
    at = timezone.now()
    try:
        values = request.POST.getlist("value")
        answer = actions.save_answer(
            sheet=sheet,
            key=key,
            raw=kinds.merge_other(values, request.POST["other"]) if "other" in request.POST else values,
            base_version=base_version(request) or 0,
            actor=actor,
            at=at,
            ensure=ensure,
        )
    except EditConflict as conflict:
        return _report_conflict(sheet, key, conflict)
    except AnswerRefused as refusal:
        return _answer_refused(refusal)
    return _answer_saved(sheet, at, version=answer.version)


def _report_files(
    request: AuthenticatedRequest, sheet: AnswerSheet, question_id: int, at: datetime, file_url: str
) -> JsonResponse:
    answer = queries.answers(sheet).get(question_id)
    files = queries.attachments(sheet).get(question_id, [])
    html = render_to_string("questionnaires/_files.html", {"files": files, "file_url": file_url}, request)
    return _answer_saved(sheet, at, version=answer.version if answer else 0, html=html)


def upload(
    request: AuthenticatedRequest,
    *,
    sheet: AnswerSheet,
    key: str,
    actor: User,
    file_url: str = "",
    ensure: Ensure | None = None,
) -> JsonResponse:
    """Save the posted file ``file``. As :func:`autosave`, with ``html``: the list of what is attached.

    ``file_url``: address of a file with ``__id__`` (or the nil UUID) in the place of its identifier.
    """
    at = timezone.now()
    try:
        attachment = actions.attach_file(
            sheet=sheet, key=key, upload=request.FILES.get("file"), actor=actor, at=at, ensure=ensure
        )
    except AnswerRefused as refusal:
        return _answer_refused(refusal)
    return _report_files(request, sheet, attachment.question_id, at, file_url)


def remove(
    request: AuthenticatedRequest,
    *,
    sheet: AnswerSheet,
    attachment: Attachment,
    actor: User,
    file_url: str = "",
    ensure: Ensure | None = None,
) -> JsonResponse:
    """Take a file back. Answers as :func:`upload`."""
    at, question_id = timezone.now(), attachment.question_id
    try:
        actions.remove_file(sheet=sheet, attachment=attachment, actor=actor, at=at, ensure=ensure)
    except AnswerRefused as refusal:
        return _answer_refused(refusal)
    return _report_files(request, sheet, question_id, at, file_url)


def download(attachment: Attachment, *, inline: bool = False) -> FileResponse:
    """The file as a download, with the type detected when it was sent. The caller has checked the rights.

    ``inline``: a PDF that its reader opens beside the form, or in a frame of our own pages; what it would run was
    refused when it was sent.
    """
    return hand_out(
        attachment.file,
        name=attachment.name,
        content_type=attachment.content_type,
        inline=inline and attachment.is_pdf,
    )
