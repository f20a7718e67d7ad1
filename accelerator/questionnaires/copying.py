"""A copy of a sheet: answers are changed on the copy, and the sheet that was sent stays as it is."""

from datetime import datetime

from django.db import transaction

from accelerator.questionnaires import kinds
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment


@transaction.atomic
def copy_sheet(*, sheet: AnswerSheet, at: datetime) -> AnswerSheet:
    """A sheet that can be written, with the answers and the files of ``sheet``; stored files are shared, not copied.

    Answers keep their versions, their times and their authors. Side effects: one sheet, as many answers and
    attachments. 5 queries.
    """
    copied = AnswerSheet.objects.create(
        revision_id=sheet.revision_id,
        created_at=at,
        saved_at=sheet.saved_at,
        answered=sheet.answered,
        required_total=sheet.required_total,
    )
    files = {
        str(attachment.pk): copy_of(attachment, copied, attachment.question_id)
        for attachment in Attachment.objects.filter(sheet=sheet).order_by("uploaded_at", "pk")
    }
    Attachment.objects.bulk_create(files.values())
    given = Answer.objects.filter(sheet=sheet).select_related("question").order_by("pk")
    Answer.objects.bulk_create(
        Answer(
            sheet=copied,
            question_id=value.question_id,
            value=[str(files[pk].pk) for pk in value.value if pk in files]
            if value.value and kinds.kind_of(value.question).is_file
            else value.value,
            version=value.version,
            saved_at=value.saved_at,
            saved_by_id=value.saved_by_id,
        )
        for value in given
    )
    return copied


def copy_of(attachment: Attachment, sheet: AnswerSheet, question_id: int) -> Attachment:
    """The same stored file as an answer on another sheet; not saved yet."""
    return Attachment(
        sheet=sheet,
        question_id=question_id,
        file=attachment.file.name,
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=attachment.sha256,
        uploaded_at=attachment.uploaded_at,
        uploaded_by_id=attachment.uploaded_by_id,
    )
