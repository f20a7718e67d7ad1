"""Codes that a phone reads: the address of a page, as a drawing."""

import qrcode
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4
"""Modules left white around the code, without which phones do not find it."""


def render_qr_code(text: str, *, label: str) -> SafeString:
    """``text`` as a QR code: an SVG, black on white whatever the page, named ``label``."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, cells in enumerate(rows)
        for column, dark in enumerate(cells)
        if dark
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="qr" viewBox="0 0 {side} {side}" role="img" aria-label="{label}"'
        ' shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{side}v{side}H0z"/><path d="{drawn}"/></svg>',
        side=side,
        label=label,
        drawn=mark_safe(path),  # noqa: S308 (numbers and letters made here)
    )
