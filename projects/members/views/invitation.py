"""The page of a personal link to a dossier: accept or decline, with the invited address."""

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

from accelerator.accounts.actions import AddressKnown, open_account
from accelerator.accounts.models import User
from accelerator.accounts.people import current_user
from accelerator.invitations.entering import (
    WORDS_KEY,
    Visitor,
    come_in,
    declining_words,
    delete_declined_account,
    read_name,
    request_code,
    visitor_of,
)
from accelerator.links import LinkClosed
from accelerator.transitions import TransitionRefused
from programmes.access import set_edition
from projects.members import actions as members
from projects.members import links as member_links
from projects.members.enums import MemberRights
from projects.models import ProjectInvitation


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows the offer; POST answers it, or requests the code that admits the invited address."""
    at = timezone.now()
    try:
        offered = member_links.read(token, at)
        if request.method == "POST":
            return _answer(request, offered, at)
    except LinkClosed as closed:
        return render(request, "programmes/invitation_closed.html", {"closed": closed}, status=410)
    set_edition(request, offered.project.edition)
    here = request.user
    context = {
        "invitation": offered,
        "application": offered.project.application,
        "edition": offered.project.edition,
        "may_edit": offered.rights == MemberRights.EDIT,
        "visitor": visitor_of(request, offered, at),
        "words": request.session.get(WORDS_KEY, ""),
        "asks_name": True,
        "holds_it": here.is_authenticated and offered.project.members.present().filter(user=here).exists(),
    }
    return render(request, "projects/members/member_invitation.html", context)


def _answer(request: HttpRequest, offered: ProjectInvitation, at: datetime) -> HttpResponse:
    visitor, answer = visitor_of(request, offered, at), request.POST.get("answer", "accept")
    try:
        if answer == "decline" and visitor != Visitor.OTHER:
            if visitor != Visitor.INVITED:
                return request_code(request, offered, declining=True)
            members.decline_member_invitation(invitation=offered, words=declining_words(request), at=at)
            delete_declined_account(request, offered)
            return render(request, "programmes/invitation_declined.html", {"invitation": offered})
        if answer == "code" or visitor == Visitor.KNOWN:
            return request_code(request, offered)
        if visitor == Visitor.OTHER:
            return redirect(request.path)
        return _accept(request, offered, at)
    except TransitionRefused as refusal:
        raise LinkClosed(_("Cette invitation ne sert plus"), refusal.message, offered) from refusal


def _accept(request: HttpRequest, offered: ProjectInvitation, at: datetime) -> HttpResponse:
    try:
        with transaction.atomic():
            user = (
                User.objects.get(pk=current_user(request).pk)
                if request.user.is_authenticated
                else open_account(email=offered.email, name=read_name(request))
            )
            members.accept_member_invitation(invitation=offered, user=user, at=at)
    except AddressKnown:
        return redirect(request.path)
    messages.success(request, _("C’est noté : vous tenez ce dossier à plusieurs."))
    page = reverse("projects:application", args=[offered.project.application.reference])
    return come_in(request, user=user, page=page)
