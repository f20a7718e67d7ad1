"""Photographs of the paper on the wall: kept with what they show in words, and the agreement of those on them."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.audit.actions import record
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.rows.errors import RowsClosed
from coaching.canvas.actions.canvas import CLOSED, lock_canvas
from coaching.canvas.enums import CanvasState
from coaching.models import Canvas, CanvasPhoto

TYPES = ("jpg", "png", "webp")
"""What a photograph may be, by the short names of ``sniffing``."""


@transaction.atomic
def add_photo(
    *,
    canvas: Canvas,
    checked: CheckedFile,
    alt: str,
    shows_faces: bool,
    faces_agreed: bool,
    actor: Any,
    at: datetime,
) -> CanvasPhoto:
    """Attach a photograph that was looked into (``sniffing.check``: what the camera wrote beside it is gone).

    Side effects: the stored file, its row, an audit entry. Raises :class:`RowsClosed` when the canvas is frozen; the
    database refuses one without words, or with faces and without their agreement.
    """
    _ensure_open(canvas)
    photo = CanvasPhoto(
        canvas=canvas, content_type=checked.content_type, alt=alt, shows_faces=shows_faces,
        faces_agreed=shows_faces and faces_agreed, added_at=at, added_by=actor,
    )  # fmt: skip
    photo.file.save(checked.name, checked.upload, save=False)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
            _note(canvas, "add_photo", actor, at, photo)
    except BaseException:
        photo.file.storage.delete(photo.file.name or "")
        raise
    return photo


@transaction.atomic
def remove_photo(*, photo: CanvasPhoto, actor: Any, at: datetime) -> None:
    """Take a photograph away for good: somebody on it may have asked.

    Side effects: its row, an audit entry, then the stored file. A canvas that is frozen lets it go too.
    """
    lock_canvas(photo.canvas)
    name, storage = photo.file.name or "", photo.file.storage
    _note(photo.canvas, "remove_photo", actor, at, photo)
    photo.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _ensure_open(canvas: Canvas) -> None:
    held = lock_canvas(canvas)
    if held.state == CanvasState.FROZEN:
        raise RowsClosed(CLOSED[CanvasState.FROZEN])


def _note(canvas: Canvas, verb: str, actor: Any, at: datetime, photo: CanvasPhoto) -> None:
    scope = canvas.participation.edition.scope
    record(verb=verb, subject=canvas, actor=actor, at=at, scope=scope, data={"photo": photo.pk})
