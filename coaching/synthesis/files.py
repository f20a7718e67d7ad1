"""The PDF of a version, as it may be read now."""

from io import BytesIO

from django.http import Http404
from django.utils import translation

from accelerator.accounts.models import User
from coaching.models import SynthesisReport
from coaching.synthesis.reports.build import print_report
from coaching.synthesis.reports.filtering import filter_document


def open_file(report: SynthesisReport, *, user: User | None = None) -> object:
    """Its file; once somebody took something back, one printed anew without it. Raises :class:`Http404`."""
    with translation.override(report.language):
        content = report.content  # none in those of before pages
        if content:
            content = filter_document(content, kind=report.kind, edition=report.edition, user=user)
        if content != report.content:
            return BytesIO(print_report(report, content, report.facts))
    try:
        opened: object = report.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return opened
