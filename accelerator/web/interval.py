"""A score between its likely bounds, drawn."""

from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def render_interval(
    *,
    low: float,
    value: float,
    high: float,
    cut: float | None = None,
    lowest: float = 0,
    highest: float = 100,
) -> SafeString:
    """A score between its likely bounds, beside the cut line. Drawn with attributes only.

    Numbers share one scale, from ``lowest`` to ``highest``. Raises TypeError when the scale is empty.
    """
    if highest <= lowest:
        raise TypeError("interval: highest must be above lowest")

    def x(number: float) -> str:
        ratio = (min(max(float(number), lowest), highest) - lowest) / (highest - lowest)
        return f"{6 + 188 * ratio:.1f}"

    def said(number: float) -> str:
        rounded = round(float(number), 1)
        return number_format(rounded, decimal_pos=0 if rounded.is_integer() else 1)

    text = _("%(value)s, entre %(low)s et %(high)s") % {
        "value": said(value),
        "low": said(low),
        "high": said(high),
    }
    if cut is not None:
        text = _("%(text)s, seuil à %(cut)s") % {"text": text, "cut": said(cut)}
    cut_line = format_html('<path class="interval-cut" d="M{} 1v22"/>', x(cut)) if cut is not None else ""
    return format_html(
        '<svg class="interval" viewBox="0 0 200 24" width="200" height="24" role="img" aria-label="{}"'
        ' focusable="false"><rect class="interval-scale" x="6" y="11" width="188" height="2" rx="1"/>'
        '<rect class="interval-range" x="{}" y="7" width="{}" height="10" rx="5"/>{}'
        '<circle class="interval-value" cx="{}" cy="12" r="5.5"/></svg>',
        text,
        x(low),
        f"{float(x(high)) - float(x(low)):.1f}",
        cut_line,
        x(value),
    )
