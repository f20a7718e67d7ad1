"""How forms are laid out, the fields that every app uses, and how a form or a message explains a refused action."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Literal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from crispy_forms.utils import render_field
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db.models import Model, QuerySet
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BaseFormSet, CheckboxInput, ChoiceField, Field, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accelerator.amounts import DECIMALS, MOST_EUROS, clean_euros, format_plain_euros
from accelerator.text import clean_line, clean_text
from accelerator.transitions import DateRefused, EditConflict, TransitionRefused
from accelerator.types import Context

TICK = {"class": "form-check-input"}
"""Attributes of a radio or a box."""
CHOOSE, NONE_CHOSEN = _("Choisissez…"), _("non précisé")
"""The first option of a list before a choice: of a required list, of an optional one."""
GUARDED: dict[str, str] = {"data-guard": ""}
"""Attributes of a form with a confirmation before it is left with changes (shell.js)."""


DASHES = BLANK_CHOICE_DASH[0][1]


class AllFields(LayoutObject):
    """Every field of the form, in its own order: the default layout."""

    fields: ClassVar[list[str]] = []

    def render(self, form: BaseForm, context: Mapping[str, object], **kwargs: object) -> SafeString:
        return format_html_join(
            "", "{}", ((render_field(name, form, context, **kwargs),) for name in form.fields)
        )


class Helper(FormHelper):
    """A crispy helper that says « (facultatif) » after the label of each optional field.

    Most fields of our forms are required, so the exception is what is marked: one rule, everywhere. A form sent by GET
    (a filter) has no required field, and its labels are left alone. So is a lone check box, which may always be left
    empty.

    ``submit`` is the words of its button (none: the page has its own); ``form_tag=False`` leaves the ``<form>`` to the
    template. Browsers do not validate (``novalidate``): errors come from the server, in the language of the page.
    """

    form_error_title = ""
    form_show_errors = True

    def __init__(
        self,
        *,
        submit: str | Promise | None = None,
        layout: Layout | list[LayoutObject | str] | None = None,
        method: Literal["post", "get"] = "post",
        action: str = "",
        form_tag: bool = True,
        form_id: str = "",
        attrs: dict[str, str] | None = None,
        marks_optional: bool = True,
    ) -> None:
        super().__init__()
        self.form_method, self.form_action, self.form_tag, self.form_id = method, action, form_tag, form_id
        self.disable_csrf = method == "get"
        self.marks_optional = marks_optional and method == "post"
        self.attrs = {"novalidate": "", **(attrs or {})}
        self.layout = layout if isinstance(layout, Layout) else Layout(*(layout or [AllFields()]))
        if submit:
            self.add_input(Submit("", submit))

    def use_secondary_submit(self) -> None:
        """Another button of the page is its next act."""
        for button in self.inputs:
            button.field_classes = "btn btn-secondary"

    def render_layout(self, form: BaseForm, context: Mapping[str, object], **kwargs: object) -> SafeString:
        """Render the fields; the labels of the optional ones are completed on this form instance only."""
        for field in form.fields.values():
            name_empty_choice(field)
        if self.marks_optional:
            for name, field in form.fields.items():
                is_lone_box = isinstance(field.widget, CheckboxInput)
                if field.required or is_lone_box or field.label == "":
                    continue
                if not hasattr(field, "plain_label"):
                    append_to_label(form, name, _("(facultatif)"))
        rendered: SafeString = super().render_layout(form, context, **kwargs)
        return rendered


def name_empty_choice(field: Field) -> None:
    """Replace Django's line of dashes by words, on this form instance only."""
    words = CHOOSE if field.required else NONE_CHOSEN
    if isinstance(field, ModelChoiceField):
        if field.empty_label == DASHES:
            field.empty_label = words
    elif isinstance(field, ChoiceField):
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]
        if choices[:1] == BLANK_CHOICE_DASH:
            field.choices = [("", words), *choices[1:]]


def append_to_label(form: BaseForm, name: str, words: str | Promise) -> None:
    """Complete the label of a field on this form instance; errors go on naming it by its plain label."""
    bound, field = form[name], form.fields[name]
    field.plain_label = bound.label  # type: ignore[attr-defined]
    bound.label = field.label = format_html('{} <span class="optional">{}</span>', bound.label, words)


def describe_errors(form: BaseForm) -> str:
    """All that is wrong, in one line: for a message, or a script."""
    return " ".join(str(problem) for problems in form.errors.values() for problem in problems)


def render_form(
    request: HttpRequest, template: str, context: Context, form: BaseForm | BaseFormSet
) -> HttpResponse:
    """The page of a form; once it was sent it comes back with errors, so the status is 422."""
    return render(request, template, context, status=422 if form.is_bound else 200)


