"""Rows that are alike, drawn once for a page: only identifiers, versions and values differ.

A page of sixty rows would draw as many forms, and each of their fields; it draws one of each kind, and fills it in.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.template import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accelerator.rows.drawing import draw_row
from accelerator.rows.forms import RowForm
from accelerator.rows.models import SharedRow
from accelerator.web.elements import escape_text, join_elements

UID = UUID("7f3c9a52-6f0e-4d8b-9b6a-0d6b5e1c2a47")
VERSION, TEXT, NAME, FIRST, MORE = "⁂version⁂", "⁂text⁂", "⁂name⁂", "⁂first⁂", "⁂more⁂"
"""What stands in the place of a row's own, until it is filled in."""

TOKEN, ADDRESSES = "⁂token⁂", {name: f"⁂{name}⁂" for name in ("save", "field", "remove", "move")}
"""The same for what one page has of its own."""

MOST_FIELDS = 2000
_fields: "dict[Any, _Drawn]" = {}
"""What every page draws the same: by form, language, name, and what is chosen."""

_frames: "dict[Any, _Drawn]" = {}
"""The rest of a row: by form, language, and what the template that includes it gives."""

_GAPS = re.compile(f"({UID}|⁂[a-z]+⁂)")


class _Drawn:
    """HTML with gaps."""

    def __init__(self, html: str) -> None:
        self.pieces = _GAPS.split(html)

    def fill(self, told: Mapping[str, str]) -> SafeString:
        """``told``: what is put in the gaps, as HTML."""
        return SafeString("".join([told.get(piece, piece) for piece in self.pieces]))


class Stencil:
    """For the rows of one kind on one page, in the language of who reads.

    ``urls``: the addresses of the row :data:`UID`. ``choices``, ``owner``: see :class:`RowForm`. ``is_new``: for
    :class:`BlankRow`.
    """

    def __init__(
        self,
        form: type[RowForm],
        *,
        urls: Mapping[str, str] | None = None,
        choices: Mapping[str, Any] | None = None,
        owner: Mapping[str, Any] | None = None,
        is_new: bool = False,
    ) -> None:
        model = form._meta.model
        instance = None if is_new else model(version=VERSION)
        self.urls = urls
        self.form = form(uid=UID, instance=instance, choices=choices, owner=owner)
        self._own_fields: dict[Any, _Drawn] = {}
        self._owned = owner is not None
        self._chosen = set(choices or ())
        self._frame: _Drawn | None = None

    def draw_row(self, row: "DrawnRow", context: Context) -> SafeString:
        """``rows/_row.html`` for this row, with what the template that includes it gives."""
        if self._frame is None:
            told = {ADDRESSES[name]: escape_text(url) for name, url in (self.urls or {}).items()}
            # what is filled in here has gaps of its own: the addresses name the row
            self._frame = _Drawn(self._find_frame(context).fill({**told, TOKEN: str(context["csrf_token"])}))
        fields = {FIRST: row.first_drawn, MORE: row.more_drawn}
        return self._frame.fill({**row.told, **fields})

    def _find_frame(self, context: Context) -> "_Drawn":
        shown = (type(self.form), get_language(), bool(context.get("movable")), bool(context.get("named")))
        drawn = _frames.get(shown)
        if drawn is None:
            with context.push(csrf_token=TOKEN):
                drawn = _frames[shown] = _Drawn(draw_row(context, _Gaps(self.form), ADDRESSES))
        return drawn

    def draw_fields(self, row: "DrawnRow", *, folded: bool) -> SafeString:
        names = (name for name in self.form.fields if (name in self.form.folded) == folded)
        return join_elements(*(self._draw_field(name, row) for name in names))

    def _draw_field(self, name: str, row: "DrawnRow") -> SafeString:
        value, typed, text = row.read(name), self.form.fields[name], ""
        if hasattr(typed, "choices"):
            key: Any = tuple(value) if isinstance(value, list) else value
        else:
            # a field without a value is drawn without one
            text = typed.widget.format_value(typed.prepare_value(value)) or ""
            key, value = bool(text), TEXT if text else value
        known, whole = self._find_known(name), (type(self.form), self.form.is_new, get_language(), name, key)
        drawn = known.get(whole)
        if drawn is None:
            self.form.initial[name] = value
            bound = typed.get_bound_field(self.form, name)
            drawn = known[whole] = _Drawn(self.form.draw(bound))
        return drawn.fill({**row.told, TEXT: escape_text(text)})

    def _find_known(self, name: str) -> "dict[Any, _Drawn]":
        """Where the field is kept: on this page, when it differs from one list to another."""
        differs = self._owned or name in self._chosen or hasattr(self.form.fields[name], "queryset")
        return self._own_fields if differs or len(_fields) >= MOST_FIELDS else _fields


class _Gaps:
    """The form of a stencil with gaps in the place of its fields."""

    def __init__(self, form: RowForm) -> None:
        self.row_label, self.more_fields = form.row_label, form.folded

    uid, version, instance = UID, VERSION, NAME
    first_drawn, more_drawn = SafeString(FIRST), SafeString(MORE)
    is_new = is_bound = is_unfolded = False
    non_field_errors = ""


@dataclass
class DrawnRow:
    """A row for the templates that show a :class:`RowForm`: as it stands, nothing was refused in it.

    ``initial``: what it holds in no column. ``label``: what it is called, if not as it tells itself.
    """

    stencil: Stencil
    instance: SharedRow
    initial: dict[str, Any] = field(default_factory=dict)
    label: str = ""
    is_bound = is_new = False
    non_field_errors = ""

    @property
    def uid(self) -> UUID:
        return self.instance.uid

    @property
    def version(self) -> int:
        """0 for a row that does not stand yet, as forms have it."""
        return 0 if self.instance.pk is None else self.instance.version

    @cached_property
    def told(self) -> dict[str, str]:
        """What is put in the gaps of what is drawn, but values."""
        name = escape_text(self.label or str(self.instance))
        return {str(UID): str(self.uid), VERSION: str(self.version), NAME: name}

    def read(self, name: str) -> Any:
        """What the field shows."""
        if name in self.initial:
            return self.initial[name]
        column: Any = self.instance._meta.get_field(name)
        return column.value_from_object(self.instance)

    @property
    def first_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=False)

    @property
    def more_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=True)


class BlankRow(DrawnRow):
    """The next row, which does not stand yet: drawn by its template, its fields by the stencil."""

    is_new = True
    is_unfolded = False

    @property
    def row_label(self) -> Any:
        return self.stencil.form.row_label

    @property
    def more_fields(self) -> tuple[str, ...]:
        return self.stencil.form.folded
