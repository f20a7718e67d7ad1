"""The people of an edition, and those invited."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Case, IntegerField, Value, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.types import Context
from accelerator.web.search import normalise
from programmes.access import edition_for
from programmes.actions import invitations, roles
from programmes.actions.bodies import organisation_named
from programmes.enums import RoleName
from programmes.forms.people import EndRoleForm, PersonInvitationForm
from programmes.models import Edition, Invitation, Role
from programmes.queries import suggest_bodies

IN_ORDER = Case(
    *(When(name=name, then=Value(rank)) for rank, name in enumerate(RoleName)), output_field=IntegerField()
)


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """People by role, invitations that wait, and the form that makes one."""
    current_edition = edition_for(request, edition)
    form = PersonInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            invited = _invite(request, current_edition, form.cleaned_data)
        except TransitionRefused as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, _("L’invitation part à %(email)s.") % {"email": invited.email})
            return redirect("programmes:manage_people", edition)
    return render(
        request,
        "programmes/people_list.html",
        _context(request, current_edition, form),
        status=422 if form.is_bound else 200,
    )


@require_POST
def resend_invitation(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    invitation = _invitation(request, edition, pk)
    try:
        invitations.resend(invitation=invitation, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("L’invitation repart à %(email)s.") % {"email": invitation.email})
    return redirect("programmes:manage_people", edition)


@require_POST
def revoke_invitation(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    invitation = _invitation(request, edition, pk)
    try:
        invitations.revoke(invitation=invitation, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect("programmes:manage_people", edition)


@require_POST
def answer_claim(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Confirm or refuse a claim of the role by another address than the invited one."""
    invitation = _invitation(request, edition, pk)
    claimant = invitation.claimed_by
    if claimant is None or request.POST.get("claimant") != str(claimant.pk):
        messages.error(request, _("Cette demande n’attend plus de réponse."))
        return redirect("programmes:manage_people", edition)
    confirms = request.POST.get("answer") == "confirm"
    act = invitations.confirm_claim if confirms else invitations.refuse_claim
    try:
        act(invitation=invitation, claimant=claimant, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        done = (
            _("%(person)s tient maintenant ce rôle.")
            if confirms
            else _("La demande de %(person)s est refusée.")
        )
        messages.success(request, done % {"person": claimant})
    return redirect("programmes:manage_people", edition)


@require_http_methods(["GET", "HEAD", "POST"])
def end_role(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """End a role, with a reason."""
    current_edition = edition_for(request, edition)
    role = get_object_or_404(
        Role.objects.active().select_related("user", "edition"), pk=pk, edition=current_edition
    )
    form = EndRoleForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        return _end(request, role, form.cleaned_data["reason"])
    context = {"role": role, "form": form}
    return render(request, "programmes/role_end.html", context, status=422 if form.is_bound else 200)


def _end(request: AuthenticatedRequest, role: Role, reason: str) -> HttpResponse:
    edition = role.edition.slug
    try:
        roles.end_role(role=role, reason=reason, actor=request.user, at=timezone.now())
    except TransitionRefused as refusal:
        messages.error(request, refusal.message)
    else:
        names = {"person": role.user, "role": role.get_name_display()}
        messages.success(request, _("%(person)s ne tient plus ce rôle : %(role)s.") % names)
        if role.name == RoleName.ORGANISER and role.user == request.user and not request.user.is_staff:
            return redirect("programmes:welcome")
    return redirect("programmes:manage_people", edition)


@transaction.atomic
def _invite(request: AuthenticatedRequest, edition: Edition, data: dict[str, Any]) -> Invitation:
    named = data.pop("organisation")
    return invitations.invite(
        edition=edition,
        organisation=organisation_named(named) if named else None,
        actor=request.user,
        at=timezone.now(),
        **data,
    )


def _invitation(request: AuthenticatedRequest, edition: str, pk: int) -> Invitation:
    current_edition = edition_for(request, edition)
    return get_object_or_404(
        Invitation.objects.select_related("edition__call", "invited_by", "claimed_by"),
        pk=pk,
        edition=current_edition,
    )


def _context(request: AuthenticatedRequest, edition: Edition, form: PersonInvitationForm) -> Context:
    roles = Role.objects.active().filter(edition=edition)
    team = roles.exclude(name=RoleName.HOLDER).select_related("user", "organisation").annotate(place=IN_ORDER)
    # É is sorted as E, which few databases do by themselves
    by_name = sorted(team.order_by("pk"), key=lambda item: (item.place, normalise(str(item.user))))
    waiting = (
        Invitation.objects.waiting().filter(edition=edition).select_related("organisation", "claimed_by")
    )
    return {
        "form": form,
        "page": Paginator(by_name, 50).get_page(request.GET.get("page")),
        "holders": roles.filter(name=RoleName.HOLDER).count(),
        "invitations": waiting[:50],
        "now": timezone.now(),
        "organisations": suggest_bodies(edition),
    }