class ConflictForm(BaseForm):
    """A form with a field ``seen``, the version of the row that its page was rendered from."""

    def show_theirs(self, conflict: EditConflict) -> None:
        """Display what was saved meanwhile; the typed values stay, and replace it if they are sent again."""
        self.add_error(None, str(conflict.message))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = str(conflict.version)
        self.data = data


class _Refusal:
    """Around an action and what follows its success, which is left out when :class:`TransitionRefused` is raised."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, problem: object, trace: object) -> bool:
        if isinstance(problem, TransitionRefused):
            self.explain(problem)
            return True
        return False

    @abstractmethod
    def explain(self, refused: TransitionRefused) -> None: ...


class RefusalAsMessage(_Refusal):
    """Side effect: the reason of a refusal is a message on the next page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def explain(self, refused: TransitionRefused) -> None:
        messages.error(self.request, str(refused.message))


class RefusalAsError(_Refusal):
    """Side effect: the reason of a refusal is an error of the form, at ``field`` if one is named, or at ``date`` when a
    date is not possible. A :class:`ConflictForm` also displays what was saved meanwhile.
    """

    def __init__(self, form: BaseForm, field: str | None = None, *, date: str | None = None) -> None:
        self.form, self.field, self.date = form, field, date

    def explain(self, refused: TransitionRefused) -> None:
        if isinstance(self.form, ConflictForm) and isinstance(refused, EditConflict):
            self.form.show_theirs(refused)
            return
        field = self.date if self.date and isinstance(refused, DateRefused) else self.field
        self.form.add_error(field, str(refused.message))


LOCAL_FORMAT = "%Y-%m-%dT%H:%M"
FIRST_YEAR, LAST_YEAR = 1900, 2200


def plausible(value: date) -> None:
    """Raises ValidationError for a year that nobody means, such as 0026, which browsers let people type."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("Vérifiez l’année de cette date."), code="year")


LONGEST_TEXT = 100_000
"""Characters: some thirty pages, more than any rules of a call. No page counts them down."""


class LongTextField(forms.CharField):
    """A text of several lines. Browsers send CRLF where LF was stored: a text nobody touched has not changed."""

    default_validators = [MaxLengthValidator(LONGEST_TEXT)]

    def to_python(self, value: object) -> str | None:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value)

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.to_python(initial), data)


class TickedRowsField(forms.ModelMultipleChoiceField):
    """Rows chosen by key. A key beyond what the database counts is one that is not offered, not a breakdown."""

    def clean(self, value: Iterable[object]) -> QuerySet[Model]:
        try:
            return super().clean(value)
        except OverflowError:
            largest = max(map(str, value), key=len)
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": largest}
            ) from None


class LocalDateTimeField(forms.DateTimeField):
    """A day and an hour in Europe/Paris, picked with the browser's own control."""

    default_validators = [plausible]

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL_FORMAT)
    input_formats = [LOCAL_FORMAT, "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y %H h %M"]


class DayField(forms.DateField):
    """A day, picked with the browser's own control."""

    default_validators = [plausible]
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    input_formats = ["%Y-%m-%d", "%d/%m/%Y"]


class LineField(forms.CharField):
    """One line."""

    def to_python(self, value: object) -> str:
        return clean_line(super().to_python(value) or "")


class TextField(LongTextField):
    """Several lines."""

    def to_python(self, value: object) -> str:
        return clean_text(super().to_python(value) or "")


class EuroInput(forms.TextInput):
    """A short field before the sign of the euro."""

    template_name = "ui/euro_input.html"


class EuroField(forms.DecimalField):
    """Euros, as people type them: « 1 500,50 € », with any space; ``None`` for nothing."""

    widget = EuroInput
    default_error_messages = {
        "invalid": _("Écrivez un montant en euros, comme 1500 ou 1 500,50."),
        "min_value": _("Un montant ne peut pas être négatif."),
        "max_value": _("Vérifiez ce montant : il dépasse dix millions d’euros."),
        "max_decimal_places": _(
            "Écrivez deux chiffres au plus après la virgule ; mille cinq cents s’écrit 1500 ou 1 500."
        ),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_EUROS, decimal_places=DECIMALS, **options)
        self.widget.attrs.update(inputmode="decimal", autocomplete="off")

    def to_python(self, value: object) -> Any:
        """A :class:`Decimal`, or ``None``; the parent is typed as the integer field that it extends."""
        text = "" if value is None else str(value).strip()
        if not text:
            return None
        amount = clean_euros(text)
        if amount is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return amount

    def prepare_value(self, value: object) -> object:
        return format_plain_euros(value) if isinstance(value, Decimal) else value
