"""Forms that are alike, drawn once: only identifiers, versions and values differ.

A row is read, and its form opens on demand: the page has one form of each kind, empty, that its script fills in with
what the row holds; where the server opens a row, the same form is filled in here.
"""

from collections.abc import Hashable, Mapping
from copy import copy, deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.template import Context
from django.utils.safestring import SafeString

from accelerator.rows.forms import RowForm
from accelerator.rows.gaps import TOKEN, UID, Drawn, GapTemplate, gap, keep_drawn
from accelerator.rows.models import SharedRow
from accelerator.web.elements import escape_text, join_elements
from accelerator.web.renderer import draw_options

VERSION, TEXT, NAME, FIRST, MORE = map(gap, ("version", "text", "name", "first", "more"))
"""What stands in the place of a row's own, until it is filled in."""

ADDRESSES = {name: gap(name) for name in ("save", "field", "remove", "move", "close")}
"""The same for what one page has of its own."""

_forms: dict[Any, RowForm] = {}
"""Those that every page draws its fields with."""


class Stencil:
    """For the rows of one kind on one page, in the language of who reads.

    ``urls``: the addresses of the row :data:`UID`. ``choices``, ``owner``: see :class:`RowForm`. ``likeness``: what
    there is to know of the owner to make the form; those of the same one have the same fields.
    """

    def __init__(
        self,
        form: type[RowForm],
        *,
        urls: Mapping[str, str] | None = None,
        choices: Mapping[str, Any] | None = None,
        owner: Mapping[str, Any] | None = None,
        likeness: Hashable = None,
    ) -> None:
        if (owner is None) != (likeness is None):
            raise TypeError("an owner has a likeness")
        self.kind, self._likeness = form, (form, likeness)
        self._choices, self._owner = choices or {}, owner
        self.urls: Mapping[str, str] = urls or {}
        self._addresses = {ADDRESSES[name]: escape_text(url) for name, url in self.urls.items()}

    def find_form(self, *, is_new: bool = False) -> RowForm:
        """That of no row, to be asked, and copied to be drawn: pages share it, nothing is changed in it."""
        key = *self._likeness, is_new
        if key not in _forms:
            instance = None if is_new else self.kind._meta.model(version=VERSION)
            _forms[key] = self.kind(uid=UID, instance=instance, owner=self._owner)
        return _forms[key]

    @cached_property
    def _template(self) -> GapTemplate:
        return GapTemplate("rows/_row.html")

    def draw_row(self, row: "DrawnRow", context: Context) -> SafeString:
        """``rows/_row.html`` for this row, with what the template that includes it gives."""
        movable, named = bool(context.get("movable")), bool(context.get("named"))
        form = self.find_form(is_new=row.is_new)
        key = *self._likeness, row.is_new, movable, named

        def tell() -> dict[str, Any]:
            return {"form": FormGaps(form), "urls": ADDRESSES, "movable": movable, "named": named}

        def draw_blank() -> str:
            return frame.fill(
                {FIRST: self._draw(form, row, {}), MORE: self._draw(form, row, {}, folded=True)}
            )

        frame = self._template.draw(key, context, tell)
        told = {TOKEN: str(context["csrf_token"]), **self._tell_addresses(row), **row.told}
        if row.is_blank:
            return keep_drawn(("blank", *key), draw_blank).fill({**told, **self._tell_own(form, row)})
        return frame.fill({**told, FIRST: row.first_drawn, MORE: row.more_drawn})

    def _tell_addresses(self, row: "DrawnRow") -> dict[str, str]:
        """Of any row they stay those of :data:`UID`."""
        uid = row.told.get(str(UID), str(UID))
        return {place: url.replace(str(UID), uid) for place, url in self._addresses.items()}

    def draw_fields(self, row: "DrawnRow", *, folded: bool) -> SafeString:
        form = self.find_form(is_new=row.is_new)
        return self._draw(form, row, {**row.told, **self._tell_own(form, row)}, folded=folded)

    def _draw(
        self, form: RowForm, row: "DrawnRow", told: Mapping[str, str], *, folded: bool = False
    ) -> SafeString:
        """Its fields, those behind « Plus » or those before; gaps stay that ``told`` does not fill in."""
        names = (name for name in form.fields if (name in form.folded) == folded)
        return join_elements(*(self._draw_field(form, name, row.read(name), told) for name in names))

    def _draw_field(self, form: RowForm, name: str, value: object, told: Mapping[str, str]) -> SafeString:
        key: Hashable = tuple(value) if isinstance(value, list) else value
        text = ""
        if self._is_own(form, name):
            key = value = None
        elif not hasattr(form.fields[name], "choices"):
            # a field without a value is drawn without one
            text = escape_text(_tell(form.fields[name], value))
            key, value = bool(text), TEXT if text else value

        def draw() -> str:
            return self._leave_gap(form, name) if self._is_own(form, name) else _draw_field(form, name, value)

        return keep_drawn((*self._likeness, form.is_new, name, key), draw).fill({**told, TEXT: text})

    def _is_own(self, form: RowForm, name: str) -> bool:
        """Whether the field differs from one list to another, by what may be chosen."""
        return name in self._choices or hasattr(form.fields[name], "queryset")

    def _leave_gap(self, form: RowForm, name: str) -> str:
        """What pages share of such a field: of a menu, all but its options."""
        if not self._is_menu(form, name):
            return _own(name)
        nothing = [(_own(name), _own(name))]
        return _draw_field(form, name, None, nothing).replace(draw_options(nothing), _own(name))

    def _tell_own(self, form: RowForm, row: "DrawnRow") -> dict[str, str]:
        """What is put in the gaps of such fields."""
        told: dict[str, str] = {}
        for name in form.fields:
            if self._is_own(form, name):
                value, choices = row.read(name), self._choices.get(name)
                if self._is_menu(form, name):
                    told[_own(name)] = draw_options(choices or (), "" if value is None else value)
                else:
                    told[_own(name)] = Drawn(_draw_field(form, name, value, choices)).fill(row.told)
        return told

    def _is_menu(self, form: RowForm, name: str) -> bool:
        return name in self._choices and type(form.fields[name].widget) is forms.Select

    def list_values(self, row: "DrawnRow") -> dict[str, list[str]]:
        """Field → what its controls hold, as the browser has it."""
        fields = self.find_form().fields
        return {name: _list_values(typed, row.read(name)) for name, typed in fields.items()}


