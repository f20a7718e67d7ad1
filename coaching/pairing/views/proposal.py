"""Propose mentors to all projects at once: a board to edit, solve again, and send."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.pairing.actions import proposal as actions
from coaching.pairing.forms import read_draft
from coaching.pairing.queries.proposal import propose_board
from programmes.access import edition_for
from programmes.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
def propose_all(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The proposal; posted, it is solved again with what was chosen, or with ``do=send`` sent as it stands."""
    current_edition = edition_for(request, edition)
    choices, draft = read_draft(request.POST)
    if request.method == "POST":
        actions.save_capacities(
            edition=current_edition, capacities=draft.capacities, actor=request.user, at=timezone.now()
        )
        if request.POST.get("do") == "send":
            return _send(request, current_edition, choices)
    context = {"board": propose_board(current_edition, draft)}
    return render(request, "coaching/pairing/pairing_proposal.html", context)


def _send(request: AuthenticatedRequest, edition: Edition, choices: dict[int, int]) -> HttpResponse:
    sent = actions.propose_all(edition=edition, choices=choices, actor=request.user, at=timezone.now())
    if sent.pairings:
        words = ngettext(
            "%(count)d proposition envoyée.",
            "%(count)d propositions envoyées : un message pour chacune des personnes (%(people)d).",
            len(sent.pairings),
        )
        messages.success(request, words % {"count": len(sent.pairings), "people": sent.people})
    for participation, why in sent.skipped:
        messages.warning(
            request,
            _("« %(project)s » n’a pas été proposé : %(why)s")
            % {"project": participation.project, "why": why},
        )
    if not sent.pairings and not sent.skipped:
        messages.info(request, _("Rien de nouveau à envoyer."))
    return redirect("coaching:manage_pairings", edition.slug)
