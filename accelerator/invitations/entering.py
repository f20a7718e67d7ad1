"""Who opens the link of an invitation, and how they sign in. The link proves that somebody read the mail, which may be
forwarded or quoted. So it signs in nobody who has an account: they sign in as usual, by a code at the invited address.
Nor does it decline: that takes the same code.
"""

from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _

from accelerator.accounts.actions import TooManyCodes, admit, delete_unused_accounts, send_code
from accelerator.accounts.models import User
from accelerator.accounts.requests import current_user
from accelerator.invitations.models import PersonalInvitation
from accelerator.links import LinkClosed


def answer_replaced_link() -> LinkClosed:
    """The answer to a link whose nonce is no longer valid; it does not reveal what the link offered."""
    return LinkClosed(
        _("Ce lien ne sert plus"),
        _("L’invitation a été renvoyée ou retirée : ouvrez le dernier message reçu."),
    )


def ensure_open(invitation: PersonalInvitation, at: datetime) -> None:
    """Raises :class:`LinkClosed` unless the invitation still waits for an answer."""
    if invitation.revoked_at:
        raise LinkClosed(
            _("Cette invitation a été retirée"),
            _("Écrivez à la personne qui vous avait invité si c’est une surprise."),
            invitation,
        )
    if invitation.accepted_at:
        raise LinkClosed(
            _("Vous avez déjà accepté"), _("Il ne reste qu’à entrer, avec votre adresse."), invitation
        )
    if invitation.declined_at:
        raise LinkClosed(
            _("Vous avez décliné cette invitation"),
            _("Vous avez changé d’avis ? Écrivez à la personne qui vous avait invité."),
            invitation,
        )
    if invitation.expires_at <= at:
        raise LinkClosed(
            _("Cette invitation a expiré"),
            _("Demandez à la personne qui vous avait invité de la renvoyer."),
            invitation,
        )


WORDS_KEY = "invitation_words"
WORDS = 500
"""Letters that may be left with a refusal."""


class Visitor(StrEnum):
    """Who opens an invitation."""

    INVITED = "invited"
    """Signed in with the invited address."""
    OTHER = "other"
    """Signed in with another address."""
    KNOWN = "known"
    """Signed out, before an address that has an account, or by a link too old to open one."""
    NEW = "new"
    """Signed out, before an address that has no account: the link opens it, once."""


def visitor_of(request: HttpRequest, invitation: PersonalInvitation, at: datetime) -> Visitor:
    """One query at most."""
    if request.user.is_authenticated:
        return Visitor.INVITED if request.user.email == invitation.email else Visitor.OTHER
    if not invitation.enters_at(at) or User.objects.filter(email=invitation.email).exists():
        return Visitor.KNOWN
    return Visitor.NEW


def request_code(
    request: HttpRequest, invitation: PersonalInvitation, *, declining: bool = False
) -> HttpResponse:
    """Send a code to the invited address, then come back to this page; ``declining``, with the words of the refusal.

    Side effects: the person signed in is signed out of this browser; those of :func:`send_code`.
    """
    if request.user.is_authenticated:
        logout(request, show_message=False)
    try:
        send_code(request, email=invitation.email)
    except TooManyCodes:
        messages.error(
            request, gettext("Plusieurs codes viennent d’être demandés. Attendez une minute, puis réessayez.")
        )
        return redirect(request.path)
    if declining:
        request.session[WORDS_KEY] = declining_words(request)
    page = f"{request.path}?declining=1" if declining else request.path
    return redirect(f"{reverse('account_confirm_login_code')}?{urlencode({'next': page})}")


def come_in(request: HttpRequest, *, user: User, page: str) -> HttpResponse:
    """Go to ``page``, signed in as ``user`` who just accepted. Side effects: those of :func:`admit`, if need be."""
    if request.user.is_authenticated and request.user.pk == user.pk:
        return redirect(page)
    return admit(request, user=user, redirect_url=page)


def read_name(request: HttpRequest) -> str:
    """The name that somebody new gives, if any."""
    longest = User._meta.get_field("name").max_length
    return " ".join(request.POST.get("name", "").replace("\0", "").split())[:longest]


def declining_words(request: HttpRequest) -> str:
    """What was left with a refusal, cut to what a mail carries."""
    return " ".join(request.POST.get("words", "").replace("\0", "").split())[:WORDS]


def delete_declined_account(request: HttpRequest, invitation: PersonalInvitation) -> None:
    """The account that the code of this refusal opened goes with it.

    Side effects: those of :func:`delete_unused_accounts` on an account without a name, younger than the invitation; its
    owner is signed out of this browser.
    """
    request.session.pop(WORDS_KEY, None)
    user = current_user(request)
    is_new = user.date_joined >= invitation.sent_at and not user.name
    if is_new and delete_unused_accounts(people=[user.pk]):
        logout(request, show_message=False)
