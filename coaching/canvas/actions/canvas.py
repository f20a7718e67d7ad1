"""The life of a canvas: created at the first word, validated by its holder, reopened with a reason, frozen for good.

All take the lock of the canvas first. Those who write take it too (:func:`ensure_writable`): a version has all of the
text that they save at once, or none.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accelerator.accounts.models import User
from accelerator.questionnaires.actions import open_sheet
from accelerator.questionnaires.builder import publish
from accelerator.rows.actions import RowsClosed
from accelerator.transitions import TransitionRefused, apply
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CANVAS, CanvasKind, CanvasMoment, CanvasState, VersionCause
from coaching.canvas.queries.canvas import find_canvas
from coaching.canvas.queries.versions import compute_hash, take_snapshot
from coaching.models import Canvas, CanvasForm, CanvasVersion
from programmes.models import Edition
from projects.models import Participation

CLOSED = {
    CanvasState.VALIDATED: _(
        "Ce canevas vient d’être validé : votre texte n’est pas enregistré, il est gardé sur cet appareil. "
        "Il faut rouvrir le canevas pour y ajouter."
    ),
    CanvasState.FROZEN: _(
        "Ce canevas est figé : votre texte n’est pas enregistré, il est gardé sur cet appareil. "
        "Copiez-le, ou demandez à l’organisation de rouvrir le canevas."
    ),
}
"""The message to a person who writes in a closed canvas."""


def find_or_make_form(*, edition: Edition, kind: str, at: datetime) -> CanvasForm | None:
    """The questions of this kind of canvas in the edition; created from the default ones the first time.

    ``None`` for a kind without questions. Side effects: at most a questionnaire and its row. Two people at once get
    the same one.
    """
    form = CanvasForm.objects.filter(edition=edition, kind=kind).select_related("revision").first()
    if form or kind not in SPECS:
        return form
    try:
        # in a savepoint: on PostgreSQL an error would end the whole transaction
        with transaction.atomic():
            revision = publish(SPECS[kind], name=f"{kind} – {edition.name}"[:200], at=at)
            return CanvasForm.objects.create(edition=edition, kind=kind, revision=revision)
    except IntegrityError:  # somebody else's first word came by another way meanwhile
        return CanvasForm.objects.select_related("revision").get(edition=edition, kind=kind)


def open_canvas(
    *,
    participation: Participation,
    kind: str,
    at: datetime,
    moment: str = CanvasMoment.SESSION,
) -> Canvas:
    """The canvas, created with its sheet if nobody wrote in it yet; called by actions, never by a page that is only
    read.

    Side effects: at most the canvas, its sheet and the form of the edition. Two people at once get the same one.
    """
    canvas = find_canvas(participation, kind, moment)
    if canvas:
        return canvas
    form = find_or_make_form(edition=participation.edition, kind=kind, at=at)
    try:
        with transaction.atomic():
            sheet = open_sheet(revision=form.revision, at=at) if form else None
            return Canvas.objects.create(participation=participation, kind=kind, moment=moment, sheet=sheet)
    # somebody else of the project created it meanwhile; the savepoint discards this sheet
    except IntegrityError:
        return Canvas.objects.select_related("sheet").get(
            participation=participation, kind=kind, moment=moment
        )


def lock_canvas(canvas: Canvas) -> Canvas:
    """Lock the canvas until the transaction ends, and return it as it is now."""
    # ``no_key``: rows that point to the canvas may be created meanwhile, its content may not change
    rows = Canvas.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("sheet", "participation__edition").get(pk=canvas.pk)


def ensure_writable(*, canvas: Canvas, actor: User, at: datetime) -> None:
    """Lock the canvas while something is written in it: first in each transaction that writes.

    Raises :class:`RowsClosed` when it is validated or frozen. Side effects: the lock; an empty canvas is started,
    with an audit entry.
    """
    locked = lock_canvas(canvas)
    if not locked.is_writable:
        raise RowsClosed(CLOSED[CanvasState(locked.state)])
    if locked.state == CanvasState.EMPTY:
        _apply(locked, "start_canvas", actor, at)


@transaction.atomic
def validate_canvas(*, canvas: Canvas, actor: User, at: datetime) -> CanvasVersion:
    """Validate the canvas for its project: nobody writes in it until it is reopened.

    Side effects: state, time and person, a version, an audit entry. Raises ``TransitionRefused`` for one that is
    empty, or closed already.
    """
    locked = lock_canvas(canvas)
    _apply(locked, "validate_canvas", actor, at, validated_at=at, validated_by=actor)
    return _store_version(locked, VersionCause.VALIDATED, actor, at)


@transaction.atomic
def reopen_canvas(*, canvas: Canvas, reason: str, actor: User, at: datetime) -> CanvasVersion:
    """Open a validated canvas again: it may be written in.

    Side effects: state, a version of what stood, with the reason, an audit entry. Raises ``ReasonMissing``,
    ``TransitionRefused``.
    """
    locked = lock_canvas(canvas)
    _apply(locked, "reopen_canvas", actor, at, reason=reason)
    return _store_version(locked, VersionCause.REOPENED, actor, at, reason)


@transaction.atomic
def freeze_canvas(*, canvas: Canvas, actor: User, at: datetime) -> CanvasVersion:
    """An organiser closes the canvas, whatever its state. Side effects: state, a version, an audit entry."""
    locked = lock_canvas(canvas)
    _apply(locked, "freeze_canvas", actor, at)
    return _store_version(locked, VersionCause.FROZEN, actor, at)


@transaction.atomic
def unfreeze_canvas(*, canvas: Canvas, reason: str, actor: User, at: datetime) -> CanvasVersion:
    """An organiser opens it again. Side effects and errors as :func:`reopen_canvas`."""
    locked = lock_canvas(canvas)
    _apply(locked, "unfreeze_canvas", actor, at, reason=reason)
    return _store_version(locked, VersionCause.REOPENED, actor, at, reason)


def _apply(canvas: Canvas, verb: str, actor: User, at: datetime, reason: str = "", **changes: object) -> None:
    scope = canvas.participation.edition.scope
    apply(canvas, verb, table=CANVAS, actor=actor, at=at, reason=reason.strip(), scope=scope, changes=changes)


def _store_version(
    canvas: Canvas, cause: VersionCause, actor: User, at: datetime, reason: str = ""
) -> CanvasVersion:
    # under its lock, so nobody is half through a sentence
    snapshot = take_snapshot(canvas)
    last = canvas.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return CanvasVersion.objects.create(
        canvas=canvas,
        number=last + 1,
        cause=cause,
        reason=reason.strip(),
        snapshot=snapshot,
        sha256=compute_hash(snapshot),
        made_at=at,
        made_by=actor,
    )


def freeze_canvases(*, places: Iterable[Participation], actor: User, at: datetime) -> int:
    """Freeze the session's canvases of these projects, also the empty ones; returns how many were frozen.

    Each by itself: people who write in one wait for that one alone, and one that somebody else froze meanwhile stays.
    Side effects: those of :func:`freeze_canvas`, and canvases created empty.
    """
    frozen = 0
    for place in places:
        for kind in CanvasKind.values:
            canvas = open_canvas(participation=place, kind=kind, at=at)
            if canvas.state != CanvasState.FROZEN:
                with suppress(TransitionRefused):
                    freeze_canvas(canvas=canvas, actor=actor, at=at)
                    frozen += 1
    return frozen
