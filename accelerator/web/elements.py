"""Elements of HTML drawn without a template, for what a page has by the dozen; every piece is escaped here."""

from collections.abc import Mapping
from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString


def attributes(pairs: Mapping[str, object]) -> SafeString:
    """As Django prints them, ``True`` as a name alone and ``False`` left out; but ``None`` is left out too."""
    text = ""
    for name, value in pairs.items():
        if value is True:
            text += f" {escape_text(name)}"
        elif value is not False and value is not None:
            text += f' {escape_text(name)}="{escape_text(value)}"'
    return SafeString(text)


def element(name: str, attributes: SafeString, content: object) -> SafeString:
    """``<name …>content</name>``; ``attributes`` comes from :func:`attributes`, once for elements that are alike."""
    return SafeString(f"<{name}{attributes}>{escape_text(content)}</{name}>")


def join_elements(*elements: SafeString) -> SafeString:
    """Elements one after the other."""
    return SafeString("".join(elements))


def escape_text(value: Any) -> str:
    """As Django does; plain text, which is nearly all, without its detour by lazy ones."""
    return escape(value) if value.__class__ is str else conditional_escape(value)
