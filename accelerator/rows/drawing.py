"""A row, and its fields, which are drawn without a template: a page has them by the dozen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString

from accelerator.web.elements import attributes, element, join_elements
from accelerator.web.templatetags.prose import typo

_FOOT = SafeString('<p class="question-foot"><span data-state role="status"></span></p>')
_LABEL = attributes({"class": "form-label"})


def draw_row(context: Context, form: forms.BaseForm, urls: Any) -> SafeString:
    """A whole row by its template, which is given what the including one has."""
    template: Any = get_template("rows/_row.html")
    with context.push(form=form, urls=urls):
        return SafeString(template.template.render(context))


def draw_field(bound: BoundField, version: int | str) -> SafeString:
    """Its label, itself, its help, what is wrong with it."""
    grouped = bound.field.widget.use_fieldset
    label = _LABEL if grouped else attributes({"class": "form-label", "for": bound.id_for_label})
    parts = [element("legend" if grouped else "label", label, bound.label), SafeString(bound)]
    if bound.help_text:
        help_id = attributes({"class": "form-text", "id": f"{bound.auto_id}_helptext"})
        parts.append(element("p", help_id, typo(bound.help_text)))
    told = {"class": f"row-field row-field-{bound.name}"}
    return frame_field(bound, version, "fieldset" if grouped else "div", told, parts)


def frame_field(
    bound: BoundField, version: int | str, tag: str, told: Mapping[str, Any], parts: Iterable[SafeString]
) -> SafeString:
    """The element that ``static/js/rows.js`` saves: ``parts``, what is wrong, and where it says that it saved."""
    data = {"data-question": bound.name, "data-field": bound.html_name, "data-version": version}
    content = join_elements(*parts, _draw_errors(bound), _FOOT)
    return element(tag, attributes({**told, **data}), content)


def _draw_errors(bound: BoundField) -> SafeString:
    told = {"class": "invalid-feedback", "id": f"{bound.auto_id}_error", "data-error": True}
    lines = [element("p", SafeString(""), typo(error)) for error in bound.errors]
    return element("div", attributes({**told, "hidden": not lines}), join_elements(*lines))
