"""The people of an edition, those invited, and the page of their personal invitation link."""

from datetime import datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.actions import AddressHasAccount, open_account
from accelerator.accounts.models import User
from accelerator.accounts.requests import AuthenticatedRequest, current_user
from accelerator.invitations.entering import (
    WORDS_KEY,
    Visitor,
    come_in,
    declining_words,
    delete_declined_account,
    request_code,
    visitor_of,
)
from accelerator.links import LinkClosed
from accelerator.spreadsheet import Unreadable
from accelerator.transitions import TransitionRefused
from accelerator.types import Context, Values
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from accelerator.web.search import LONGEST_SEARCH, fold_words, normalise
from programmes import invitation_lines, links
from programmes.access import edition_for, set_edition
from programmes.actions import invitations, roles
from programmes.actions.roles import organisation_named
from programmes.emails import offers_of
from programmes.enums import RoleName
from programmes.forms.committee import SeatAnswerForm
from programmes.forms.people import EndRoleForm, InviteManyForm, PersonInvitationForm
from programmes.invitation_lines import InvitationLine
from programmes.models import Edition, Invitation, Role
from programmes.models.role import RoleQuerySet
from programmes.queries import suggest_bodies

TEAM_PER_PAGE = 30
"""Within eight screens of a phone."""


