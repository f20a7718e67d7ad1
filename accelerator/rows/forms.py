"""The form of one row: whole, as a page without JavaScript sends it, or one field of it."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from accelerator.questionnaires.hygiene import clean_text
from accelerator.rows.drawing import draw_field
from accelerator.rows.models import SharedRow
from accelerator.web.autosave import parse_version
from accelerator.web.elements import join_elements


class RowForm(forms.ModelForm):
    """Subclasses name their model and fields. Each row of a page has a prefix of its own, its ``uid``.

    ``url``: where the page sends it, see ``templates/rows/_row.html``.
    """

    row_label: str | Promise = ""
    """What a row is called in the singular, for its buttons: « Étape »."""
    folded: ClassVar[tuple[str, ...]] = ()
    """Fields that stand behind « Plus »: they open with what is wrong in them."""

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
        """``owner``: the list that the row is of, which limits the rows it may point to. ``choices``: field → pairs
        of value and label, for a page of many rows that read them once.
        """
        self.uid, self.is_new = uid, instance is None
        self.version = instance.version if instance else 0
        """The one that the page shows: of a form that comes back, the one that its text was written upon; 0 for a row
        that does not exist yet."""
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

    def draw(self, bound: forms.BoundField) -> SafeString:
        """One of its fields; subclasses draw some their own way."""
        return draw_field(bound, self.version)

    @property
    def first_drawn(self) -> SafeString:
        return join_elements(*map(self.draw, self.first_fields))

    @property
    def more_drawn(self) -> SafeString:
        return join_elements(*map(self.draw, self.more_fields))

    @property
    def is_unfolded(self) -> bool:
        """Whether something is wrong behind « Plus »."""
        return self.is_bound and any(field.errors for field in self.more_fields)

    @property
    def typed(self) -> dict[str, Any]:
        """Cleaned values, by field; call after ``is_valid()``."""
        return {name: self.cleaned_data[name] for name in self.fields if name in self.cleaned_data}


def clean_posted(data: Any) -> Any:
    """As answers are kept: a sentence that others read holds nothing that is not seen."""
    if not isinstance(data, MultiValueDict):
        return data
    return MultiValueDict({name: [clean_text(text) for text in texts] for name, texts in data.lists()})


def _css_class(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput | forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def clean_field(form: RowForm, name: str, raw: list[str]) -> Any:
    """One value as the form would keep it. Raises ValidationError; KeyError for a field that nobody types."""
    field = form.fields[name]
    several = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    sent = [clean_text(text) for text in raw]
    value = field.clean(sent if several else (sent[0] if sent else ""))
    instance = form.instance
    model_field = instance._meta.get_field(name)
    if not several:
        model_field.run_validators(value)
    return value
