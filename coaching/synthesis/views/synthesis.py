"""The organisers' own synthesis of an edition, on screen: every answer, now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from coaching.synthesis.reports.build import edition_words
from coaching.synthesis.reports.figures import charts_for
from coaching.synthesis.reports.gather import organiser_facts
from programmes.access import edition_for


@never_cache
@require_safe
def read_synthesis(request: HttpRequest, edition: str) -> HttpResponse:
    """Needs, usefulness, projects and quotes of all that answered, shared or not."""
    facts = organiser_facts(edition_for(request, edition))
    words = edition_words(facts)
    context = {
        "words": words,
        "counts": facts["counts"],
        "facts": words["facts"],
        "charts": charts_for(facts),
        "language": translation.get_language(),
    }
    return render(request, "coaching/synthesis/synthesis_page.html", context)
