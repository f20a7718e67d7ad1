"""A list of rows on a page of the room: each with its form and its addresses, then a blank one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from accelerator.rows.drawing import draw_row
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.rows.stencil import UID, BlankRow, DrawnRow, Stencil
from coaching.room.access import ProjectRoom


@dataclass(frozen=True)
class RowShown:
    """``urls``: ``save``, ``field`` (with ``__key__``), ``remove``, ``move``; none where its stencil has them.

    Templates include it as a template of its own: ``{% include shown with movable=True %}``.
    """

    row: SharedRow | None
    form: RowForm | DrawnRow
    urls: Mapping[str, str]

    def render(self, context: Context) -> SafeString:
        """``rows/_row.html``."""
        if isinstance(self.form, DrawnRow) and not self.form.is_new:
            return self.form.stencil.draw_row(self.form, context)
        return draw_row(context, self.form, self.urls)


@dataclass(frozen=True)
class RowList:
    kind: str
    label: Any
    rows: list[RowShown]
    blank: RowShown | None
    """The next one; ``None`` for whoever only reads."""


def list_rows(
    room: ProjectRoom,
    kind: str,
    form: type[RowForm],
    rows: Sequence[SharedRow],
    *,
    place: str = "",
    refused: RowForm | None = None,
    writable: bool = True,
    choices: Mapping[str, Any] | None = None,
) -> RowList:
    """The forms of ``rows``, and of the next one, for those who write. No query.

    ``place``: what follows ``?in=``. ``refused`` takes the place of the row it is about, or of the blank one.
    ``choices``: see :class:`RowForm`.
    """
    mine = refused if refused is not None and type(refused) is form else None
    stencil = make_stencil(room, kind, form, place=place, choices=choices) if rows else None
    shown = [show_row(room, kind, form, row, place=place, refused=mine, stencil=stencil) for row in rows]
    writes = room.can_write and writable
    known = {row.uid for row in rows}
    blank = None
    if writes:
        added = mine if mine is not None and mine.uid not in known else None
        new = added or BlankRow(Stencil(form, choices=choices, is_new=True), form._meta.model())
        blank = RowShown(None, new, row_urls(room, kind, new.uid, place))
    return RowList(kind, form.row_label, shown, blank)


def show_row(
    room: ProjectRoom,
    kind: str,
    form: type[RowForm],
    row: SharedRow,
    *,
    place: str = "",
    refused: RowForm | None = None,
    stencil: Stencil | None = None,
) -> RowShown:
    """``stencil``: that of the rows of this kind, where the page has several."""
    if refused is not None and refused.uid == row.uid:
        return RowShown(row, refused, row_urls(room, kind, row.uid, place))
    return RowShown(row, DrawnRow(stencil or make_stencil(room, kind, form, place=place), row), {})


def make_stencil(
    room: ProjectRoom,
    kind: str,
    form: type[RowForm],
    *,
    place: str = "",
    choices: Mapping[str, Any] | None = None,
) -> Stencil:
    """For all the rows of a kind that one page shows the same way."""
    return Stencil(form, urls=row_urls(room, kind, UID, place), choices=choices)


def row_urls(room: ProjectRoom, kind: str, uid: UUID, place: str = "") -> dict[str, str]:
    """The addresses of a row; ``field`` has ``__key__`` in the place of the field."""
    base = reverse("coaching:room_row", args=[room.slug, kind, uid])
    query = f"?{urlencode({'in': place})}" if place else ""
    ends = {"save": "", "remove": "remove/", "move": "move/", "field": "fields/__key__/"}
    return {name: f"{base}{end}{query}" for name, end in ends.items()}
