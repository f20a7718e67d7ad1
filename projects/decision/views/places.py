"""An organiser takes the place of a project back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from projects.conflicts.queries import without_conflict
from projects.decision.actions import participation
from projects.decision.forms import WithdrawPlaceForm
from projects.decision.queries.decisions import others_wait, places


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_place(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """What follows, and why: then the place is free."""
    current_edition, at = edition_for(request, edition), timezone.now()
    judges = without_conflict(current_user(request), "project__application")
    taken = places(current_edition, current_user(request)).filter(judges).taken()
    place = get_object_or_404(taken, project__application__reference=ref)
    form = WithdrawPlaceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            participation.withdraw_place(
                participation=place, actor=current_user(request), at=at, **form.cleaned_data
            )
        except TransitionRefused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(
                request, _("La place de « %(title)s » est retirée.") % {"title": place.project.title}
            )
            return redirect("projects:announce", edition=edition)
    context = {
        "edition": current_edition,
        "application": place.project.application,
        "form": form,
        "calls_next": not current_edition.session_has_begun(at) and others_wait(current_edition),
    }
    return render(
        request, "projects/decision/withdraw_place.html", context, status=422 if form.is_bound else 200
    )
