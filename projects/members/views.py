"""The people of a dossier, and the page of an invitation to join it."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
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
    read_name,
    request_code,
    visitor_of,
)
from accelerator.links import LinkClosed
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import RefusalAsError, RefusalAsMessage, render_form
from programmes.access import set_edition
from projects.application import presence
from projects.application.access import own_application
from projects.members import actions as members, queries as member_links
from projects.members.forms import MemberInvitationForm, RightsForm
from projects.models import Application, MemberRights, ProjectInvitation, ProjectMember


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
        "is_member": here.is_authenticated and offered.project.members.present().filter(user=here).exists(),
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
    except AddressHasAccount:
        return redirect(request.path)
    messages.success(request, _("C’est noté : vous tenez ce dossier à plusieurs."))
    page = reverse("projects:application", args=[offered.project.application.reference])
    return come_in(request, user=user, page=page)


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """The members of the dossier; the lead invites from here."""
    application = own_application(request, ref)
    leads = request.user.has_perm("projects.lead_project", application.project)
    if request.method == "POST" and not leads:
        raise PermissionDenied
    form = MemberInvitationForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _invite(request, application, form):
        return redirect("projects:team", ref=ref)
    at = timezone.now()
    people = application.project.members.present().select_related("user").order_by("-leads", "joined_at")
    context = {
        "application": application,
        "edition": application.call.edition,
        "people": list(people),
        "invitations": [
            {"row": invitation, "expired": invitation.expires_at <= at}
            for invitation in application.project.invitations.waiting()
        ]
        if leads
        else [],
        "leads": leads,
        "form": form,
        "rights": MemberRights,
    }
    return render_form(request, "projects/members/team_page.html", context, form)


def _invite(request: AuthenticatedRequest, application: Application, form: MemberInvitationForm) -> bool:
    with RefusalAsError(form, "email"):
        invited = members.invite_member(
            project=application.project,
            email=form.cleaned_data["email"],
            rights=form.cleaned_data["rights"],
            actor=request.user,
            at=timezone.now(),
        )
        messages.success(request, _("L’invitation part à %(email)s.") % {"email": invited.email})
        return True
    return False


def _find_led(request: AuthenticatedRequest, ref: str) -> Application:
    """A dossier whose people this person may change. Raises ``Http404``, or ``PermissionDenied`` for another member."""
    application = own_application(request, ref)
    if not request.user.has_perm("projects.lead_project", application.project):
        raise PermissionDenied
    return application


def _do(
    request: AuthenticatedRequest, ref: str, act: Callable[..., object], done: str, **what: object
) -> HttpResponse:
    with RefusalAsMessage(request):
        act(**what, at=timezone.now())
        messages.success(request, done)
    return redirect("projects:team", ref=ref)


def _find_member(application: Application, pk: int) -> ProjectMember:
    people = application.project.members.present().select_related("user", "project")
    return get_object_or_404(people, pk=pk)


@require_POST
def change_rights(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """Let a member write, or only read."""
    member, form = _find_member(_find_led(request, ref), pk), RightsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choisissez ce que cette personne peut faire."))
        return redirect("projects:team", ref=ref)
    rights = form.cleaned_data["rights"]
    done = _("Les droits sont changés.")
    return _do(request, ref, members.change_rights, done, member=member, rights=rights, actor=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """Hand the project over to another member, after a page that explains what changes."""
    application = _find_led(request, ref)
    member = _find_member(application, pk)
    if request.method == "POST":
        done = _("%(name)s porte maintenant le projet.") % {"name": member.user}
        return _do(request, ref, members.hand_over, done, member=member, actor=request.user)
    return _confirm(request, application, member, "hand_over")


@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """Remove a member, after a page that explains what stays."""
    application = _find_led(request, ref)
    member = _find_member(application, pk)
    if request.method == "POST":
        done = _("%(name)s ne tient plus ce dossier.") % {"name": member.user}
        return _do(request, ref, members.remove_member, done, member=member, actor=request.user)
    return _confirm(request, application, member, "remove")


@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: AuthenticatedRequest, ref: str) -> HttpResponse:
    """Leave a dossier of one's own accord."""
    application = own_application(request, ref)
    member = get_object_or_404(
        application.project.members.select_related("user", "project"), user=request.user
    )
    if request.method != "POST":
        return _confirm(request, application, member, "leave")
    with RefusalAsMessage(request):
        members.leave(member=member, at=timezone.now())
        messages.success(request, _("Vous ne tenez plus ce dossier."))
        return redirect("programmes:welcome")
    return redirect("projects:team", ref=ref)


def _confirm(
    request: AuthenticatedRequest, application: Application, member: ProjectMember, verb: str
) -> HttpResponse:
    edition = application.call.edition
    context = {"application": application, "edition": edition, "member": member, "verb": verb}
    return render(request, "projects/members/team_confirm.html", context)


def _find_waiting(application: Application, pk: int) -> ProjectInvitation:
    waiting = application.project.invitations.waiting().select_related("project__edition", "invited_by")
    return get_object_or_404(waiting, pk=pk)


@require_POST
def resend(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = _find_waiting(_find_led(request, ref), pk)
    done = _("L’invitation repart à %(email)s.") % {"email": invitation.email}
    act = members.resend_member_invitation
    return _do(request, ref, act, done, invitation=invitation, actor=request.user)


@require_POST
def revoke(request: AuthenticatedRequest, ref: str, pk: int) -> HttpResponse:
    """Withdraw an invitation."""
    invitation = _find_waiting(_find_led(request, ref), pk)
    act = members.revoke_member_invitation
    return _do(request, ref, act, _("L’invitation est retirée."), invitation=invitation, actor=request.user)


@require_POST
def here(request: AuthenticatedRequest, ref: str) -> JsonResponse:
    """Record one's presence and return who else is writing."""
    application = own_application(request, ref, to_change=True)
    presence.note(application, request.user)
    return JsonResponse({"text": presence.words(application, request.user)})
