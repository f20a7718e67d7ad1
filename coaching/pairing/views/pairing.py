"""Pairing by hand: the organiser's table, and the mentor's answer."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from coaching.models import Pairing
from coaching.pairing.actions import pairing as actions
from coaching.pairing.enums import PairingState
from coaching.pairing.followed import find_followed_dossier
from coaching.pairing.forms import EndForm, ProposalForm, RefusalForm
from coaching.pairing.queries import board as pairs
from coaching.session.releases import list_upcoming_turns
from programmes.access import edition_for
from programmes.models import Edition

FRAME = ("participation__project__organisation", "participation__edition", "mentor", "proposed_by")


def _table(request: AuthenticatedRequest, edition: Edition, form: ProposalForm | None = None) -> HttpResponse:
    context = {"board": pairs.board(edition, request.GET.get("page"), timezone.now()), "form": form}
    return render(request, "coaching/pairing/pairing_manage.html", context, status=422 if form else 200)


@require_safe
def manage_pairings(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each confirmed project with its mentor, or the choice of one; loads; conflicts named."""
    return _table(request, edition_for(request, edition))


@require_POST
def propose(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    form = ProposalForm(request.POST, edition=current_edition)
    if not form.is_valid():
        return _table(request, current_edition, form)
    mentor, participation = form.cleaned_data["mentor"], form.cleaned_data["participation"]
    try:
        actions.propose(participation=participation, mentor=mentor, actor=request.user, at=timezone.now())
    except TransitionRefused as refused:
        form.add_error("mentor", str(refused.message))
        return _table(request, current_edition, form)
    messages.success(
        request,
        _("Proposition envoyée à %(mentor)s pour « %(project)s ».")
        % {"mentor": mentor, "project": participation.project},
    )
    return redirect("coaching:manage_pairings", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Say why, then end a pairing or take a proposal back."""
    current_edition = edition_for(request, edition)
    pairing = get_object_or_404(
        Pairing.objects.select_related(*FRAME), pk=pk, participation__edition=current_edition
    )
    if not pairing.is_current:
        messages.error(request, _("Ce parrainage n’est plus en cours."))
        return redirect("coaching:manage_pairings", edition)
    form = EndForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _end(request, edition, pairing, form.cleaned_data["reason"])
    context = {
        "pairing": pairing,
        "form": form,
        "follows": pairing.state == PairingState.ACCEPTED,
        "turns": list_upcoming_turns(pairing.participation_id, timezone.now()),
    }
    return render(request, "coaching/pairing/pairing_end.html", context, status=422 if form.is_bound else 200)


def _end(request: AuthenticatedRequest, edition: str, pairing: Pairing, reason: str) -> HttpResponse:
    try:
        actions.end(pairing=pairing, reason=reason, actor=request.user, at=timezone.now())
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    else:
        messages.success(
            request,
            _("« %(project)s » peut recevoir une autre proposition.")
            % {"project": pairing.participation.project},
        )
    return redirect("coaching:manage_pairings", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The mentor reads the proposal and says yes, or no with a reason."""
    pairing = get_object_or_404(Pairing.objects.select_related(*FRAME), pk=pk, mentor=request.user)
    accepted = request.POST.get("answer") == "accept"
    form = RefusalForm(request.POST if request.method == "POST" and not accepted else None)
    if accepted or form.is_valid():
        reason = "" if accepted else form.cleaned_data["reason"]
        try:
            actions.answer(
                pairing=pairing, accepted=accepted, reason=reason, actor=request.user, at=timezone.now()
            )
        except TransitionRefused as refused:
            messages.error(request, str(refused.message))
            return redirect("coaching:coaching_home")
        return _thank(request, pairing, accepted=accepted)
    context = {
        "pairing": pairing,
        "form": form,
        "waits": pairing.state == PairingState.PROPOSED,
        "turns": list_upcoming_turns(pairing.participation_id, timezone.now()),
        "reads_dossier": find_followed_dossier(request.user, pairing.participation.project.slug) is not None,
    }
    return render(
        request, "coaching/pairing/pairing_answer.html", context, status=422 if form.is_bound else 200
    )


def _thank(request: AuthenticatedRequest, pairing: Pairing, *, accepted: bool) -> HttpResponse:
    project = {"project": pairing.participation.project}
    if accepted:
        messages.success(request, _("Merci : vous suivez « %(project)s ».") % project)
        return redirect("coaching:coaching_project", pairing.participation.project.slug)
    messages.success(
        request, _("C’est noté : l’équipe cherchera quelqu’un d’autre pour « %(project)s ».") % project
    )
    return redirect("coaching:coaching_home")
