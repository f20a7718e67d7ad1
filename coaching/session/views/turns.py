"""Repair the turns of a day: say what is missing, read the moves, accept them all at once or one after the other."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from accelerator.web.autosave import parse_version
from coaching.models import Session, SessionDay
from coaching.session.actions import turns as actions
from coaching.session.forms.turns import RepairForm
from coaching.session.views.session import session_for


@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """The moves that make up for a person or a room that is missing; posted, they are done."""
    session = session_for(request, edition)
    day = get_object_or_404(SessionDay, pk=pk, session=session)
    data = request.POST if request.method == "POST" else request.GET
    form = RepairForm(data or None, day=day)
    found, status = None, 422 if form.is_bound else 200
    if form.is_valid():
        if request.method == "POST" and _repair(request, session, form.trouble):
            return _go_on(request, form, edition, pk)
        found = actions.find_repair(session, form.trouble, timezone.now())
        status = 409 if request.method == "POST" else 200
    context = {"form": form, "day": day, "found": found, "venue": session}
    return render(request, "coaching/session/turns_repair.html", context, status=status)


def _go_on(request: AuthenticatedRequest, form: RepairForm, edition: str, pk: int) -> HttpResponse:
    """After one of the moves, back to those that are left; after all of them, to the session."""
    if not request.POST.get("only"):
        return redirect("coaching:manage_session", edition)
    address = reverse("coaching:session_repair", args=[edition, pk])
    return redirect(f"{address}?{urlencode(form.hidden_values)}")


def _repair(request: AuthenticatedRequest, session: Session, trouble: actions.Trouble) -> bool:
    """Whether the moves that were read are done; they may be others by now."""
    try:
        done = actions.repair_turns(
            session=session,
            trouble=trouble,
            digest=request.POST.get("digest", ""),
            only=_read_position(request.POST.get("only", "")),
            actor=request.user,
            at=timezone.now(),
        )
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
        return False
    words = ngettext("%(count)d créneau a changé.", "%(count)d créneaux ont changé.", len(done))
    messages.success(request, words % {"count": len(done)})
    return True


def _read_position(text: str) -> int | None:
    """Which set is accepted, counted from 0; ``None``: all of them. What no page sends is a set that does not exist."""
    if not text:
        return None
    number = parse_version(text)
    return -1 if number is None else number
