"""A file of a dossier as a juror gets it: under a neutral name, without what it says of its author."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from accelerator.questionnaires.metadata import CLEANABLE, NotCleaned, remove_metadata
from accelerator.questionnaires.models import Attachment
from projects.anonymity.queries import Anonymiser, name_file


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
