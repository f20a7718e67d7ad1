"""Rows of a canvas: items of a timeline, readings of an ADN map, and texts taken from the dossier."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import AnswerRefused, save_answer
from accelerator.questionnaires.sheets import touch
from accelerator.rows.actions import RowsClosed, make_row_once, move_row, remove_row, save_row
from accelerator.text import shorten
from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind
from coaching.canvas.queries.adn import name_blocker, name_reading
from coaching.canvas.queries.canvas import ON_THE_LINE
from coaching.models import Axis, AxisReading, Blocker, Canvas, CanvasItem
from coaching.plan.enums import BlockerOrigin, Priority
from coaching.room.access import ProjectRoom
from projects.models import Participation

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
