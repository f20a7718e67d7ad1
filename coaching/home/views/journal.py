"""The journal of an edition, for its organisers."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from coaching.home.organiser.journal import journal
from programmes.access import edition_for


@require_safe
def manage_journal(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who did what, and when."""
    page, lines = journal(edition_for(request, edition), current_user(request), request.GET.get("page"))
    return render(request, "coaching/home/journal.html", {"page": page, "lines": lines})
