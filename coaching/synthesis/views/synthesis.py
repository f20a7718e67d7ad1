"""The organisers' own synthesis of an edition, on screen: every answer, now."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.synthesis.reports.edition import compose_edition
from coaching.synthesis.reports.figures import charts_for
from coaching.synthesis.reports.gather import organiser_facts
from coaching.synthesis.reports.rendering import show_document
from programmes.access import edition_for


@never_cache
@require_safe
def read_synthesis(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Needs, usefulness, projects and quotes of all that answered, shared or not."""
    current_edition = edition_for(request, edition)
    facts = organiser_facts(current_edition, request.user)
    charts = charts_for(facts)
    document = show_document(compose_edition(facts, charts), request, current_edition)
    context = {"document": document, "counts": facts["counts"], "charts": charts}
    return render(request, "coaching/synthesis/synthesis_page.html", context)
