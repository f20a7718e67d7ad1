"""Forms that are alike, drawn once: only identifiers, versions and values differ.

A row is read, and its form opens on demand: the page has one form of each kind, empty, that its script fills in with
what the row holds; where the server opens a row, the same form is filled in here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
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

TOKEN, ADDRESSES = "⁂token⁂", {name: f"⁂{name}⁂" for name in ("save", "field", "remove", "move", "close")}
"""The same for what one page has of its own."""

MOST_FIELDS = 2000
_fields: "dict[Any, _Drawn]" = {}
"""What every page draws the same: by form, language, name, and what is chosen."""

_frames: "dict[Any, _Drawn]" = {}
"""The rest of a row: by form, language, and what the template that includes it gives."""

_whole: "dict[Any, _Drawn]" = {}
"""Rows that hold nothing, of forms that are the same on every page."""

_GAPS = re.compile(f"({UID}|⁂[a-z]+⁂)")


class _Drawn:
    """HTML with gaps."""

    def __init__(self, html: str) -> None:
        self.pieces = _GAPS.split(html)

    def fill(self, told: Mapping[str, str]) -> SafeString:
        """``told``: what is put in the gaps, as HTML."""
        return SafeString("".join([told.get(piece, piece) for piece in self.pieces]))


@cache
def _find_fields(form: type[RowForm]) -> dict[str, Any]:
    """Those of a kind, to ask how a value is written: they are never drawn."""
    return form(uid=UID).fields


class Stencil:
    """For the rows of one kind on one page, in the language of who reads.

    ``urls``: the addresses of the row :data:`UID`. ``choices``, ``owner``: see :class:`RowForm`. ``is_new``: for the
    next row, which does not stand yet.
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
        self.urls: Mapping[str, str] = urls or {}
        self.kind, self.is_new, self._choices, self._owner = form, is_new, choices or {}, owner
        self._own_fields: dict[Any, _Drawn] = {}
        self._frame: _Drawn | None = None

    @cached_property
    def form(self) -> RowForm:
        instance = None if self.is_new else self.kind._meta.model(version=VERSION)
        return self.kind(uid=UID, instance=instance, choices=self._choices, owner=self._owner)

    def draw_row(self, row: "DrawnRow", context: Context) -> SafeString:
        """``rows/_row.html`` for this row, with what the template that includes it gives."""
        if self.is_new or isinstance(row, EmptyRow):
            html = str(self._draw_empty(context))
            for gap, text in row.told.items():
                html = html.replace(gap, text)
            return SafeString(html)
        if self._frame is None:
            # what is filled in here has gaps of its own: the addresses name the row
            self._frame = _Drawn(self._find_frame(context).fill(self._tell_page(context)))
        fields = {FIRST: row.first_drawn, MORE: row.more_drawn}
        return self._frame.fill({**row.told, **fields})

    def _draw_empty(self, context: Context) -> SafeString:
        """Any row that holds nothing: its identifier, version and name stay gaps."""
        shown = self._name_frame(context)
        drawn = _whole.get(shown)
        if drawn is None:
            empty = EmptyRow(self, self.kind._meta.model())
            fields = {FIRST: empty.first_drawn, MORE: empty.more_drawn}
            drawn = _Drawn(self._find_frame(context).fill(fields))
            if not any(map(self._differs, self.form.fields)):
                _whole[shown] = drawn
        return drawn.fill(self._tell_page(context))

    def _tell_page(self, context: Context) -> dict[str, str]:
        told = {ADDRESSES[name]: escape_text(url) for name, url in self.urls.items()}
        return {**told, TOKEN: str(context["csrf_token"])}

    def _name_frame(self, context: Context) -> tuple[Any, ...]:
        told = bool(context.get("movable")), bool(context.get("named"))
        return (self.kind, self.is_new, get_language(), *told)

    def _find_frame(self, context: Context) -> "_Drawn":
        shown = self._name_frame(context)
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
            text = self._tell(name, value)
            key, value = bool(text), TEXT if text else value
        known, whole = self._find_known(name), (type(self.form), self.form.is_new, get_language(), name, key)
        drawn = known.get(whole)
        if drawn is None:
            self.form.initial[name] = value
            bound = typed.get_bound_field(self.form, name)
            drawn = known[whole] = _Drawn(self.form.draw(bound))
        return drawn.fill({**row.told, TEXT: escape_text(text)})

    def _tell(self, name: str, value: Any) -> str:
        typed = _find_fields(self.kind)[name]
        return str(typed.widget.format_value(typed.prepare_value(value)) or "")

    def list_values(self, name: str, value: Any) -> list[str]:
        """What the controls of a field hold, as the browser has it."""
        if not hasattr(_find_fields(self.kind)[name], "choices"):
            return [self._tell(name, value)]
        chosen = value if isinstance(value, list) else [value]
        return ["" if item is None else str(item) for item in chosen]

    def _find_known(self, name: str) -> "dict[Any, _Drawn]":
        """Where the field is kept: on this page, when it differs from one list to another."""
        return self._own_fields if self._differs(name) or len(_fields) >= MOST_FIELDS else _fields

    def _differs(self, name: str) -> bool:
        """Whether the field differs from one list to another."""
        chosen = name in self._choices or hasattr(self.form.fields[name], "queryset")
        return self._owner is not None or chosen


class _Gaps:
    """The form of a stencil with gaps in the place of its fields."""

    def __init__(self, form: RowForm) -> None:
        self.row_label, self.more_fields, self.is_new = form.row_label, form.folded, form.is_new

    uid, version, instance = UID, VERSION, NAME
    first_drawn, more_drawn = SafeString(FIRST), SafeString(MORE)
    is_bound = is_unfolded = False
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
    is_bound = False
    non_field_errors = ""

    @property
    def uid(self) -> UUID:
        return self.instance.uid

    @property
    def version(self) -> int:
        """0 for a row that does not stand yet, as forms have it."""
        return 0 if self.instance.pk is None else self.instance.version

    @property
    def name(self) -> str:
        return self.label or str(self.instance)

    @cached_property
    def told(self) -> dict[str, str]:
        """What is put in the gaps of what is drawn, but values."""
        return {str(UID): str(self.uid), VERSION: str(self.version), NAME: escape_text(self.name)}

    def read(self, name: str) -> Any:
        """What the field shows."""
        if name in self.initial:
            return self.initial[name]
        column: Any = self.instance._meta.get_field(name)
        return column.value_from_object(self.instance)

    @property
    def values(self) -> dict[str, list[str]]:
        """Field → what its controls hold."""
        return {
            name: self.stencil.list_values(name, self.read(name)) for name in _find_fields(self.stencil.kind)
        }

    @property
    def first_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=False)

    @property
    def more_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=True)


class EmptyRow(DrawnRow):
    """Any row of a kind, holding nothing: its identifier, version and name are gaps."""

    @cached_property
    def told(self) -> dict[str, str]:
        return {}
