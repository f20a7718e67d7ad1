"""The page of a personal invitation link: accept, decline, or claim with another address."""

from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts.actions import AddressHasAccount, open_account
from accelerator.accounts.models import User
from accelerator.accounts.requests import current_user
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
from accelerator.transitions import TransitionRefused
from accelerator.web.refusals import RefusalAsMessage
from programmes import links
from programmes.access import set_edition
from programmes.actions import invitations
from programmes.emails import offers_of
from programmes.enums import RoleName
from programmes.forms.committee import SeatAnswerForm
from programmes.models import Invitation


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