def _own(name: str) -> str:
    """The gap of what a list has of its own in this field."""
    return gap(f"own_{name}")


def _draw_field(form: RowForm, name: str, value: object, choices: Any = None) -> str:
    """A field of the form with this value; on a copy, since pages share the form."""
    drawn, typed = copy(form), deepcopy(form.fields[name])
    if choices is not None:
        typed.choices = choices  # type: ignore[attr-defined]
    drawn.fields, drawn.initial = {**form.fields, name: typed}, {name: value}
    return str(drawn.draw(typed.get_bound_field(drawn, name)))


def _tell(typed: forms.Field, value: object) -> str:
    return str(typed.widget.format_value(typed.prepare_value(value)) or "")


def _list_values(typed: forms.Field, value: object) -> list[str]:
    if not hasattr(typed, "choices"):
        return [_tell(typed, value)]
    chosen = value if isinstance(value, list) else [value]
    return ["" if item is None else str(item) for item in chosen]


class FormGaps:
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
    def is_new(self) -> bool:
        """The next row, which does not stand yet."""
        return self.instance.pk is None

    @property
    def is_blank(self) -> bool:
        """It holds what any new one does."""
        return self.is_new

    @property
    def version(self) -> int:
        """0 for a row that does not stand yet, as forms have it."""
        return 0 if self.is_new else self.instance.version

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
        return self.stencil.list_values(self)

    @property
    def first_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=False)

    @property
    def more_drawn(self) -> SafeString:
        return self.stencil.draw_fields(self, folded=True)


class EmptyRow(DrawnRow):
    """Any row of a kind, holding nothing: its identifier, version and name are gaps."""

    is_new, is_blank = False, True

    @cached_property
    def told(self) -> dict[str, str]:
        return {}
