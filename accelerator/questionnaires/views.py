"""What owners' endpoints share: they find the sheet and check who asks, these answer in JSON or send the file."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from accelerator.questionnaires import actions, kinds, queries
from accelerator.questionnaires.errors import AnswerConflict, AnswerRefused, SheetFrozen
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.web.templatetags.prose import clock


def _saved(sheet: AnswerSheet, at: datetime, **more: Any) -> JsonResponse:
    answered, total = queries.progress(sheet)
    message = _("enregistré à %(time)s") % {"time": clock(at)}
    return JsonResponse(
        {"saved_at": clock(at), "message": message, "answered": answered, "total": total, **more}
    )


def _refused(refusal: AnswerRefused) -> JsonResponse:
    status = 423 if isinstance(refusal, SheetFrozen) else 422
    return JsonResponse({"error": str(refusal.message)}, status=status)


def _conflict(sheet: AnswerSheet, key: str, conflict: AnswerConflict) -> JsonResponse:
    question = queries.question(sheet, key)
    text = kinds.readable(question, conflict.theirs) if question else ""
    value = kinds.kind_of(question).initial(question, conflict.theirs) if question else conflict.theirs
    return JsonResponse(
        {
            "theirs": value,
            "theirs_text": text or _("Sans réponse"),
            "version": conflict.version,
            "message": str(conflict.message),
        },
        status=409,
    )


def _version(request: HttpRequest) -> int:
    text = request.POST.get("base_version", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _raw(request: HttpRequest) -> list[Any]:
    values = request.POST.getlist("value")
    return kinds.sent(values, request.POST["other"]) if "other" in request.POST else values


def autosave(request: HttpRequest, *, sheet: AnswerSheet, key: str, actor: Any) -> JsonResponse:
    """Save one answer, as a form posts it: ``value`` (repeated for several choices), ``other`` (the words that go with
    the value ``__other__``) and ``base_version``.

    200 ``{"saved_at", "message", "version", "answered", "total"}``; 409 ``{"theirs", "theirs_text", "version",
    "message"}``; 422 ``{"error"}``; 423 ``{"error"}`` once the answers were sent. 3 to 5 queries, 7
    when the answer may show or hide questions.
    """
    at = timezone.now()
    try:
        answer = actions.save_answer(
            sheet=sheet,
            key=key,
            raw=_raw(request),
            base_version=_version(request),
            actor=actor,
            at=at,
        )
    except AnswerConflict as conflict:
        return _conflict(sheet, key, conflict)
    except AnswerRefused as refusal:
        return _refused(refusal)
    return _saved(sheet, at, version=answer.version)


def _files_changed(
    request: HttpRequest, sheet: AnswerSheet, question_id: int, at: datetime, file_url: str
) -> JsonResponse:
    answer = queries.answers(sheet).get(question_id)
    files = queries.attachments(sheet).get(question_id, [])
    html = render_to_string("questionnaires/_files.html", {"files": files, "file_url": file_url}, request)
    return _saved(sheet, at, version=answer.version if answer else 0, html=html)


def upload(
    request: HttpRequest, *, sheet: AnswerSheet, key: str, actor: Any, file_url: str = ""
) -> JsonResponse:
    """Keep the posted file ``file``. As :func:`autosave`, with ``html``: the list of what is attached.

    ``file_url``: address of a file with ``__id__`` (or the nil UUID) in the place of its identifier.
    """
    at = timezone.now()
    try:
        attachment = actions.attach_file(
            sheet=sheet, key=key, upload=request.FILES.get("file"), actor=actor, at=at
        )
    except AnswerRefused as refusal:
        return _refused(refusal)
    return _files_changed(request, sheet, attachment.question_id, at, file_url)


def remove(
    request: HttpRequest, *, sheet: AnswerSheet, attachment: Attachment, actor: Any, file_url: str = ""
) -> JsonResponse:
    """Take a file back. Answers as :func:`upload`."""
    at, question_id = timezone.now(), attachment.question_id
    try:
        actions.remove_file(sheet=sheet, attachment=attachment, actor=actor, at=at)
    except AnswerRefused as refusal:
        return _refused(refusal)
    return _files_changed(request, sheet, question_id, at, file_url)


def download(attachment: Attachment) -> FileResponse:
    """The file, always as a download, with the type found when it was sent. The caller has checked who asks."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(
        content, as_attachment=True, filename=attachment.name, content_type=attachment.content_type
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
