"""What the dossier says already, taken up in a canvas: nobody types it again."""

from datetime import datetime
from functools import partial
from uuid import uuid4

from django.utils.translation import gettext as _

from accelerator.accounts.models import User
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import AnswerRefused, save_answer
from accelerator.questionnaires.sheets import touch
from accelerator.rows.actions import RowsClosed, save_row
from coaching.canvas.actions.canvas import ensure_writable, open_canvas
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.models import CanvasItem
from coaching.room.access import ProjectRoom

LONGEST_LABEL = 160


def add_stakeholder(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """An actor of the timeline. Side effects: one row, and the canvas. Raises ``RowsClosed``."""
    canvas = open_canvas(participation=room.participation, kind=CanvasKind.TIMELINE, at=at)
    long = len(text) > LONGEST_LABEL
    values = {"label": f"{text[: LONGEST_LABEL - 1]}…" if long else text, "detail": text if long else ""}
    save_row(
        model=CanvasItem,
        owner={"canvas": canvas, "kind": ItemKind.STAKEHOLDER},
        uid=uuid4(),
        values=values,
        base_version=None,
        actor=actor,
        at=at,
        ensure=partial(ensure_writable, canvas=canvas, actor=actor, at=at),
    )


def add_to_problem(room: ProjectRoom, text: str, actor: User, at: datetime) -> None:
    """A sentence more in the pitch's problem, after what stands there. Side effects: the answer, and the canvas.

    Raises ``RowsClosed``, also when there is no room left.
    """
    canvas = open_canvas(participation=room.participation, kind=CanvasKind.PITCH, at=at)
    assert canvas.sheet is not None
    # the sheet is locked before the canvas, as by those who type: what they type is read once it is saved
    touch(canvas.sheet, at, ensure=partial(ensure_writable, canvas=canvas, actor=actor, at=at))
    stands = str(queries.values(canvas.sheet).get("problem") or "")
    try:
        save_answer(
            sheet=canvas.sheet,
            key="problem",
            raw=f"{stands}\n{text}" if stands else text,
            base_version=None,
            actor=actor,
            at=at,
        )
    except AnswerRefused as refusal:
        full = _("La partie « Le problème » n’a plus de place : raccourcissez-la d’abord.")
        raise RowsClosed(f"{full} {refusal.message}") from None
