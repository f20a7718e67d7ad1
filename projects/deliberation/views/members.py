"""What a member does from their own screen: presence, the voice of their body, an objection."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsMessage
from projects.deliberation.actions import attendance, votes
from projects.deliberation.enums import VoteChoice
from projects.deliberation.views.chairing import fetch_meeting
from projects.models import Application, Meeting


@require_POST
def record_presence(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """« Je suis là », « Je m’en vais »."""

    def act(meeting: Meeting) -> None:
        if request.POST.get("do") == "leave":
            attendance.leave(meeting=meeting, user=request.user, at=timezone.now())
        else:
            attendance.arrive(meeting=meeting, user=request.user, actor=request.user, at=timezone.now())

    return _act(request, edition, act)


@require_POST
def cast_vote(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    application, choice = _find_dossier(edition, ref), request.POST.get("choice", "")
    if choice not in VoteChoice.values:
        messages.error(request, _("Choisissez pour, contre ou abstention."))
        return _return(request, edition)

    def act(meeting: Meeting) -> None:
        votes.cast_vote(
            meeting=meeting,
            application=application,
            user=request.user,
            choice=VoteChoice(choice),
            at=timezone.now(),
        )

    return _act(request, edition, act)


@require_POST
def object_to_block(request: AuthenticatedRequest, edition: str, ref: str) -> HttpResponse:
    """« En débattre »."""
    application = _find_dossier(edition, ref)

    def act(meeting: Meeting) -> None:
        votes.object_to_block(
            meeting=meeting,
            application=application,
            user=request.user,
            reason=request.POST.get("reason", ""),
            at=timezone.now(),
        )
        messages.success(request, _("%(ref)s sera débattu.") % {"ref": ref})

    return _act(request, edition, act)


def _find_dossier(edition: str, ref: str) -> Application:
    """A dossier under review of the edition, else 404; whether they may speak about it is for the action."""
    rows = Application.objects.in_review().filter(call__edition__slug=edition).select_related("call")
    return get_object_or_404(rows, reference=ref)


def _act(request: AuthenticatedRequest, edition: str, act: Callable[[Meeting], Any]) -> HttpResponse:
    _edition, meeting = fetch_meeting(request, edition)
    if meeting:
        with RefusalAsMessage(request):
            act(meeting)
    return _return(request, edition)


def _return(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """To the screen that it came from."""
    page = "deliberation" if request.POST.get("from") == "room" else "meeting"
    return redirect(f"projects:{page}", edition=edition)
