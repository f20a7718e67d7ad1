"""The icons of the site: twenty small marks on a grid of 20, in the colour of the text around them."""

from __future__ import annotations

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# Strokes are drawn by .icon in static/css/base.css; a shape with class "solid" is filled instead.
ICONS = {
    "check": '<path d="m4 10.5 4 4 8-9"/>',
    "cross": '<path d="m5 5 10 10M15 5 5 15"/>',
    "dot": '<circle class="solid" cx="10" cy="10" r="4.5"/>',
    "ring": '<circle cx="10" cy="10" r="4.5"/>',
    "info": '<circle cx="10" cy="10" r="7"/><path d="M10 9.2v4.3"/><circle class="solid" cx="10" cy="6.4" r=".5"/>',
    "half": '<circle cx="10" cy="10" r="5.5"/><path class="solid" d="M10 4.5a5.5 5.5 0 0 1 0 11z"/>',
    "triangle": '<path d="M10 3.5 18 17H2zM10 8.5v4"/><circle class="solid" cx="10" cy="14.6" r=".4"/>',
    "diamond": '<path class="solid" d="m10 4 6 6-6 6-6-6z"/>',
    "arrow": '<path d="M3.5 10h13m-5-5 5 5-5 5"/>',
    "back": '<path d="M16.5 10h-13m5-5-5 5 5 5"/>',
    "chevron": '<path d="m5 7.5 5 5 5-5"/>',
    "plus": '<path d="M10 4v12M4 10h12"/>',
    "minus": '<path d="M4 10h12"/>',
    "pen": '<path d="m3.5 16.5 1-4 9-9 3 3-9 9zM11.5 5.5l3 3"/>',
    "search": '<circle cx="8.5" cy="8.5" r="5"/><path d="m12.5 12.5 4.5 4.5"/>',
    "download": '<path d="M10 3.5v9m-4-4 4 4 4-4M4 16.5h12"/>',
    "print": '<path d="M6 7V3.5h8V7M6 13.5H3.5V7h13v6.5H14M6 11.5h8v5H6z"/>',
    "mail": '<path d="M3 5h14v10H3zm0 1 7 5.5L17 6"/>',
    "phone": '<path d="M7 3.5 4 4c0 6.5 5.5 12 12 12l.5-3-3.5-1.5-1.5 1.5c-1.5-.5-3.5-2.5-4-4L8.5 7z"/>',
    "person": '<circle cx="10" cy="6.5" r="3"/><path d="M4 17c0-3.5 2.5-5.5 6-5.5s6 2 6 5.5"/>',
    "lock": '<path d="M5 9h10v8H5zm2 0V6.5a3 3 0 0 1 6 0V9"/>',
    "clock": '<circle cx="10" cy="10" r="6.5"/><path d="M10 6v4l2.5 2"/>',
    "file": '<path d="M5 2.5h6.5L15 6v11.5H5zM11 3v3.5h3.5"/>',
    "offline": '<path d="M3 8.5a10 10 0 0 1 14 0M6 11.5a6 6 0 0 1 8 0M3 3l14 14"/>',
}


@lru_cache(maxsize=256)
def svg(name: str, *, label: str = "") -> SafeString:
    """The SVG of one mark; with a label it is an image, without one it is decoration."""
    accessibility = (
        format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 20 20" width="20" height="20" focusable="false" {}>{}</svg>',
        name,
        accessibility,
        mark_safe(ICONS[name]),  # noqa: S308
    )
