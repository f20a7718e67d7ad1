"""The rows of a page of the room: each is read, and opens to be typed in; then a blank one of each kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.template import Context
from django.urls import reverse
from django.utils.safestring import SafeString

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.drawing import draw_row
from accelerator.rows.forms import RowForm
from accelerator.rows.gaps import UID, gap
from accelerator.rows.models import SharedRow
from accelerator.rows.stencil import NAME, DrawnRow, EmptyRow, Stencil
from accelerator.web.elements import escape_text
from coaching.room.access import ProjectRoom

OPENED = "edit"
"""In the address of a page: the row that it draws open."""
EDIT, EDIT_URL = gap("edit"), gap("edit_url")


@dataclass(frozen=True)
class RowShown:
    """``urls``: those of :func:`row_urls`, of :data:`UID` where a stencil draws the form. ``edit_url``: where it opens.

    ``named``: its kind is said above it. Templates include it as a template of its own, which draws the form.
    """

    form: RowForm | DrawnRow
    urls: Mapping[str, str]
    edit_url: str = ""
    is_open: bool = False
    movable: bool = False
    named: bool = False

    def render(self, context: Context) -> SafeString:
        """``rows/_row.html``."""
        with context.push(movable=self.movable, named=self.named):
            if isinstance(self.form, DrawnRow):
                return self.form.stencil.draw_row(self.form, context)
            return draw_row(context, self.form, self.urls)

    def tell_gaps(self, context: Context) -> dict[str, str]:
        """What is put in the place of :class:`EditGaps`, as HTML: the form where it is open, and where it opens."""
        return {EDIT: self.render(context) if self.is_open else "", EDIT_URL: escape_text(self.edit_url)}

    @property
    def move_url(self) -> str:
        """Where the row is moved up or down its list."""
        return self.urls["move"].replace(str(UID), str(self.form.uid))


@dataclass(frozen=True)
class EditGaps:
    """A :class:`RowShown` with gaps in the place of its own, for what is drawn once with the forms it opens."""

    is_open: bool
    edit_url = EDIT_URL

    def render(self, context: Context) -> SafeString:
        return SafeString(EDIT)


@dataclass(frozen=True)
class NewRow:
    """The next row of a kind, blank or as it was refused."""

    kind: str
    label: Any
    shown: RowShown


class RowSheet:
    """The rows of one page. A form of each kind is drawn once, empty: the page's script fills it in. No query.

    ``page_url``: the page without an open row. ``place``: what follows ``?in=``. ``anchor``: what the page calls a
    row, before its ``uid``. ``moves``: kind → where the row :data:`UID` is moved, of kinds that are. ``named``: kinds
    that stand among others. ``refused`` takes the place of the row it is about. ``choices``: see :class:`RowForm`.
    """

    NAME_GAP = NAME

    def __init__(
        self,
        request: AuthenticatedRequest,
        room: ProjectRoom,
        forms: Mapping[str, type[RowForm]],
        *,
        page_url: str,
        place: str = "",
        anchor: str = "row",
        moves: Mapping[str, str] | None = None,
        named: Collection[str] = (),
        refused: RowForm | None = None,
        choices: Mapping[str, Any] | None = None,
    ) -> None:
        self.room, self.forms, self.choices, self.named = room, forms, choices, named
        self.page_url, self.place, self.anchor, self.moves = page_url, place, anchor, moves or {}
        self.refused = refused
        self._opened = request.GET.get(OPENED, "")
        self._stencils: dict[str, Stencil] = {}
        self._closed: dict[str, tuple[str, DrawnRow]] = {}

    def show(self, kind: str, row: SharedRow, *, initial: dict[str, Any] | None = None) -> RowShown:
        """A row that this person may write in. ``initial``: what it holds in no column."""
        refused = self._find_refused(kind)
        if refused is not None and refused.uid == row.uid:
            return self._frame(kind, refused, self._list_urls(kind, row.uid), is_open=True)
        stencil = self._find_stencil(kind)
        drawn, is_open = DrawnRow(stencil, row, initial or {}), str(row.uid) == self._opened
        if not is_open:
            self._closed[str(row.uid)] = kind, drawn
        return self._frame(kind, drawn, stencil.urls, is_open=is_open)

    def show_new(self, kind: str, *, known: bool = False) -> NewRow:
        """The next row of this kind. ``known``: the one that was refused stands already, it is shown in its place."""
        refused = None if known else self._find_refused(kind)
        form: RowForm | DrawnRow | None = refused
        if form is None:
            form = DrawnRow(self._find_stencil(kind), self.forms[kind]._meta.model())
        shown = RowShown(form, self._list_urls(kind, form.uid), is_open=True, named=kind in self.named)
        return NewRow(kind, self.forms[kind].row_label, shown)

    @property
    def empty_forms(self) -> list[tuple[str, RowShown]]:
        """Kind and form, of the kinds that have a row to open."""
        forms = []
        for kind in dict.fromkeys(kind for kind, _drawn in self._closed.values()):
            stencil = self._stencils[kind]
            empty = EmptyRow(stencil, self.forms[kind]._meta.model())
            forms.append((kind, self._frame(kind, empty, stencil.urls, is_open=True)))
        return forms

    @property
    def told(self) -> dict[str, Any]:
        """What the script needs to open each of the others, by ``uid``."""
        return {
            uid: {"kind": kind, "name": drawn.name, "version": drawn.version, "values": drawn.values}
            for uid, (kind, drawn) in self._closed.items()
        }

    def _frame(
        self, kind: str, form: RowForm | DrawnRow, urls: Mapping[str, str], *, is_open: bool
    ) -> RowShown:
        edit_url = self._find_url(form.uid, opened=True)
        return RowShown(form, urls, edit_url, is_open, movable=kind in self.moves, named=kind in self.named)

    def _find_refused(self, kind: str) -> RowForm | None:
        return self.refused if type(self.refused) is self.forms[kind] else None

    def _find_stencil(self, kind: str) -> Stencil:
        if kind not in self._stencils:
            urls = self._list_urls(kind, UID)
            self._stencils[kind] = Stencil(self.forms[kind], urls=urls, choices=self.choices)
        return self._stencils[kind]

    def _list_urls(self, kind: str, uid: UUID) -> dict[str, str]:
        urls = {**row_urls(self.room, kind, uid, self.place), "close": self._find_url(uid)}
        if kind in self.moves:
            urls["move"] = self.moves[kind].replace(str(UID), str(uid))
        return urls

    def _find_url(self, uid: UUID, *, opened: bool = False) -> str:
        query = f"{'&' if '?' in self.page_url else '?'}{OPENED}={uid}" if opened else ""
        return f"{self.page_url}{query}#{self.anchor}-{uid}"


def row_urls(room: ProjectRoom, kind: str, uid: UUID, place: str = "") -> dict[str, str]:
    """The addresses of a row; ``field`` has ``__key__`` in the place of the field."""
    base = reverse("coaching:room_row", args=[room.slug, kind, uid])
    query = f"?{urlencode({'in': place})}" if place else ""
    ends = {"save": "", "remove": "remove/", "move": "move/", "field": "fields/__key__/"}
    return {name: f"{base}{end}{query}" for name, end in ends.items()}
