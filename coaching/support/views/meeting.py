"""The meeting of the partners: its date, its opening, its end."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.forms import describe_errors
from accelerator.web.merging import lock_when_posted
from coaching.support.access import find_organiser
from coaching.support.actions import meeting as actions
from coaching.support.enums import MeetingState
from coaching.support.forms import MeetingForm, ReopeningForm
from coaching.support.queries.board import find_meeting


@require_http_methods(["GET", "HEAD", "POST"])
def support_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """When and where."""
    reader = find_organiser(request, edition)
    # a meeting that nobody planned yet has no row to lock
    with lock_when_posted(request, reader.edition):
        meeting = find_meeting(reader.edition)
        form = MeetingForm(request.POST or None, instance=meeting)
        if request.method == "POST" and form.is_valid():
            try:
                actions.plan_meeting(
                    edition=reader.edition, actor=request.user, at=timezone.now(), **form.cleaned_data
                )
            except TransitionRefused as refused:  # closed by somebody else meanwhile
                form.add_error(None, refused.message)
            else:
                messages.success(request, _("La réunion est enregistrée."))
                return redirect(reader.reverse("board"))
    is_ahead = meeting.state == MeetingState.PREPARED
    context = {
        "form": form,
        "heading": _("Préparer la réunion") if is_ahead else _("Présents et notes"),
        # what was typed for a meeting that was closed meanwhile stays in its form
        "is_read_only": meeting.state == MeetingState.CLOSED and not form.is_bound,
        "board_url": reader.reverse("board"),
    }
    return render(request, "coaching/support/meeting.html", context, status=422 if form.is_bound else 200)


@require_POST
def change_meeting(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """``do``: open, close, or reopen with a reason."""
    reader = find_organiser(request, edition)
    common: dict[str, Any] = {"edition": reader.edition, "actor": request.user, "at": timezone.now()}
    try:
        match request.POST.get("do"):
            case "open":
                actions.open_meeting(**common)
                messages.success(
                    request, _("La réunion est ouverte : les décisions se notent besoin par besoin.")
                )
            case "close":
                actions.close_meeting(**common)
                messages.success(request, _("La réunion est close."))
            case "reopen":
                _reopen(request, **common)
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect(reader.reverse("board"))


def _reopen(request: AuthenticatedRequest, **common: Any) -> None:
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        messages.error(request, describe_errors(form))
        return
    actions.reopen_meeting(**common, reason=form.cleaned_data["reason"])
    messages.success(request, _("La réunion est rouverte."))
