"""The rows of a page of the room: each is read, and its form opens on demand; then a new one of each kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.urls import reverse

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from coaching.room.access import ProjectRoom

OPENED = "edit"
"""The parameter of a page that names the row whose form is open."""


@dataclass(frozen=True)
class PageRow:
    """What ``rows/_row.html`` renders. ``form``: ``None`` while the row is only read.

    ``urls``: those of :func:`row_urls`, and ``edit`` and ``close``, where the page opens its form and does not.
    ``is_named``: its kind stands above its fields.
    """

    kind: str
    instance: SharedRow
    uid: UUID
    form: RowForm | None
    urls: Mapping[str, str]
    is_movable: bool
    is_named: bool


class RowSheet:
    """The rows of one page. No query.

    ``page_url``: the page without an open row. ``place``: what follows ``?in=``. ``anchor``: prefix of the ids of rows.
    ``moves``: kind → name of the address that moves its rows. ``named``: kinds that are listed together. ``refused``
    takes the place of its row, or of the new row of its kind. ``choices``: see :class:`RowForm`.
    """

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
        choices: Mapping[str, object] | None = None,
    ) -> None:
        self.room, self.forms, self.choices, self.named = room, forms, choices, named
        self.page_url, self.place, self.anchor, self.moves = page_url, place, anchor, moves or {}
        self.refused = refused
        self.closed: dict[str, dict[str, Any]] = {}
        """uid → what static/js/row_forms.js fills the form of a closed row with."""
        self._opened = request.GET.get(OPENED, "")
        self._new: dict[str, RowForm] = {}
        self._offered: set[str] = set()

    def add(self, kind: str, row: SharedRow, *, initial: Mapping[str, Any] | None = None) -> PageRow:
        """A row that this person may write in. ``initial``: values of fields that are no columns of it."""
        initial = initial or {}
        form = None
        if self.has_refused(kind) and self.refused and self.refused.uid == row.uid:
            form, self.refused = self.refused, None
        elif str(row.uid) == self._opened:
            form = self.forms[kind](uid=row.uid, instance=row, choices=self.choices, initial=dict(initial))
        else:
            values = self._make_new(kind).list_values(row, initial)
            name = str(row)
            self.closed[str(row.uid)] = {"kind": kind, "name": name, "version": row.version, "values": values}
        return self._frame(kind, row, form, row.uid)

    def add_new(self, kind: str) -> PageRow:
        """The next row of this kind; the refused one, if :meth:`add` did not place it."""
        if self.has_refused(kind) and self.refused:
            form, self.refused = self.refused, None
        else:
            form = self._make_new(kind)
            self._offered.add(kind)
        return self._frame(kind, form.instance, form, form.uid)

    def has_refused(self, kind: str) -> bool:
        """Whether a refused form of this kind is not placed yet."""
        return type(self.refused) is self.forms[kind]

    @property
    def templates(self) -> list[PageRow]:
        """A new row of each kind that has closed rows and no new row on the page."""
        kinds = dict.fromkeys(row["kind"] for row in self.closed.values())
        forms = {kind: self._make_new(kind) for kind in kinds if kind not in self._offered}
        return [self._frame(kind, form.instance, form, form.uid) for kind, form in forms.items()]

    def _make_new(self, kind: str) -> RowForm:
        if kind not in self._new:
            self._new[kind] = self.forms[kind](uid=uuid4(), choices=self.choices)
        return self._new[kind]

    def _frame(self, kind: str, row: Any, form: RowForm | None, uid: UUID) -> PageRow:
        urls = row_urls(self.room, kind, uid, self.place)
        if kind in self.moves:
            urls["move"] = reverse(self.moves[kind], args=[self.room.slug, kind, uid]) + self._query
        urls["close"] = f"{self.page_url}#{self.anchor}-{uid}"
        mark = "&" if "?" in self.page_url else "?"
        urls["edit"] = f"{self.page_url}{mark}{OPENED}={uid}#{self.anchor}-{uid}"
        return PageRow(kind, row, uid, form, urls, kind in self.moves, kind in self.named)

    @property
    def _query(self) -> str:
        return f"?{urlencode({'in': self.place})}" if self.place else ""


def row_urls(room: ProjectRoom, kind: str, uid: UUID, place: str = "") -> dict[str, str]:
    """The addresses of a row; ``field`` has ``__key__`` in the place of the field."""
    base = reverse("coaching:room_row", args=[room.slug, kind, uid])
    query = f"?{urlencode({'in': place})}" if place else ""
    ends = {"save": "", "remove": "remove/", "field": "fields/__key__/"}
    return {name: f"{base}{end}{query}" for name, end in ends.items()}
