"""The rows of a page of the room: each is read, and its form opens on demand; then a new one of each kind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.types import Json, Values

OPENED = "edit"
"""The parameter of a page for the row whose form is open."""


@dataclass(frozen=True)
class PageRow:
    """The data of ``rows/_row.html``. ``form``: ``None`` while the row is only read. ``urls``: those of
    :func:`make_row_urls`, and ``edit`` and ``close``, which open and close the form. ``is_named``: its kind is a
    heading above its fields.
    """

    kind: str
    instance: SharedRow
    uid: UUID
    form: RowForm | None
    urls: Mapping[str, str]
    is_new: bool
    is_movable: bool
    is_named: bool


class RowSheet:
    """The rows of one page. No query.

    ``rows_url``: see :func:`make_row_urls`. ``page_url``: the page without an open row. ``query``: what follows the
    addresses of rows. ``anchor``: prefix of the ids of rows. ``movable``: kinds that have an order. ``named``: kinds
    that are listed together. ``refused`` takes the place of its row, or of the new row of its kind. ``choices``: see
    :class:`RowForm`.
    """

    def __init__(
        self,
        request: HttpRequest,
        forms: Mapping[str, type[RowForm]],
        *,
        rows_url: str,
        page_url: str,
        query: str = "",
        anchor: str = "row",
        movable: Collection[str] = (),
        named: Collection[str] = (),
        refused: RowForm | None = None,
        choices: Mapping[str, object] | None = None,
    ) -> None:
        self.forms, self.choices, self.named, self.movable = forms, choices, named, movable
        self.rows_url, self.page_url, self.query, self.anchor = rows_url, page_url, query, anchor
        self.refused = refused
        self.closed: dict[str, Json] = {}
        """uid → the values with which static/js/row_forms.js fills the form of a closed row."""
        self._opened = request.GET.get(OPENED, "")
        self._new: dict[str, RowForm] = {}
        self._offered: set[str] = set()

    def add(self, kind: str, row: SharedRow, *, initial: Values | None = None) -> PageRow:
        """Add a row that this person may edit. ``initial``: values of fields that are no columns of it."""
        form = None
        if self.has_refused(kind) and self.refused and self.refused.uid == row.uid:
            form, self.refused = self.refused, None
        elif str(row.uid) == self._opened:
            form = self.forms[kind](uid=row.uid, instance=row, choices=self.choices, initial=initial)
        else:
            values = self._make_new(kind).list_values(row, initial or {})
            name = str(row)
            self.closed[str(row.uid)] = {"kind": kind, "name": name, "version": row.version, "values": values}
        return self._build_row(kind, row, form, row.uid)

    def add_new(self, kind: str) -> PageRow:
        """The next row of this kind; the refused one, if :meth:`add` did not place it."""
        if self.has_refused(kind) and self.refused:
            form, self.refused = self.refused, None
        else:
            form = self._make_new(kind)
            self._offered.add(kind)
        return self._build_row(kind, form.instance, form, form.uid)

    def has_refused(self, kind: str) -> bool:
        """Whether a refused form of this kind is not placed yet."""
        return type(self.refused) is self.forms[kind]

    @property
    def templates(self) -> list[PageRow]:
        """A new row of each kind that has closed rows and no new row on the page."""
        kinds = dict.fromkeys(row["kind"] for row in self.closed.values())
        forms = {kind: self._make_new(kind) for kind in kinds if kind in self.forms.keys() - self._offered}
        return [self._build_row(kind, form.instance, form, form.uid) for kind, form in forms.items()]

    def _make_new(self, kind: str) -> RowForm:
        if kind not in self._new:
            self._new[kind] = self.forms[kind](uid=uuid4(), choices=self.choices)
        return self._new[kind]

    def _build_row(self, kind: str, row: SharedRow, form: RowForm | None, uid: UUID) -> PageRow:
        urls = {
            **make_row_urls(self.rows_url, kind, uid, self.query),
            "close": f"{self.page_url}#{self.anchor}-{uid}",
            "edit": open_row_url(self.page_url, self.anchor, uid),
        }
        is_new = row.pk is None
        return PageRow(kind, row, uid, form, urls, is_new, kind in self.movable, kind in self.named)


def make_row_urls(rows_url: str, kind: str, uid: UUID, query: str = "") -> dict[str, str]:
    """The addresses of a row below ``rows_url``; ``field`` has ``__key__`` in the place of the field."""
    ends = {"save": "", "remove": "remove/", "move": "move/", "field": "fields/__key__/"}
    return {name: f"{rows_url}{kind}/{uid}/{end}{query}" for name, end in ends.items()}


def open_row_url(page_url: str, anchor: str, uid: UUID) -> str:
    """The address of the page with the form of this row open."""
    return f"{page_url}{'&' if '?' in page_url else '?'}{OPENED}={uid}#{anchor}-{uid}"


def report_removed(request: HttpRequest, row: SharedRow, restore_url: str) -> None:
    """Add a message that a row was removed, with a link to restore it."""
    message = _("« %(row)s » est retiré.") % {"row": str(row) or "…"}
    messages.success(request, message, extra_tags=f"undo={restore_url}")


def read_places(request: HttpRequest) -> int:
    """By how many places a row is moved, from ``by``; 0 for anything else than a small number."""
    text = request.POST.get("by", "")
    # three digits at most: no list is longer
    digits = text.removeprefix("-")
    return int(text) if digits.isdecimal() and len(digits) < 4 else 0
