"""The proposal of ranking: read only; the committee decides."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from programmes.access import can, edition_for
from programmes.capabilities import Capability
from projects.conflicts.queries import conflicts_of
from projects.review.forms import RankingFilter
from projects.review.queries.ranking import Filters, ranking


@require_safe
def ranking_page(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Scores with their intervals, the cut line, and the band of each dossier."""
    current_edition = edition_for(request, edition)
    profile, department = (request.GET.get(name, "").replace("\0", "") for name in ("profile", "department"))
    filters = Filters(profile, department)
    conflicts = conflicts_of(request.user, current_edition)
    visible = ranking(current_edition, filters, request.GET.get("page"), conflicts)
    return render(
        request,
        "projects/review/ranking_page.html",
        {
            "edition": current_edition,
            "manages": can(request, Capability.MANAGE_APPLICATIONS, edition=edition),
            "ranking": visible,
            "filters": filters,
            "form": RankingFilter(request.GET, visible.departments),
        },
    )
