"""The proposal of ranking: read only; the committee decides."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from programmes.access import can, edition_for, roles_of
from programmes.capabilities import Capability
from programmes.models import Edition
from projects.conflicts.queries import Conflicts, conflicts_of
from projects.models import Application
from projects.review.forms import RankingFilter
from projects.review.queries.assignment import reviews_due_at
from projects.review.queries.discussion import set_message_counts
from projects.review.queries.ranking import Filters, has_sent_reviews, list_readable, ranking


@require_safe
def ranking_page(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Scores with their intervals, the cut line, and the band of each dossier; to members once theirs are in."""
    current_edition = edition_for(request, edition, "conflict_round")
    at = timezone.now()
    conflicts = conflicts_of(request.user, current_edition, at, roles_of(request))
    reads_all = can(request, Capability.READ_SELECTION, edition=edition)
    if not reads_all and (conflicts.pending or not has_sent_reviews(request.user, current_edition, at)):
        return render_reviews_to_send(request, current_edition, conflicts)
    profile, department = (request.GET.get(name, "").replace("\0", "") for name in ("profile", "department"))
    filters = Filters(profile, department)
    visible = ranking(current_edition, filters, request.GET.get("page"), conflicts, explains_swings=reads_all)
    readable = None if reads_all else list_readable(request.user, visible.rows)
    if not conflicts.pending:
        set_message_counts(request.user, visible.rows, readable)
    return render(
        request,
        "projects/review/ranking_page.html",
        {
            "edition": current_edition,
            "manages": can(request, Capability.MANAGE_APPLICATIONS, edition=edition),
            "readable": readable,
            "reads_all": reads_all,
            "ranking": visible,
            "filters": filters,
            "form": RankingFilter(request.GET, visible.departments),
        },
    )


def render_reviews_to_send(
    request: AuthenticatedRequest,
    edition: Edition,
    conflicts: Conflicts,
    discussed: Application | None = None,
) -> HttpResponse:
    """What a member still has to send before they read what others think, in the ranking or of the ``discussed``
    dossier: two queries."""
    applications = Application.objects.filter(pk__in=conflicts.pending).order_by("reference")
    listed = [conflicts.mark(application) for application in applications]
    return render(
        request,
        "projects/review/reviews_to_send.html",
        {
            "edition": edition,
            "discussed": discussed and conflicts.mark(discussed),
            "applications": listed,
            "due": reviews_due_at(edition, request.user),
        },
    )


@require_safe
def scoring_method(request: HttpRequest) -> HttpResponse:
    """How scores are corrected, in plain words, and what that cannot know; back to the ranking that one came from."""
    slug = request.GET.get("edition", "")
    is_member = can(request, Capability.READ_SELECTION, Capability.REVIEW, edition=slug)
    edition = edition_for(request, slug) if is_member else None
    return render(request, "projects/review/scoring_method.html", {"edition": edition})
