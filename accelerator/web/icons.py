"""The icons of the site: twenty small marks on a grid of 20, in the colour of the text around them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accelerator.data_files import read_toml

_FILE = Path(__file__).with_suffix(".toml")
ICONS: dict[str, str] = read_toml(_FILE, under=_FILE.parent)


@lru_cache(maxsize=256)
def render_icon(name: str, *, label: str = "") -> SafeString:
    """The SVG of an icon: an image with a label, a decoration without one."""
    accessibility = (
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 20 20" width="20" height="20" focusable="false" {}>{}</svg>',
        name,
        accessibility,
        mark_safe(ICONS[name]),  # noqa: S308
    )
