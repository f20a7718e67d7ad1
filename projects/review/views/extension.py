"""An organiser gives one juror more time."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from programmes.capabilities import Capability
from programmes.queries import people_who_can
from projects.review.actions.extension import extend_reviews as extend
from projects.review.forms import ReviewExtensionForm
from projects.review.permissions import list_extended_seats


@require_http_methods(["GET", "HEAD", "POST"])
def extend_reviews(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Who has more time already, and the form that gives some."""
    current_edition, at = edition_for(request, edition), timezone.now()
    people = people_who_can(current_edition, Capability.REVIEW).order_by("name", "pk")
    form = ReviewExtensionForm(people, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            extend(edition=current_edition, actor=current_user(request), at=at, **form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("until", str(refusal.message))
        else:
            messages.success(request, _("Le délai est accordé ; la personne reçoit un message."))
            return redirect("projects:extend_reviews", edition=edition)
    extended = list_extended_seats(current_edition, at).select_related("user")
    context = {"edition": current_edition, "form": form, "extended": extended}
    return render(
        request, "projects/review/review_extension.html", context, status=422 if form.is_bound else 200
    )
