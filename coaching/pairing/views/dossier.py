"""The dossier of a project for its mentor and for those who run the session, to read only."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import queries
from accelerator.questionnaires import views as files
from accelerator.web.templatetags.prose import longdate
from coaching.pairing import followed
from programmes.access import set_edition
from projects.application.queries.applications import NO_FILE
from projects.models import Application


def _dossier(request: AuthenticatedRequest, slug: str) -> Application:
    """The dossier at this address, its edition tied to the page. Raises ``Http404`` for a user who may not read it."""
    dossier = followed.find_followed_dossier(request.user, slug)
    if dossier is None:
        raise Http404
    set_edition(request, dossier.call.edition)
    return dossier


@require_safe
def dossier(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """The answers that the jury read, without its opinions."""
    application = _dossier(request, slug)
    file_url = reverse("coaching:coaching_file", args=[slug, NO_FILE]).replace(str(NO_FILE), "__id__")
    about = [
        (_("Référence"), application.reference),
        (_("Structure"), application.structure_name),
        (_("Reçu le"), longdate(application.submitted_at) if application.submitted_at else ""),
    ]
    context = {
        "application": application,
        "about": [row for row in about if row[1]],
        "sections": queries.readable(application.sheet, followed.COACH_READS),
        "file_url": file_url,
    }
    return render(request, "coaching/pairing/dossier.html", context)


@never_cache
@require_safe
def dossier_file(request: AuthenticatedRequest, slug: str, pk: UUID) -> FileResponse:
    """A file of that dossier; anybody else learns nothing of it."""
    application = _dossier(request, slug)
    return files.download(get_object_or_404(followed.readable_files(application), pk=pk))
