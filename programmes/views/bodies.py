"""The committee of an edition."""

from typing import Any

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from programmes.access import edition_for
from programmes.actions import bodies as actions
from programmes.forms.bodies import SeatForm
from programmes.models import Role
from programmes.queries import (
    count_committee_invitations,
    describe_pending_invitations,
    list_unseated_bodies,
    suggest_bodies,
)


@require_http_methods(["GET", "HEAD", "POST"])
def committee(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Seats, and under each the reviewers of that body."""
    current_edition = edition_for(request, edition)
    form = SeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        body = actions.organisation_named(form.cleaned_data["organisation"])
        actions.add_seat(
            edition=current_edition,
            organisation=body,
            chairs=form.cleaned_data["chairs"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("%(body)s siège au comité.") % {"body": body})
        return redirect("programmes:manage_committee", edition)
    members = Role.objects.jurors().filter(edition=current_edition).select_related("user")
    seats: list[Any] = list(
        current_edition.seats.select_related("organisation").prefetch_related(
            Prefetch("organisation__roles", queryset=members, to_attr="members")
        )
    )
    invited = count_committee_invitations(current_edition, timezone.now())
    for seat in seats:
        seat.invited = describe_pending_invitations(invited.get(seat.organisation_id, 0))
    context = {
        "form": form,
        "seats": seats,
        "invited": describe_pending_invitations(sum(invited.values())),
        "names": suggest_bodies(current_edition),
        "unseated": list_unseated_bodies(current_edition),
    }
    return render(request, "programmes/manage_committee.html", context, status=422 if form.is_bound else 200)


@require_POST
def remove_seat(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    current_edition = edition_for(request, edition)
    seat = get_object_or_404(current_edition.seats.select_related("organisation"), pk=pk)
    name = str(seat)
    actions.remove_seat(seat=seat, actor=request.user, at=timezone.now())
    messages.success(request, _("%(body)s ne siège plus au comité.") % {"body": name})
    return redirect("programmes:manage_committee", edition)
