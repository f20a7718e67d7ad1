"""The organiser's pages of pairings, by hand or all at once; the mentor's answer, and the files of the dossier."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.questionnaires import views as files
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from coaching.models import Pairing
from coaching.pairing.actions import pairing as actions
from coaching.pairing.enums import PairingState
from coaching.pairing.followed import find_followed_dossier, list_readable_files
from coaching.pairing.forms import EndForm, ProposalForm, RefusalForm, read_draft
from coaching.pairing.queries import board as pairs
from coaching.pairing.queries.board import FILTERS, list_contacts
from coaching.pairing.queries.proposal import propose_board
from coaching.session.releases import list_upcoming_turns
from programmes.access import can, edition_for, set_edition
from programmes.capabilities import Capability
from programmes.models import Edition

FRAME = ("participation__project__organisation", "participation__edition", "mentor", "proposed_by")


def _render_table(
    request: AuthenticatedRequest, edition: Edition, form: ProposalForm | None = None
) -> HttpResponse:
    context = {"board": pairs.read_board(edition, request.GET.get("page"), timezone.now()), "form": form}
    return render(request, "coaching/pairing/pairing_manage.html", context, status=422 if form else 200)


@require_safe
def manage_pairings(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Each confirmed project with its mentor, or the choice of one; loads; conflicts named."""
    return _render_table(request, edition_for(request, edition))


@require_POST
def propose(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    current_edition = edition_for(request, edition)
    form = ProposalForm(request.POST, edition=current_edition)
    if not form.is_valid():
        return _render_table(request, current_edition, form)
    mentor, participation = form.cleaned_data["mentor"], form.cleaned_data["participation"]
    with RefusalAsError(form, "mentor"):
        actions.propose(participation=participation, mentor=mentor, actor=request.user, at=timezone.now())
    if form.errors:
        return _render_table(request, current_edition, form)
    messages.success(
        request,
        _("Proposition envoyée à %(mentor)s pour « %(project)s ».")
        % {"mentor": mentor, "project": participation.project},
    )
    return redirect("coaching:manage_pairings", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """End a pairing or withdraw a proposal, with a reason."""
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
    return render_form(request, "coaching/pairing/pairing_end.html", context, form)


def _end(request: AuthenticatedRequest, edition: str, pairing: Pairing, reason: str) -> HttpResponse:
    with RefusalAsMessage(request):
        actions.end(pairing=pairing, reason=reason, actor=request.user, at=timezone.now())
        messages.success(
            request,
            _("« %(project)s » peut recevoir une autre proposition.")
            % {"project": pairing.participation.project},
        )
    return redirect("coaching:manage_pairings", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: AuthenticatedRequest, pk: int) -> HttpResponse:
    """The mentor reads the proposal and accepts it, or refuses with a reason."""
    pairing = get_object_or_404(Pairing.objects.select_related(*FRAME), pk=pk, mentor=request.user)
    accepted = request.POST.get("answer") == "accept"
    form = RefusalForm(request.POST if request.method == "POST" and not accepted else None)
    if accepted or form.is_valid():
        reason = "" if accepted else form.cleaned_data["reason"]
        with RefusalAsMessage(request):
            actions.answer(
                pairing=pairing, accepted=accepted, reason=reason, actor=request.user, at=timezone.now()
            )
            return _thank(request, pairing, accepted=accepted)
        return redirect("coaching:coaching_home")
    context = {
        "pairing": pairing,
        "form": form,
        "waits": pairing.state == PairingState.PROPOSED,
        "turns": list_upcoming_turns(pairing.participation_id, timezone.now()),
        "reads_dossier": find_followed_dossier(request.user, pairing.participation.project.slug) is not None,
    }
    return render_form(request, "coaching/pairing/pairing_answer.html", context, form)


@require_POST
def record_yes(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """« Elle a dit oui »: those who run the session record an oral agreement."""
    current_edition = edition_for(request, edition)
    pairings = Pairing.objects.select_related(*FRAME).filter(participation__edition=current_edition)
    pairing = get_object_or_404(pairings, pk=pk)
    with RefusalAsMessage(request):
        actions.answer(pairing=pairing, accepted=True, actor=request.user, at=timezone.now())
        words = {"mentor": pairing.mentor, "project": pairing.participation.project}
        messages.success(request, _("C’est noté : %(mentor)s suit « %(project)s ».") % words)
    organises = can(request, Capability.MANAGE_EDITION, edition=edition)
    from_cockpit = not organises or request.POST.get("from") == "live"
    return redirect("coaching:cockpit" if from_cockpit else "coaching:manage_pairings", edition)


def _thank(request: AuthenticatedRequest, pairing: Pairing, *, accepted: bool) -> HttpResponse:
    project = {"project": pairing.participation.project}
    if accepted:
        messages.success(request, _("Merci : vous suivez « %(project)s ».") % project)
        return redirect("coaching:coaching_project", pairing.participation.project.slug)
    messages.success(
        request, _("C’est noté : l’équipe cherchera quelqu’un d’autre pour « %(project)s ».") % project
    )
    return redirect("coaching:coaching_home")


@require_http_methods(["GET", "HEAD", "POST"])
def propose_all(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The proposal; posted, it is solved again with the choices, or sent with ``do=send``."""
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


@require_safe
def contacts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Projects by last meeting, those never met first; the notes of their meetings stay private."""
    current_edition = edition_for(request, edition)
    wanted = request.GET.get("show", "")
    contacts_page = list_contacts(
        current_edition, wanted if wanted in FILTERS else "", request.GET.get("page"), timezone.now()
    )
    return render(request, "coaching/pairing/contacts.html", {"contacts": contacts_page})


@require_POST
def request_contact(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """One message to each mentor whose projects are without news."""
    current_edition = edition_for(request, edition)
    written = actions.request_contact(edition=current_edition, actor=request.user, at=timezone.now())
    if written:
        words = ngettext("%(count)d personne prévenue.", "%(count)d personnes prévenues.", written)
        messages.success(request, words % {"count": written})
    else:
        messages.info(request, _("Personne de plus à prévenir aujourd’hui."))
    return redirect("coaching:manage_contacts", edition)


@never_cache
@require_safe
def dossier_file(request: AuthenticatedRequest, slug: str, pk: UUID) -> FileResponse:
    """A file of the dossier at this address. Raises ``Http404`` for a user who may not read it."""
    dossier = find_followed_dossier(request.user, slug)
    if dossier is None:
        raise Http404
    set_edition(request, dossier.call.edition)
    return files.download(get_object_or_404(list_readable_files(dossier), pk=pk))
