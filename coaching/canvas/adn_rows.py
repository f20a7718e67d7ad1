"""The rows of the ADN map: whose they are, and who may write them when."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accelerator.text import may_be_key
from coaching.canvas.actions.canvas import open_canvas
from coaching.canvas.adn import MOMENTS, name_reading
from coaching.canvas.enums import CanvasKind, CanvasMoment
from coaching.canvas.forms.adn import ReadingForm
from coaching.canvas.pages import MOMENT
from coaching.canvas.queries.adn import may_draw_again
from coaching.canvas.views import adn
from coaching.models import Axis
from coaching.room.access import ProjectRoom
from coaching.room.rows import RowKind


def find_owner(room: ProjectRoom, place: str, at: datetime) -> Mapping[str, Any]:
    """The canvas and the axis, from ``?in=<moment>.<code of the axis>``. Raises ``Http404``."""
    moment, _dot, code = place.partition(".")
    if moment not in MOMENTS:
        raise Http404
    if moment != CanvasMoment.SESSION and not may_draw_again(room, timezone.localdate(at)):
        raise Http404
    if not may_be_key(code):
        raise Http404
    axis = get_object_or_404(Axis, edition=room.participation.edition_id, code=code)
    canvas = open_canvas(participation=room.participation, kind=CanvasKind.ADN, moment=moment, at=at)
    room.notes[MOMENT] = CanvasMoment(moment)
    return {"canvas": canvas, "axis": axis}


def ensure_row(room: ProjectRoom, owner: Mapping[str, Any], uid: UUID, act: str) -> None:
    """An axis has one row, under its one identifier: it is emptied, never removed nor moved. Raises ``Http404``."""
    if act != "save" or uid != name_reading(room.participation, owner["canvas"].moment, owner["axis"]):
        raise Http404


def make_reading_kind(ensure: Any) -> RowKind:
    """``ensure``: what holds the canvas while something is written in it."""
    return RowKind(
        "reading",
        ReadingForm,
        find_owner,
        adn.render_adn,
        adn.PAGE.find_row_url,
        ensure=ensure,
        ensure_row=ensure_row,
    )
