"""One way to lay out a form: crispy, errors made by the server, optional fields named as such."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from crispy_forms.utils import render_field
from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm, BaseFormSet, CheckboxInput, ChoiceField, Field, ModelChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

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
