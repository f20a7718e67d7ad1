"""Repair the turns of a day: say what is missing, read the moves, accept them all at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accelerator.transitions import TransitionRefused
from coaching.models import Session, SessionDay
from coaching.session.actions import turns as actions
from coaching.session.forms.session import RepairForm
from coaching.session.views.session import session_for


@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, edition: str, pk: int) -> HttpResponse:
    """The moves that make up for a person or a room that is missing; posted, they are done."""
    session = session_for(request, edition)
    day = get_object_or_404(SessionDay, pk=pk, session=session)
    data = request.POST if request.method == "POST" else request.GET
    form = RepairForm(data or None, day=day)
    found, status = None, 422 if form.is_bound else 200
    if form.is_valid():
        if request.method == "POST" and _repair(request, session, form.trouble):
            return redirect("coaching:manage_session", edition)
        found, status = actions.find_repair(session, form.trouble), 409 if request.method == "POST" else 200
    context = {"form": form, "day": day, "found": found, "venue": session}
    return render(request, "coaching/session/turns_repair.html", context, status=status)


def _repair(request: HttpRequest, session: Session, trouble: actions.Trouble) -> bool:
    """Whether the moves that were read are done; they may be others by now."""
    try:
        done = actions.repair_turns(
            session=session,
            trouble=trouble,
            digest=request.POST.get("digest", ""),
            actor=request.user,
            at=timezone.now(),
        )
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
        return False
    words = ngettext("%(count)d créneau a changé.", "%(count)d créneaux ont changé.", len(done.moves))
    messages.success(request, words % {"count": len(done.moves)})
    return True
