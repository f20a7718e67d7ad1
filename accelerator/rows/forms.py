"""The form of one row: whole, as a page without JavaScript sends it, or one field of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accelerator.rows.actions import RowsClosed
from accelerator.rows.models import SharedRow
from accelerator.text import clean_text
from accelerator.transitions import EditConflict
from accelerator.types import Values
from accelerator.web.autosave import parse_version


class RowRenderer(TemplatesSetting):
    field_template_name = "rows/_field.html"


class RowForm(forms.ModelForm):
    """Subclasses name their model and fields. Each row of a page has a prefix of its own, its ``uid``.

    Pages include ``templates/rows/_row.html``, or print ``as_field_group`` of each field.
    """

    default_renderer = RowRenderer

    row_label: str | Promise = ""
    """What a row is called in the singular, for its buttons: « Étape »."""
    folded: ClassVar[tuple[str, ...]] = ()
    """Fields behind « Plus », which is open when one of them has an error."""

    is_closed = False
    """The list takes nothing any more, or not now."""
    conflict: EditConflict | None = None

    def __init__(
        self,
        data: MultiValueDict[str, str] | None = None,
        *,
        uid: UUID,
        instance: SharedRow | None = None,
        choices: Mapping[str, object] | None = None,
        initial: Values | None = None,
    ) -> None:
        """``choices``: by field, the rows it may point to: a queryset, or pairs of value and label that a page reads
        once for all its rows.
        """
        self.uid = uid
        self.version = instance.version if instance else 0
        """The version on the page: of a posted form, the one that its text was written upon; 0 for a new row."""
        if data is not None:
            self.version = parse_version(data.get("base_version")) or 0
        super().__init__(clean_posted(data), instance=instance, prefix=str(uid), initial=initial)
        for name, rows in (choices or {}).items():
            if name in self.fields:
                setattr(self.fields[name], "queryset" if isinstance(rows, QuerySet) else "choices", rows)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _find_css_class(field.widget))

    @property
    def first_fields(self) -> Iterator[forms.BoundField]:
        return (field for field in self if field.name not in self.folded)

    @property
    def more_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name in self.folded]

    @property
    def is_unfolded(self) -> bool:
        """Whether a field behind « Plus » has an error."""
        return self.is_bound and any(field.errors for field in self.more_fields)

    def list_values(self, row: SharedRow, initial: Values) -> dict[str, list[str]]:
        """Field → values of its controls, as a browser has them, when the form is filled in with ``row``."""
        columns = [name for name in self.fields if name not in initial]
        values = {**forms.models.model_to_dict(row, columns), **initial}
        return {name: _list_values(field, values.get(name)) for name, field in self.fields.items()}

    @property
    def typed(self) -> Values:
        """Cleaned values, by field; call after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}

    @contextmanager
    def show_refusals(self) -> Iterator[None]:
        """While the row is saved: why it is not becomes an error of the form.

        Of a conflict, both texts at their field: what was typed stays in it, what is stored is quoted; sent again, it
        is saved.
        """
        try:
            yield
        except ValidationError as problem:
            self.add_error(None, problem)
        except RowsClosed as refusal:
            self.is_closed = True
            self.add_error(None, refusal.message)
        except EditConflict as conflict:
            self.conflict, self.version = conflict, conflict.version
            message = _(
                "%(happened)s L’autre texte : « %(theirs)s ». Envoyez de nouveau pour garder le vôtre."
            )
            for name, theirs in conflict.theirs.items():
                words = self.format_value(name, theirs) or "–"
                self.add_error(name, message % {"happened": conflict.message, "theirs": words})

    def format_value(self, name: str, value: object) -> str:
        """The value of a field of the row as text; "" for nothing."""
        if isinstance(value, list):
            words = dict(self.fields[name].choices) if value else {}  # type: ignore[attr-defined]
            return ", ".join(
                str(label) for key, label in words.items() if getattr(key, "value", key) in value
            )
        field = self._meta.model._meta.get_field(name)
        label = dict(getattr(field, "flatchoices", ())).get(value, value)
        return "" if label is None else str(label)


def clean_posted(data: MultiValueDict[str, str] | None) -> MultiValueDict[str, str] | None:
    """The texts without invisible characters, as answers are stored."""
    if not isinstance(data, MultiValueDict):
        return data
    return MultiValueDict({name: [clean_text(text) for text in texts] for name, texts in data.lists()})


def _list_values(field: forms.Field, value: object) -> list[str]:
    if not hasattr(field, "choices"):
        return [str(field.widget.format_value(field.prepare_value(value)) or "")]
    return ["" if item is None else str(item) for item in (value if isinstance(value, list) else [value])]


def _find_css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"
