"""The elements of forms: the plain ones drawn here, the others by their templates.

Django renders an element with two templates and an option with three; a page of the form has thirty of them, and they
were a tenth of what it costs.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.formats import localize
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accelerator.web.elements import attributes, element, join_elements
from accelerator.web.templatetags.prose import typo

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
CHECK = attributes({"class": "form-check"})


class ElementRenderer(TemplatesSetting):
    """Same elements as Django's own."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        """The HTML of one element, or of whatever else ``template_name`` draws."""
        draw = DRAWN.get(template_name)
        return draw(context["widget"]) if draw else super().render(template_name, context, request)


def render_choices(options: Iterable[Widget]) -> SafeString:
    """Radios or boxes, each before its label, from what a choosing widget tells of its options (``subwidgets``)."""
    return join_elements(
        *(element("div", CHECK, join_elements(_input(option), _label(option))) for option in options)
    )


def _label(option: Widget) -> SafeString:
    attrs = attributes({"class": "form-check-label", "for": option["attrs"].get("id")})
    return element("label", attrs, typo(option["label"]))


def _input(widget: Widget) -> SafeString:
    value = widget["value"]
    said = {} if value is None else {"value": str(value)}
    pairs = {"type": widget["type"], "name": widget["name"], **said, **widget["attrs"]}
    return SafeString(f"<input{attributes(pairs)}>")


def _option(widget: Widget) -> SafeString:
    if not widget["wrap_label"]:
        return _input(widget)
    content = format_html("{} {}", _input(widget), localize(widget["label"]))
    return element("label", attributes({"for": widget["attrs"].get("id")}), content)


def _textarea(widget: Widget) -> SafeString:
    attrs = attributes({"name": widget["name"], **widget["attrs"]})
    return element("textarea", attrs, format_html("\n{}", widget["value"] or ""))


def _select(widget: Widget) -> SafeString:
    groups = (
        element("optgroup", attributes({"label": localize(name)}), _choices(choices))
        if name
        else _choices(choices)
        for name, choices, _place in widget["optgroups"]
    )
    return element("select", attributes({"name": widget["name"], **widget["attrs"]}), join_elements(*groups))


def _choices(choices: list[Widget]) -> SafeString:
    rows = (
        element(
            "option",
            attributes({"value": str(choice["value"]), **choice["attrs"]}),
            localize(choice["label"]),
        )
        for choice in choices
    )
    return join_elements(*rows)


DRAWN: dict[str, Callable[[Widget], SafeString]] = {
    **dict.fromkeys(map(WIDGETS.format, INPUTS), _input),
    **dict.fromkeys(map(WIDGETS.format, OPTIONS), _option),
    WIDGETS.format("textarea"): _textarea,
    WIDGETS.format("select"): _select,
}
