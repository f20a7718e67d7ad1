"""The page of a personal invitation link. The link proves that one reads the mailbox: accepting signs in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accelerator.accounts.actions import let_in
from accelerator.accounts.models import User
from accelerator.transitions import TransitionRefused
from programmes import invitation_links
from programmes.actions.invitations import accept_invitation
from programmes.emails import OFFERS
from programmes.models import Invitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the offer; POST accepts it, with the invited address or with the account in use."""
    try:
        offered = invitation_links.read(token, timezone.now())
        if request.method == "POST":
            return _accept(request, offered)
    except invitation_links.InvitationClosed as closed:
        return render(request, "programmes/invitation_closed.html", {"closed": closed}, status=410)
    request.edition = offered.edition  # type: ignore[attr-defined]
    is_other = request.user.is_authenticated and request.user.email != offered.email
    context = {"invitation": offered, "offer": OFFERS[offered.role], "is_other_account": is_other}
    return render(request, "programmes/invitation.html", context)


def _accept(request: HttpRequest, offered: Invitation) -> HttpResponse:
    keeps_account = request.user.is_authenticated and request.POST.get("account") == "current"
    user = (
        get_object_or_404(User, pk=request.user.pk)
        if keeps_account
        else User.objects.for_email(offered.email)
    )
    try:
        accept_invitation(invitation=offered, user=user, at=timezone.now())
    except TransitionRefused as refusal:
        raise invitation_links.InvitationClosed(
            _("Cette invitation vient de changer"), refusal.message, offered
        ) from refusal
    messages.success(request, _("C’est noté. Bienvenue dans %(edition)s.") % {"edition": offered.edition})
    if request.user.is_authenticated and request.user.pk == user.pk:
        return redirect("programmes:welcome")
    return let_in(request, user=user)
