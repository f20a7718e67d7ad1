"""The papers of an edition of the past: links and files, in the order its organisers chose. Nobody is written to."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.files.erasing import erase_once_kept
from accelerator.questionnaires.pictures import DrawnPicture
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.web.shared import drop_page
from programmes.locks import lock_and_read_edition
from programmes.models import Edition
from projects.history.actions.projects import HistoryRefused, check_silent
from projects.history.models import PastDocument

MOST_DOCUMENTS = 60
TYPES = ("pdf", "docx", "odt", "xlsx", "ods", "pptx", "odp", "png", "jpg", "webp")
"""What a file may be, by the short names of ``sniffing``."""


@dataclass(frozen=True)
class PastFile:
    """A checked file; ``picture`` is the small one of an image, for pages."""

    checked: CheckedFile
    picture: DrawnPicture | None = None


@transaction.atomic
def add_past_document(
    *, document: PastDocument, file: PastFile | None = None, actor: User, at: datetime
) -> PastDocument:
    """Add a link or a file after the others. It names its edition.

    Side effects: the stored file, the row, an audit entry; the edition's page is drawn anew. Raises
    :class:`HistoryRefused` for an edition that writes to people, or has :data:`MOST_DOCUMENTS`; the database refuses
    what is neither a link nor a file.
    """
    edition = lock_and_read_edition(document.edition_id)
    check_silent(edition)
    others = edition.past_documents.all()
    if others.count() >= MOST_DOCUMENTS:
        raise HistoryRefused(_("%(count)d documents au plus par édition.") % {"count": MOST_DOCUMENTS})
    document.position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    document.added_at = at
    _save(document, file)
    _record("add_past_document", edition, actor, at)
    _refresh_public_page(edition, document.is_public)
    return document


@transaction.atomic
def change_past_document(
    *, document: PastDocument, file: PastFile | None = None, actor: User, at: datetime
) -> None:
    """Change title, address, words or who reads it; ``file`` replaces the one that is there.

    Side effects: those of adding, then the file that was replaced leaves the store. Raises ``DoesNotExist`` when it
    was removed meanwhile.
    """
    edition = lock_and_read_edition(document.edition_id)
    stored = edition.past_documents.get(pk=document.pk)
    if file is not None:
        erase_once_kept(stored.file)
        erase_once_kept(stored.thumb)
    _save(document, file)
    _record("change_past_document", edition, actor, at)
    _refresh_public_page(edition, stored.is_public or document.is_public)


def _save(document: PastDocument, file: PastFile | None) -> None:
    """The row, with its new files if there are some: they go again when the row is refused."""
    if file is None:
        document.save()
        return
    checked, picture = file.checked, file.picture
    document.name, document.content_type, document.size = checked.name, checked.content_type, checked.size
    document.thumb = ""
    document.file.save(checked.name, checked.upload, save=False)
    if picture:
        document.thumb.save("thumb", ContentFile(picture.thumb), save=False)
    try:
        with transaction.atomic():
            document.save()
    except BaseException:
        for stored in filter(None, (document.file, document.thumb)):
            stored.storage.delete(stored.name or "")
        raise


@transaction.atomic
def move_past_document(*, document: PastDocument, up: bool, actor: User, at: datetime) -> None:
    """One place up or down; nothing at either end. Side effects: the rows, an audit entry; the page is drawn anew."""
    edition = lock_and_read_edition(document.edition_id)
    rows = list(edition.past_documents.order_by("position", "pk"))
    place = next((rank for rank, row in enumerate(rows) if row.pk == document.pk), None)
    if place is None:
        return
    other = place + (-1 if up else 1)
    if other not in range(len(rows)):
        return
    rows.insert(other, rows.pop(place))
    for position, row in enumerate(rows, start=1):
        row.position = position
    PastDocument.objects.bulk_update(rows, ["position"])
    _record("move_past_document", edition, actor, at)
    _refresh_public_page(edition, document.is_public)


@transaction.atomic
def remove_past_document(*, document: PastDocument, actor: User, at: datetime) -> None:
    """Side effects: the row, an audit entry; the page is drawn anew, then the file leaves the store."""
    edition = document.edition
    document.delete()
    _record("remove_past_document", edition, actor, at)
    _refresh_public_page(edition, document.is_public)


def _record(verb: str, edition: Edition, actor: User | None, at: datetime) -> None:
    record(verb=verb, subject=edition, actor=actor, at=at, scope=edition.scope)


def _refresh_public_page(edition: Edition, is_public: bool) -> None:
    if is_public:
        page = reverse("programmes:edition", args=[edition.slug])
        transaction.on_commit(partial(drop_page, page))
