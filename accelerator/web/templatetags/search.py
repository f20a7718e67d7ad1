"""The searched words, highlighted in a text."""

import re

from django import template
from django.utils.safestring import SafeString, mark_safe

from accelerator.web.search import LONGEST_SEARCH, places
from accelerator.web.templatetags.prose import plain

register = template.Library()
_MARKUP = re.compile(r"(<[^<>]*>|&[#\w]+;)")


@register.filter
def mark_words(text: str, typed: object) -> SafeString:
    """``plain``, with the words that answer those typed between ``<mark>``."""
    pieces = _MARKUP.split(plain(text))
    pieces[::2] = [_mark_words(piece, str(typed or "")) for piece in pieces[::2]]
    return mark_safe("".join(pieces))  # noqa: S308 (escaped by plain; only marks are put in)


@register.simple_tag
def longest_search() -> int:
    """How many characters of a search are read."""
    return LONGEST_SEARCH


def _mark_words(text: str, typed: str) -> str:
    for start, end in reversed(places(text, typed)):
        text = f"{text[:start]}<mark>{text[start:end]}</mark>{text[end:]}"
    return text
