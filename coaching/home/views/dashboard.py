"""The organiser's dashboard of an edition."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from coaching.home import organiser as steering
from programmes.access import edition_for
from programmes.enums import Phase
from projects.conflicts.queries.hidden import conflicts_of


@require_safe
def manage_edition(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The next thing to do, the set-up of a new edition, key counts, the latest events."""
    at, shown, user = timezone.now(), edition_for(request, edition), current_user(request)
    facts = steering.facts_of(shown, conflicts_of(user, shown, at), at)
    context = {
        "facts": facts,
        "next": steering.next_for_organiser(shown, facts, at, steering.read_year(shown, user, at)),
        "set_up": steering.set_up(shown, facts) if shown.phase(at) == Phase.DRAFT else [],
        "left": steering.list_steps_left(shown, facts, at),
        "counts": steering.counts(shown, facts, at),
        "events": steering.latest(shown),
    }
    return render(request, "coaching/home/dashboard_edition.html", context)
