"""One way to lay out a form: crispy, errors made by the server, optional fields named as such."""

from __future__ import annotations

from typing import Any, Literal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, LayoutObject, Submit
from django.forms import BaseForm, Field
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class Helper(FormHelper):
    """A crispy helper that says « (facultatif) » after the label of each optional field.

    Most fields of our forms are required, so the exception is what is marked: one rule, everywhere. A form
    sent by GET (a filter) asks for nothing, and its labels are left alone.
    """

    marks_optional = True

    def render_layout(self, form: BaseForm, context: Any, template_pack: Any = None) -> Any:
        """Render the fields; the labels of the optional ones are completed on this form instance only."""
        if self.marks_optional:
            for field in form.fields.values():
                _mark_optional(field)
        if template_pack is None:
            return super().render_layout(form, context)
        return super().render_layout(form, context, template_pack=template_pack)


def _mark_optional(field: Field) -> None:
    if field.required or getattr(field, "marked_optional", False) or field.label in (None, ""):
        return
    field.label = format_html('{} <span class="optional">{}</span>', field.label, _("(facultatif)"))
    field.marked_optional = True  # type: ignore[attr-defined]


def helper(
    *,
    submit: str | Promise | None = None,
    layout: Layout | list[LayoutObject | str] | None = None,
    method: Literal["post", "get"] = "post",
    action: str = "",
    form_tag: bool = True,
    form_id: str = "",
    attrs: dict[str, str] | None = None,
) -> Helper:
    """Build the helper of a form.

    ``submit`` is the words of its button (none: the page draws its own); ``form_tag=False`` leaves the
    ``<form>`` to the template. Browsers do not validate (``novalidate``): errors come from the server, in the
    language of the page.
    """
    built = Helper()
    built.form_method = method
    built.form_action = action
    built.form_tag = form_tag
    built.form_id = form_id
    built.disable_csrf = method == "get"
    built.marks_optional = method == "post"
    built.form_error_title = ""
    built.form_show_errors = True
    built.use_custom_control = True
    built.attrs = {"novalidate": "", **(attrs or {})}
    if layout is not None:
        built.layout = layout if isinstance(layout, Layout) else Layout(*layout)
    if submit:
        built.add_input(Submit("", submit, css_class="btn-primary"))
    return built
