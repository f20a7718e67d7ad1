"""The form of one row: whole, as a page without JavaScript sends it, or one field of it."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise

from accelerator.rows.models import SharedRow
from accelerator.text import clean_text
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

    def __init__(
        self,
        data: Any = None,
        *,
        uid: UUID,
        instance: SharedRow | None = None,
        owner: Mapping[str, Any] | None = None,
        choices: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """``owner``: the list of the row, which limits the rows it may point to. ``choices``: field → pairs of value
        and label, for a page that reads them once for all its rows.
        """
        self.uid, self.is_new = uid, instance is None
        self.version = instance.version if instance else 0
        """The version on the page: of a refused form, the one that its text was written upon; 0 for a new row."""
        if data is not None and "base_version" in data:
            self.version = parse_version(data["base_version"]) or 0
        super().__init__(clean_posted(data), instance=instance, prefix=str(uid), **kwargs)
        if owner is not None:
            self.limit_to(owner)
        for name, pairs in (choices or {}).items():
            if name in self.fields:
                self.fields[name].choices = pairs  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", _css_class(field.widget))

    def limit_to(self, owner: Mapping[str, Any]) -> None:
        """Subclasses that point to other rows set the querysets of their fields."""

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

    def list_values(self, row: SharedRow, initial: Mapping[str, Any]) -> dict[str, list[str]]:
        """Field → values of its controls, as a browser has them, when the form is filled in with ``row``."""
        columns = [name for name in self.fields if name not in initial]
        values = {**forms.models.model_to_dict(row, columns), **initial}
        return {name: _list_values(field, values.get(name)) for name, field in self.fields.items()}

    @property
    def typed(self) -> Values:
        """Cleaned values, by field; call after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


def clean_posted(data: Any) -> Any:
    """The texts without invisible characters, as answers are stored."""
    if not isinstance(data, MultiValueDict):
        return data
    return MultiValueDict({name: [clean_text(text) for text in texts] for name, texts in data.lists()})


def _list_values(field: forms.Field, value: Any) -> list[str]:
    if not hasattr(field, "choices"):
        return [str(field.widget.format_value(field.prepare_value(value)) or "")]
    return ["" if item is None else str(item) for item in (value if isinstance(value, list) else [value])]


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def clean_field(form: RowForm, name: str, raw: list[str]) -> Any:
    """One value as the form would save it. Raises ValidationError; KeyError for a field that the form lacks."""
    field = form.fields[name]
    several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    sent = [clean_text(text) for text in raw]
    value = field.clean(sent if several else (sent[0] if sent else ""))
    instance = form.instance
    model_field = instance._meta.get_field(name)
    if not several:
        model_field.run_validators(value)
    return value
