"""Widgets that draw themselves."""

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


class PlainSelect(forms.Select):
    """A choice among options without groups. Django's renders two templates for each option; this one none."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """The element with its options; what is chosen follows the rules of Django's own."""
        options = format_html_join(
            "\n",
            "<option{}>{}</option>",
            (
                (flatatt({**option["attrs"], "value": str(option["value"])}), option["label"])
                for option in self.subwidgets(name, value)
            ),
        )
        attributes = self.build_attrs({"name": name, **self.attrs}, attrs)
        return format_html("<select{}>\n{}</select>", flatatt(attributes), options)
