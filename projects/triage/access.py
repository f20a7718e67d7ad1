"""Fetch a dossier that one organises and tie the page to its edition, in one step."""

from django.shortcuts import get_object_or_404

from accelerator.accounts.requests import AuthenticatedRequest
from programmes.access import set_edition
from projects.application.access import FRAME
from projects.application.queries.versions import with_standing_version
from projects.models import Application
from projects.triage.queries import with_page_facts


def find_organised_application(request: AuthenticatedRequest, edition: str, ref: str) -> Application:
    """A dossier of an edition this person organises; a draft is not one. Raises ``Http404``."""
    applications = Application.objects.read_by_organiser(request.user).select_related(*FRAME, "handled_by")
    application = get_object_or_404(
        with_standing_version(with_page_facts(applications)), call__edition__slug=edition, reference=ref
    )
    set_edition(request, application.call.edition)
    return application
