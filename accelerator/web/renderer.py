"""The elements of forms: the plain ones drawn here, the others by their templates.

Django renders an element with two templates and an option with three; a page of the form has thirty of them, and they
were a tenth of what it costs. A group of radios still comes from its template, its options one by one do not.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

Widget = Mapping[str, Any]
"""What a widget tells its template under the name ``widget``."""

WIDGETS = "django/forms/widgets/{}.html"
INPUTS = (
    "text",
    "number",
    "email",
    "url",
    "password",
    "hidden",
    "date",
    "datetime",
    "time",
    "file",
    "checkbox",
)
OPTIONS = ("radio_option", "checkbox_option")


class ElementRenderer(TemplatesSetting):
    """Same elements as Django's own."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        """The HTML of one element, or of whatever else ``template_name`` draws."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def _attributes(pairs: Mapping[str, Any]) -> SafeString:
    """As Django prints them, ``True`` as a name alone and ``False`` left out; but ``None`` is left out too."""
    said = (
        conditional_escape(name) + ("" if value is True else f'="{conditional_escape(value)}"')
        for name, value in pairs.items()
        if value is not False and value is not None
    )
    return mark_safe("".join(f" {value}" for value in said))  # noqa: S308 (each piece is escaped just above)


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    said = {} if value is None else {"value": str(value)}
    return format_html(
        "<input{}>", _attributes({"type": widget["type"], "name": widget["name"], **said, **widget["attrs"]})
    )


def _option(widget: Widget) -> SafeString:
    if not widget["wrap_label"]:
        return _input(widget)
    names = {"for": widget["attrs"].get("id")}
    return format_html(
        "<label{}>{} {}</label>", _attributes(names), _input(widget), localize(widget["label"])
    )


def _textarea(widget: Widget) -> SafeString:
    attributes = _attributes({"name": widget["name"], **widget["attrs"]})
    return format_html("<textarea{}>\n{}</textarea>", attributes, widget["value"] or "")


def _select(widget: Widget) -> SafeString:
    groups = (
        format_html('<optgroup label="{}">{}</optgroup>', localize(name), _choices(choices))
        if name
        else _choices(choices)
        for name, choices, _place in widget["optgroups"]
    )
    attributes = _attributes({"name": widget["name"], **widget["attrs"]})
    return format_html(
        "<select{}>{}</select>", attributes, format_html_join("", "{}", ((group,) for group in groups))
    )


def _choices(choices: list[Widget]) -> SafeString:
    rows = (
        (_attributes({"value": str(choice["value"]), **choice["attrs"]}), localize(choice["label"]))
        for choice in choices
    )
    return format_html_join("", "\n<option{}>{}</option>", rows)


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **dict.fromkeys(map(WIDGETS.format, INPUTS), _input),
    **dict.fromkeys(map(WIDGETS.format, OPTIONS), _option),
    WIDGETS.format("textarea"): _textarea,
    WIDGETS.format("select"): _select,
}
