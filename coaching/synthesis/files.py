"""The PDF of a version, as it may be read now."""

import hashlib
import json
from io import BytesIO
from typing import Any

from django.core.cache import caches
from django.http import Http404
from django.utils import translation

from coaching.models import SynthesisReport
from coaching.synthesis.reports.build import print_report
from coaching.synthesis.reports.withheld import withhold

KEPT_S = 600
"""How long a file that was printed anew stays in the process."""


def open_file(report: SynthesisReport, *, user: Any = None) -> Any:
    """Its file; once somebody took something back, one printed anew without it. Raises :class:`Http404`."""
    with translation.override(report.language):
        content = report.content  # none in those of before pages
        if content:
            content = withhold(content, kind=report.kind, edition=report.edition, user=user)
        if content != report.content:
            return BytesIO(_print_anew(report, content))
    try:
        opened: Any = report.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return opened


def _print_anew(report: SynthesisReport, content: dict[str, Any]) -> bytes:
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    key = f"report:{report.pk}:{digest}"
    kept: bytes | None = caches["process"].get(key)
    if kept is None:
        kept = print_report(report, content, report.facts)
        caches["process"].set(key, kept, KEPT_S)
    return kept
