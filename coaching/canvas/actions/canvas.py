"""The life of a canvas: created at the first word, validated by its holder, reopened with a reason, frozen for good.

All take the lock of the canvas first. Those who write take it too (:func:`ensure_writable`): a version has all of the
text that they save at once, or none.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import AnswerRefused, open_sheet, save_answer
from accelerator.questionnaires.builder import publish
from accelerator.questionnaires.sheets import touch
from accelerator.rows.actions import RowsClosed, make_row_once, move_row, remove_row, save_row
from accelerator.text import shorten
from accelerator.transitions import TransitionRefused, apply
from coaching.canvas.defaults import SPECS
from coaching.canvas.enums import CANVAS, CanvasKind, CanvasMoment, CanvasState, ItemKind, VersionCause
from coaching.canvas.queries.adn import name_blocker, name_reading
from coaching.canvas.queries.canvas import ON_THE_LINE, find_canvas
from coaching.canvas.queries.versions import compute_hash, take_snapshot
from coaching.models import Axis, AxisReading, Blocker, Canvas, CanvasForm, CanvasItem, CanvasVersion
from coaching.plan.enums import BlockerOrigin, Priority
from coaching.room.access import ProjectRoom
from programmes.models import Edition
from projects.models import Participation

CLOSED = {
    CanvasState.VALIDATED: gettext_lazy(
        "Ce canevas vient d’être validé : votre texte n’est pas enregistré, il est gardé sur cet appareil. "
        "Il faut rouvrir le canevas pour y ajouter."
    ),
    CanvasState.FROZEN: gettext_lazy(
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
        created_at=at,
        created_by=actor,
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


LONGEST_LABEL = 160
MOST_ITEMS = 60


@transaction.atomic
def save_item(
    *,
    participation: Participation,
    kind: str,
    uid: UUID,
    values: Mapping[str, object],
    base_version: int | None,
    actor: User,
    at: datetime,
    moment: str = CanvasMoment.SESSION,
) -> CanvasItem:
    """Save what was typed of an item of the timeline (field → value), created if there is none.

    Side effects: the row, and the canvas. Raises :class:`RowsClosed` for a canvas that is validated or frozen, and
    what :func:`save_row` does.
    """
    canvas = open_canvas(participation=participation, kind=CanvasKind.TIMELINE, moment=moment, at=at)
    ensure_writable(canvas=canvas, actor=actor, at=at)
    return save_row(
        model=CanvasItem, owner={"canvas": canvas, "kind": kind}, uid=uid, values=values,
        base_version=base_version, actor=actor, at=at, among=list_siblings(canvas, kind), most=MOST_ITEMS,
    )  # fmt: skip


def list_siblings(canvas: Canvas, kind: str) -> dict[str, object]:
    """The items that one of this kind is ordered with: those of the line, or actors."""
    return {"canvas": canvas, "kind__in": ON_THE_LINE if kind in ON_THE_LINE else [kind]}


@transaction.atomic
def remove_item(*, item: CanvasItem, actor: User, at: datetime, restores: bool = False) -> bool:
    """Remove an item, or restore it; ``False`` when nothing changes. Side effects: the row, and the canvas. Raises
    :class:`RowsClosed`."""
    ensure_writable(canvas=item.canvas, actor=actor, at=at)
    return remove_row(row=item, actor=actor, at=at, restores=restores)


@transaction.atomic
def move_item(*, item: CanvasItem, by: int, actor: User, at: datetime) -> None:
    """Move an item ``by`` places. Side effects: positions, and the canvas. Raises :class:`RowsClosed`."""
    ensure_writable(canvas=item.canvas, actor=actor, at=at)
    move_row(row=item, among=list_siblings(item.canvas, item.kind), by=by)


@transaction.atomic
def save_reading(
    *,
    participation: Participation,
    axis: Axis,
    moment: str,
    values: Mapping[str, object],
    base_version: int | None,
    actor: User,
    at: datetime,
) -> AxisReading:
    """Save what was typed of one axis (field → value). Side effects and errors: as :func:`save_item`."""
    canvas = open_canvas(participation=participation, kind=CanvasKind.ADN, moment=moment, at=at)
    ensure_writable(canvas=canvas, actor=actor, at=at)
    return save_row(
        model=AxisReading, owner={"canvas": canvas, "axis": axis}, uid=name_reading(participation, moment, axis),
        values=values, base_version=base_version, actor=actor, at=at,
    )  # fmt: skip


def make_blocker(
    *, participation: Participation, axis: Axis, finding: str, priority: Priority, actor: User, at: datetime
) -> Blocker:
    """« C’est un verrou »: create the blocker of this axis from its finding; called again, return the same one.

    Side effects: the row, restored if it had been removed.
    """
    text = finding.strip() or str(axis.label)
    return make_row_once(
        model=Blocker,
        owner={"participation": participation},
        uid=name_blocker(participation, axis),
        values={
            "text": shorten(text, Blocker._meta.get_field("text").max_length or len(text)),
            "priority": priority,
        },
        actor=actor,
        at=at,
        defaults={"axis": axis, "origin": BlockerOrigin.ADN},
    )


# --- cards of the dossier that are taken up ---


def add_stakeholder(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """Add an actor to the timeline. Side effects: one row, and the canvas. Raises ``RowsClosed``."""
    long = len(text) > LONGEST_LABEL
    save_item(
        participation=room.participation,
        kind=ItemKind.STAKEHOLDER,
        uid=uuid4(),
        values={"label": f"{text[: LONGEST_LABEL - 1]}…" if long else text, "detail": text if long else ""},
        base_version=None,
        actor=actor,
        at=at,
    )


def add_to_problem(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """Add a sentence to the problem of the pitch. Side effects: the answer, and the canvas.

    Raises ``RowsClosed``, also when the answer is too long.
    """
    canvas = open_canvas(participation=room.participation, kind=CanvasKind.PITCH, at=at)
    assert canvas.sheet is not None
    # the sheet is locked before the canvas, as in the other actions: answers are read once they are saved
    touch(canvas.sheet, at, ensure=partial(ensure_writable, canvas=canvas, actor=actor, at=at))
    stored = str(queries.values(canvas.sheet).get("problem") or "")
    try:
        save_answer(
            sheet=canvas.sheet,
            key="problem",
            raw=f"{stored}\n{text}" if stored else text,
            base_version=None,
            actor=actor,
            at=at,
        )
    except AnswerRefused as refusal:
        full = _("La partie « Le problème » n’a plus de place : raccourcissez-la d’abord.")
        raise RowsClosed(f"{full} {refusal.message}") from None
