"""The dossier on paper, for its readers: the print view and the PDF."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from projects.application.access import read_dossier
from projects.application.documents import build_dossier, facts
from projects.application.queries.dossier import Reader, dossier_sections
from projects.models import Application, ApplicationVersion


@require_safe
def print_view(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The dossier as one page to print, its answers those that the reader may read."""
    application, reader = read_dossier(request, ref)
    sections, logistics = dossier_sections(application.sheet, reader)
    context = {
        "application": application,
        "reader": reader,
        "home": reader.home_of(application),
        "facts": facts(application, reader),
        "sections": sections,
        "logistics": [(answer.label, answer.text) for section in logistics for answer in section.rows],
        "at": timezone.now(),
    }
    return render(request, "projects/application/dossier_print.html", context)


@require_safe
def pdf_file(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The same as an accessible PDF."""
    return _document(*read_dossier(request, ref))


@require_safe
def version_pdf(request: AuthenticatedRequest, ref: str, number: int) -> HttpResponse:
    """The dossier as it was sent that time."""
    application, reader = read_dossier(request, ref)
    if not reader.reads_history:
        raise Http404
    version = get_object_or_404(application.versions.select_related("sheet"), number=number)
    return _document(application, reader, version)


def _document(
    application: Application, reader: Reader, version: ApplicationVersion | None = None
) -> HttpResponse:
    language = (get_language() or "fr")[:2]
    content = build_dossier(application, reader, language=language, at=timezone.now(), version=version)
    name = f"{application.reference}-v{version.number}" if version else application.reference
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
