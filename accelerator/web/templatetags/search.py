"""What was searched, shown where it stands."""

from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from accelerator.web.search import places
from accelerator.web.templatetags.prose import plain

register = template.Library()
OPENS, CLOSES = "\ue000", "\ue001"
_WITHOUT = str.maketrans("", "", OPENS + CLOSES)


@register.filter
def marked(text: str, typed: Any) -> SafeString:
    """``plain``, with the words that answer those typed between ``<mark>``."""
    written, last = text.translate(_WITHOUT), 0
    pieces = []
    for start, end in places(written, str(typed or "")):
        pieces += [written[last:start], OPENS, written[start:end], CLOSES]
        last = end
    html = plain("".join([*pieces, written[last:]]))
    return mark_safe(html.replace(OPENS, "<mark>").replace(CLOSES, "</mark>"))  # noqa: S308 (escaped by plain)
