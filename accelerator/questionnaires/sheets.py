"""The lock of a sheet and its counts, which every change of an answer goes through; adding and removing files."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.errors import AnswerRefused, RevisionChanged, SheetFrozen
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question
from accelerator.questionnaires.sniffing import CheckedFile, check, refuse_file

Ensure = Callable[[], object]
"""A check of the owner once the sheet is locked: it raises when the author has lost the right to save in between."""


def touch(
    sheet: AnswerSheet, at: datetime, *, revision_id: int | None = None, ensure: Ensure | None = None
) -> None:
    """Take the sheet's lock and note the time. Must come first in a transaction.

    Raises SheetFrozen if it was sent; RevisionChanged if it answers another revision than that one; then what
    ``ensure`` does. 1 query, 2 when it raises, and those of ``ensure``.
    """
    mine = AnswerSheet.objects.filter(pk=sheet.pk, frozen_at=None)
    rows = mine if revision_id is None else mine.filter(revision=revision_id)
    if not rows.update(saved_at=at):
        raise RevisionChanged if revision_id is not None and mine.exists() else SheetFrozen
    if ensure:
        ensure()


def count(sheet: AnswerSheet, question: Question, before: object, after: object) -> None:
    """Keep what is required and what is answered in step with one answer that no condition concerns. 1 query at most.

    It adds to the stored counts, which is right even when ``sheet`` is stale.
    """
    was, now = _weigh(question, before), _weigh(question, after)
    if was != now:
        AnswerSheet.objects.filter(pk=sheet.pk).update(
            answered=F("answered") + now[0] - was[0], required_total=F("required_total") + now[1] - was[1]
        )
        sheet.answered += now[0] - was[0]
        sheet.required_total = (sheet.required_total or 0) + now[1] - was[1]


def _weigh(question: Question, value: object) -> tuple[int, int]:
    demanded = kinds.is_demanded(question, value)
    return int(demanded and kinds.is_complete(question, value)), int(demanded)


def recount(sheet: AnswerSheet) -> None:
    """Count again what is required and answered, for a change that may show or hide questions. 3 queries."""
    completeness = queries.read_completeness(sheet)
    sheet.answered, sheet.required_total = completeness.answer_count, len(completeness.demanded)
    AnswerSheet.objects.filter(pk=sheet.pk).update(
        answered=sheet.answered, required_total=sheet.required_total
    )


def author(actor: User | AnonymousUser | None) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None


def attach_file(
    *,
    sheet: AnswerSheet,
    key: str,
    upload: UploadedFile | None,
    actor: User,
    at: datetime,
    ensure: Ensure | None = None,
) -> Attachment:
    """Save an uploaded file as an answer; its content is checked against the question's types.

    Raises AnswerRefused (too large, empty, wrong content, one too many), SheetFrozen, and what ``ensure`` does (see
    ``sheets.touch``). Side effects: the file in storage, its row, the answer's row and version, the sheet's
    ``saved_at`` and ``answered``.
    """
    question = queries.question(sheet, key)
    if question is None or not kinds.kind_of(question).is_file:
        raise AnswerRefused(_("Cette question n’attend pas de fichier."))
    checked = check(upload, types=question.options.get("types"))
    with transaction.atomic():
        touch(sheet, at, ensure=ensure)
        # The form may have been published anew while the file was being looked at.
        sheet.refresh_from_db(fields=["revision"])
        question = queries.question(sheet, key)
        if question is None or not kinds.kind_of(question).is_file:
            raise AnswerRefused(_("Cette question n’attend pas de fichier."))
        attachment = attach(sheet, question, checked, actor, at)
    sheet.refresh_from_db(fields=["answered", "required_total", "saved_at"])
    return attachment


def attach(
    sheet: AnswerSheet,
    question: Question,
    checked: CheckedFile,
    actor: User | AnonymousUser | None,
    at: datetime,
) -> Attachment:
    stored = queries.attachments(sheet).get(question.pk, [])
    same = next((row for row in stored if row.sha256 == checked.sha256 and row.name == checked.name), None)
    if same:  # sent twice: a double click, or a retry after a lost answer
        return same
    if len(stored) >= kinds.most_files(question):
        raise refuse_file(
            checked.name, _("Retirez d’abord un fichier : cette réponse en a déjà le nombre accepté.")
        )
    attachment = Attachment(
        sheet=sheet, question=question, name=checked.name, content_type=checked.content_type, size=checked.size,
        sha256=checked.sha256, uploaded_at=at, uploaded_by=author(actor),
    )  # fmt: skip
    attachment.file.save(checked.name, checked.upload, save=False)
    try:
        attachment.save(force_insert=True)
        note_files(sheet, question, [*stored, attachment], actor, at)
    except BaseException:
        attachment.file.storage.delete(attachment.file.name or "")
        raise
    return attachment


def note_files(
    sheet: AnswerSheet,
    question: Question,
    stored: list[Attachment],
    actor: User | AnonymousUser | None,
    at: datetime,
) -> None:
    """Bring the answer's row in line with the remaining attachments."""
    value = [str(attachment.pk) for attachment in stored] or None
    answer = Answer.objects.filter(sheet=sheet, question=question).first()
    before = answer.value if answer else None
    answer = answer or Answer(sheet=sheet, question=question, version=0)
    answer.value, answer.version, answer.saved_at = value, answer.version + 1, at
    answer.saved_by = author(actor)
    answer.save()
    if question.show_if or sheet.required_total is None:
        recount(sheet)
    else:
        count(sheet, question, before, value)


@transaction.atomic
def remove_file(
    *,
    sheet: AnswerSheet,
    attachment: Attachment | str,
    actor: User | AnonymousUser | None,
    at: datetime,
    ensure: Ensure | None = None,
) -> None:
    """Take a file back; one that is not (any more) of this sheet is left alone.

    Raises SheetFrozen, and what ``ensure`` does. Side effects: the row, the answer's row and version, the sheet's
    ``saved_at`` and ``answered``; the stored file goes once the transaction has succeeded, unless a copy of the sheet
    shares it.
    """
    touch(sheet, at, ensure=ensure)
    wanted = str(attachment.pk if isinstance(attachment, Attachment) else attachment)
    own = Attachment.objects.filter(sheet=sheet).select_related("question").order_by("uploaded_at", "pk")
    match = next((attachment for attachment in own if str(attachment.pk) == wanted), None)
    if match is None:
        return
    stored = [
        attachment
        for attachment in own
        if attachment.question_id == match.question_id and attachment != match
    ]
    question = match.question
    match.delete()
    note_files(sheet, question, stored, actor, at)
    sheet.refresh_from_db(fields=["answered", "required_total", "saved_at"])
