"""How far the rooms of projects are, for their journeys: canvases, ideas received, actions planned."""

from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Subquery

from coaching.canvas.axes import has_axes
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.ideas.room import count_received, count_unsorted
from coaching.models import Canvas
from coaching.plan.room import has_actions


@dataclass(frozen=True)
class RoomProgress:
    """``canvases``: kind → state, of those of the session."""

    canvases: dict[CanvasKind, CanvasState]
    ideas_received: int
    ideas_unsorted: int
    has_actions: bool
    has_axes: bool
    """Without any, the edition has no ADN map."""


def list_progress_columns(place: str) -> dict[str, object]:
    """What :func:`read_progress` reads, as expressions over rows whose participation is ``place``."""
    canvases = Canvas.objects.filter(participation=OuterRef(place), moment=CanvasMoment.SESSION).order_by()
    states: dict[str, object] = {
        _name(kind): Subquery(canvases.filter(kind=kind).values("state")[:1]) for kind in CanvasKind
    }
    return {
        "ideas_received": count_received(place),
        "ideas_unsorted": count_unsorted(place),
        "has_actions": has_actions(place),
        "has_axes": has_axes(place),
        **states,
    }


def read_progress(row: Any) -> RoomProgress:
    """Of a row with these columns. No query."""
    states = {kind: CanvasState(getattr(row, _name(kind)) or CanvasState.EMPTY) for kind in CanvasKind}
    return RoomProgress(states, row.ideas_received, row.ideas_unsorted, row.has_actions, row.has_axes)


def _name(kind: CanvasKind) -> str:
    return f"canvas_{kind.value}"