@require_http_methods(["GET", "HEAD", "POST"])
def people(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """People by role, invitations that wait, and the form that makes one."""
    current_edition = edition_for(request, edition)
    form = PersonInvitationForm(current_edition, request.POST or None, initial=_read_proposal(request))
    if request.method == "POST" and form.is_valid():
        with RefusalAsError(form, "email"):
            invited = _invite(request, current_edition, form.cleaned_data)
            messages.success(request, _("L’invitation part à %(email)s.") % {"email": invited.email})
            # a committee is invited one after the other
            address = reverse("programmes:manage_people", args=[edition])
            return redirect(f"{address}?{urlencode({'invite': invited.role})}")
    return render_form(
        request,
        "programmes/people_list.html",
        _build_context(request, current_edition, form),
        form,
    )


def _read_proposal(request: AuthenticatedRequest) -> Context:
    """What a link to the form fills in: a role, a body, a deputy."""
    return {
        "role": request.GET.get("invite", ""),
        "organisation": request.GET.get("body", "").replace("\0", "")[:200],
        "is_deputy": bool(request.GET.get("deputy")),
    }


@require_POST
def resend_invitation(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    invitation = _find_invitation(request, edition, pk)
    with RefusalAsMessage(request):
        invitations.resend(invitation=invitation, actor=request.user, at=timezone.now())
        messages.success(request, _("L’invitation repart à %(email)s.") % {"email": invitation.email})
    return redirect("programmes:manage_people", edition)


@require_POST
def revoke_invitation(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    invitation = _find_invitation(request, edition, pk)
    with RefusalAsMessage(request):
        invitations.revoke(invitation=invitation, actor=request.user, at=timezone.now())
        messages.success(request, _("L’invitation de %(email)s est retirée.") % {"email": invitation.email})
    return redirect("programmes:manage_people", edition)


@require_POST
def answer_claim(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """Confirm or refuse a claim of the role by another address than the invited one."""
    invitation = _find_invitation(request, edition, pk)
    claimant = invitation.claimed_by
    if claimant is None or request.POST.get("claimant") != str(claimant.pk):
        messages.error(request, _("Cette demande n’attend plus de réponse."))
        return redirect("programmes:manage_people", edition)
    confirms = request.POST.get("answer") == "confirm"
    act = invitations.confirm_claim if confirms else invitations.refuse_claim
    with RefusalAsMessage(request):
        act(invitation=invitation, claimant=claimant, actor=request.user, at=timezone.now())
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
    return render_form(request, "programmes/role_end.html", context, form)


def _end(request: AuthenticatedRequest, role: Role, reason: str) -> HttpResponse:
    edition = role.edition.slug
    with RefusalAsMessage(request):
        roles.end_role(role=role, reason=reason, actor=request.user, at=timezone.now())
        names = {"person": role.user, "role": role.get_name_display()}
        messages.success(request, _("%(person)s ne tient plus ce rôle : %(role)s.") % names)
        if role.name == RoleName.ORGANISER and role.user == request.user and not request.user.is_staff:
            return redirect("programmes:welcome")
    return redirect("programmes:manage_people", edition)


@transaction.atomic
def _invite(request: AuthenticatedRequest, edition: Edition, data: Values) -> Invitation:
    named = data.pop("organisation")
    return invitations.invite(
        edition=edition,
        organisation=organisation_named(named) if named else None,
        actor=request.user,
        at=timezone.now(),
        **data,
    )


def _find_invitation(request: AuthenticatedRequest, edition: str, pk: int) -> Invitation:
    current_edition = edition_for(request, edition)
    return get_object_or_404(
        Invitation.objects.select_related("edition__call", "invited_by", "claimed_by"),
        pk=pk,
        edition=current_edition,
    )


def _build_context(request: AuthenticatedRequest, edition: Edition, form: PersonInvitationForm) -> Context:
    roles = Role.objects.active().filter(edition=edition)
    typed, name = request.GET.get("q", ""), request.GET.get("role", "")
    waiting = (
        Invitation.objects.waiting().filter(edition=edition).select_related("organisation", "claimed_by")
    )
    return {
        "form": form,
        "typed": typed[:LONGEST_SEARCH],
        "role": name,
        "roles": [role for role in RoleName if role != RoleName.HOLDER],
        "page": Paginator(_list_team(roles, typed, name), TEAM_PER_PAGE).get_page(request.GET.get("page")),
        "holders": roles.filter(name=RoleName.HOLDER).count(),
        "invitations": [] if typed or name else waiting[:50],
        "now": timezone.now(),
        "organisations": suggest_bodies(edition),
    }


def _list_team(roles: RoleQuerySet, typed: str, name: str) -> list[Role]:
    """The roles of everybody but holders that match all the typed words, by role then name; of the role ``name`` alone
    if there is one.
    """
    team = roles.without_holders().select_related("user", "organisation")
    team = team.prefetch_related("expertise")
    if name in RoleName:
        team = team.filter(name=name)
    sought = fold_words(typed[:LONGEST_SEARCH])

    def matches(role: Role) -> bool:
        text = " ".join(fold_words(f"{role.user} {role.user.email} {role.organisation or ''} {role.domains}"))
        return all(word in text for word in sought)

    order = list(RoleName.values)
    # É is sorted, and found, as E, which few databases do by themselves
    team_roles = [role for role in team.order_by("pk") if not sought or matches(role)]
    return sorted(team_roles, key=lambda role: (order.index(role.name), normalise(str(role.user))))


@require_http_methods(["GET", "HEAD", "POST"])
def invite_many(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The lines; then what inviting them does, line by line; then it is done."""
    current_edition = edition_for(request, edition)
    form = InviteManyForm(request.POST or None, request.FILES or None)
    correct = request.POST.get("correct", "")
    lines = _plan(current_edition, form, correct) if request.method == "POST" and form.is_valid() else None
    if lines is None:
        return render_form(request, "programmes/invite_many.html", {"form": form}, form)
    text = form.cleaned_data["lines"]
    work = {name: form.cleaned_data[name] for name in ("workload", "capacity")}
    seen = invitation_lines.fingerprint(lines, work)
    if request.POST.get("seen") == seen and not correct:
        if _send(request, current_edition, lines, work):
            return redirect("programmes:manage_people", edition)
        lines = _plan(current_edition, form) or lines  # the new problem of a line is displayed beside it
        seen = invitation_lines.fingerprint(lines, work)
    context = {
        "form": InviteManyForm(initial={**form.cleaned_data, "file": None}),
        "text": text,
        "data": form.cleaned_data,
        "seen": seen,
        "has_changed": not correct and bool(request.POST.get("seen")) and request.POST["seen"] != seen,
        **_count_lines(lines),
    }
    return render(request, "programmes/invite_many.html", context)


def _plan(edition: Edition, form: InviteManyForm, correct: str = "") -> list[InvitationLine] | None:
    """``correct``: the number of a line whose body is replaced by the proposed existing one."""
    data = form.cleaned_data
    try:
        if data["file"]:
            data["lines"] = invitation_lines.as_text_lines(data["file"].read())
        lines = invitation_lines.plan(edition, data["lines"], data["role"], timezone.now())
        if misspelt := next(
            (line for line in lines if str(line.number) == correct and line.close_body), None
        ):
            data["lines"] = invitation_lines.replace_body(
                data["lines"], misspelt.organisation, misspelt.close_body
            )
            lines = invitation_lines.plan(edition, data["lines"], data["role"], timezone.now())
    except Unreadable as problem:
        form.add_error("file", str(problem.message))
    except ValidationError as error:
        form.add_error("lines", error)
    else:
        return lines
    return None


def _send(request: AuthenticatedRequest, edition: Edition, lines: list[InvitationLine], work: Values) -> bool:
    with RefusalAsMessage(request):
        created = invitations.invite_lines(
            edition=edition, lines=lines, **work, actor=request.user, at=timezone.now()
        )
        people = len({invitation.email for invitation in created})
        message = ngettext(
            "L’invitation part à une personne.", "Les invitations partent à %(count)s personnes.", people
        )
        messages.success(request, message % {"count": people})
        return True
    return False


def _count_lines(lines: list[InvitationLine]) -> Context:
    offered = [(line.email, role) for line in lines for role in line.roles_to_offer]
    return {
        "lines": lines,
        "mails": len({email for email, _role in offered}),
        "offers": len(offered),
        "stopped": sum(bool(line.problems or line.refusals) for line in lines),
    }


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the offer; POST answers it, or requests the code that admits the invited address."""
    at = timezone.now()
    try:
        offered = links.read_invitation_link(token, at)
        if request.method == "POST":
            return _answer(request, offered, at)
    except LinkClosed as closed:
        return render(request, "programmes/invitation_closed.html", {"closed": closed}, status=410)
    return _render(request, offered, at)


def _render(
    request: HttpRequest, offered: list[Invitation], at: datetime, seat_form: SeatAnswerForm | None = None
) -> HttpResponse:
    """The page of the offer; with a form that was refused, what was typed stays."""
    first, seat = offered[0], _find_seat(offered)
    set_edition(request, first.edition)
    context = {
        "invitation": first,
        "edition": first.edition,
        "offers": offers_of(offered),
        "visitor": visitor_of(request, first, at),
        "words": request.session.get(WORDS_KEY, ""),
        "has_claimed": request.user.is_authenticated
        and any(offer.claimed_by_id == request.user.pk for offer in offered),
        "seat_form": seat_form or (SeatAnswerForm(seat, must_declare=True) if seat else None),
        "chosen": request.POST.getlist("role") if seat_form else [offer.role for offer in offered],
    }
    status = 422 if seat_form else 200
    return render(request, "programmes/invitation.html", context, status=status)


def _find_seat(offered: list[Invitation]) -> Invitation | None:
    """The offer of a seat on the committee, if there is one."""
    return next((offer for offer in offered if offer.role == RoleName.REVIEWER), None)


def _answer(request: HttpRequest, offered: list[Invitation], at: datetime) -> HttpResponse:
    visitor, answer = visitor_of(request, offered[0], at), request.POST.get("answer", "accept")
    try:
        if answer == "decline" and visitor != Visitor.OTHER:
            if visitor != Visitor.INVITED:
                return request_code(request, offered[0], declining=True)
            invitations.decline_invitations(offered=offered, words=declining_words(request), at=at)
            delete_declined_account(request, offered[0])
            return render(request, "programmes/invitation_declined.html", {"invitation": offered[0]})
        if answer == "code" or visitor == Visitor.KNOWN:
            return request_code(request, offered[0])
        if answer == "claim" and visitor == Visitor.OTHER:
            user = User.objects.get(pk=current_user(request).pk)
            with RefusalAsMessage(request):
                invitations.claim_invitations(offered=offered, user=user, at=at)
                messages.success(request, _("Votre demande est partie. Vous recevrez la réponse par e-mail."))
            return redirect(request.path)
        if visitor == Visitor.OTHER:
            return redirect(request.path)
        return _accept(request, offered, at)
    except TransitionRefused as refusal:
        raise LinkClosed(_("Cette invitation vient de changer"), refusal.message, offered[0]) from refusal


def _accept(request: HttpRequest, offered: list[Invitation], at: datetime) -> HttpResponse:
    chosen = set(request.POST.getlist("role")) if len(offered) > 1 else {offered[0].role}
    accepted = [offer for offer in offered if offer.role in chosen]
    if not accepted:
        messages.error(request, _("Choisissez au moins un rôle, ou déclinez l’invitation."))
        return redirect(request.path)
    seat = _find_seat(accepted)
    form = SeatAnswerForm(seat, request.POST, must_declare=True) if seat else None
    if form and not form.is_valid():
        return _render(request, offered, at, form)
    answer = invitations.SeatAnswer(**form.read_answer()) if form else invitations.NO_ANSWER
    try:
        with transaction.atomic():
            user = (
                User.objects.get(pk=current_user(request).pk)
                if request.user.is_authenticated
                else open_account(email=offered[0].email, name=offered[0].name)
            )
            invitations.accept_invitations(offered=offered, accepted=accepted, user=user, at=at, seat=answer)
    except AddressHasAccount:
        return redirect(request.path)
    messages.success(request, _("C’est noté. Bienvenue dans %(edition)s.") % {"edition": offered[0].edition})
    return come_in(request, user=user, page=reverse("programmes:welcome"))
