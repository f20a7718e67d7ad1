"""Photographs of the paper on the wall, with a description and the people on them."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.locking import is_gone
from accelerator.questionnaires.sniffing import CheckedFile
from accelerator.rows.actions import RowsClosed
from accelerator.transitions import TransitionRefused
from coaching.canvas.actions.canvas import CLOSED, lock_canvas
from coaching.canvas.enums import CanvasState
from coaching.models import Attendee, Canvas, CanvasPhoto

TYPES = ("jpg", "png", "webp")
"""What a photograph may be, by the short names of ``sniffing``."""
MOST_PHOTOS = 20
"""The most photographs of one canvas."""


@transaction.atomic
def add_photo(
    *,
    canvas: Canvas,
    checked: CheckedFile,
    alt: str,
    depicts: str,
    people: Collection[Attendee],
    actor: User,
    at: datetime,
) -> CanvasPhoto:
    """Attach a photograph that was inspected (``sniffing.check`` removed what the camera wrote beside it).

    Side effects: the stored file, its row, an audit entry. Raises :class:`RowsClosed` when the canvas is frozen, or
    has :data:`MOST_PHOTOS`; the database refuses one without words.
    """
    _ensure_open(canvas)
    if canvas.photos.count() >= MOST_PHOTOS:
        raise RowsClosed(
            _("Ce canevas a atteint sa limite de photos (%(count)d) : retirez-en une d’abord.")
            % {"count": MOST_PHOTOS}
        )
    photo = CanvasPhoto(
        canvas=canvas,
        content_type=checked.content_type,
        alt=alt,
        depicts=depicts,
        added_at=at,
        added_by=actor,
    )
    photo.file.save(checked.name, checked.upload, save=False)
    try:
        with transaction.atomic():
            photo.save(force_insert=True)
            photo.people.set(people)
            _record(canvas, "add_photo", actor, at, photo)
    # the row is not there: nothing would ever delete the file
    except BaseException:
        photo.file.storage.delete(photo.file.name or "")
        raise
    return photo


@transaction.atomic
def describe_photo(
    *, photo: CanvasPhoto, alt: str, depicts: str, people: Collection[Attendee], actor: User, at: datetime
) -> None:
    """Change the description of a photograph and the people on it. Side effects: its row, an audit entry. Raises
    :class:`TransitionRefused` when it was removed meanwhile."""
    lock_canvas(photo.canvas)
    if is_gone(photo):
        raise TransitionRefused(_("Cette photo vient d’être retirée."))
    photo.alt, photo.depicts = alt, depicts
    photo.save(update_fields=["alt", "depicts"])
    photo.people.set(people)
    _record(photo.canvas, "describe_photo", actor, at, photo)


@transaction.atomic
def remove_photo(*, photo: CanvasPhoto, actor: User, at: datetime) -> None:
    """Remove a photograph for good, also from a frozen canvas: somebody on it may request it.

    Side effects: its row, an audit entry, then the stored file (``files.erasing``).
    """
    lock_canvas(photo.canvas)
    if is_gone(photo):
        return
    _record(photo.canvas, "remove_photo", actor, at, photo)
    photo.delete()


def _ensure_open(canvas: Canvas) -> None:
    locked = lock_canvas(canvas)
    if locked.state == CanvasState.FROZEN:
        raise RowsClosed(CLOSED[CanvasState.FROZEN])


def _record(canvas: Canvas, verb: str, actor: User, at: datetime, photo: CanvasPhoto) -> None:
    scope = canvas.participation.edition.scope
    record(verb=verb, subject=canvas, actor=actor, at=at, scope=scope, data={"photo": photo.pk})
