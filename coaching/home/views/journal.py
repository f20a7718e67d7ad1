"""The journal of an edition, for its organisers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.accounts.people import current_user
from coaching.home.organiser.journal import journal
from programmes.access import edition_for


@require_safe
def manage_journal(request: HttpRequest, edition: str) -> HttpResponse:
    """Who did what, and when."""
    page, lines = journal(edition_for(request, edition), current_user(request), request.GET.get("page"))
    return render(request, "coaching/home/journal.html", {"page": page, "lines": lines})
