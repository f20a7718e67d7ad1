"""Conflicts of interest of a committee: recusals to confirm, applicants who sit, waivers."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.people import current_user
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from programmes.access import edition_for
from programmes.models import Edition
from projects.conflicts.actions import waivers as seats
from projects.conflicts.forms import WaiverForm
from projects.conflicts.queries.seats import list_recusals, list_seated_applicants, ties_to_confirm
from projects.models import SeatWaiver

MOST_TIES = 50
"""Recusals proposed, and written, at once."""
MOST_RECUSALS = 200
"""How many recusals the page lists, latest first."""


@require_http_methods(["GET", "HEAD", "POST"])
def manage_conflicts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """What the ties of the committee call for, to confirm; who may sit although they apply."""
    current_edition = edition_for(request, edition)
    if request.method == "POST" and request.POST.get("do") == "recuse":
        return _confirm(request, current_edition)
    form = WaiverForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _record(request, current_edition, form):
        return redirect("projects:manage_conflicts", edition=edition)
    at, ties = timezone.now(), ties_to_confirm(current_edition, current_user(request))
    return render(
        request,
        "projects/conflicts/conflicts_page.html",
        {
            "edition": current_edition,
            "ties": ties[:MOST_TIES],
            "total": len(ties),
            "recusals": list_recusals(current_edition, current_user(request))[:MOST_RECUSALS],
            "applicants": list_seated_applicants(current_edition, at),
            "waivers": SeatWaiver.objects.filter(edition=current_edition).select_related("user", "author"),
            "form": form,
        },
        status=422 if form.is_bound else 200,
    )


def _confirm(request: AuthenticatedRequest, edition: Edition) -> HttpResponse:
    chosen = set(request.POST.getlist("tie"))
    ties = [tie for tie in ties_to_confirm(edition, current_user(request)) if tie.key in chosen][:MOST_TIES]
    try:
        count = seats.confirm_ties(ties=ties, author=current_user(request), at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, str(refusal.message))
    else:
        text = ngettext("%(n)s déport est enregistré.", "%(n)s déports sont enregistrés.", count) % {
            "n": count
        }
        messages.success(request, text if count else _("Rien n’était coché."))
    return redirect("projects:manage_conflicts", edition=edition.slug)


def _record(request: AuthenticatedRequest, edition: Edition, form: WaiverForm) -> bool:
    """Whether the waiver is saved; if not, the form has the error."""
    try:
        waiver = seats.record_waiver(
            edition=edition, author=current_user(request), at=timezone.now(), **form.cleaned_data
        )
    except TransitionRefused as refusal:
        form.add_error("email", str(refusal.message))
        return False
    messages.success(request, _("La dérogation de %(who)s est enregistrée.") % {"who": waiver.user})
    return True
