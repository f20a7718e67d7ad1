"""A message to everybody: written by those who run the session, displayed by screens, seen on phones."""

from datetime import datetime
from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsMessage
from accelerator.web.templatetags.prose import clock
from coaching.attendance.views.joining import in_session, with_key
from coaching.attendance.views.presence import render_running
from coaching.attendance.visits import Visit
from coaching.broadcasts import actions
from coaching.broadcasts.forms import BroadcastForm
from coaching.broadcasts.queries import list_on_screen, list_sent
from coaching.models import Attendee, Broadcast, SessionCode
from coaching.session.views.session import require_session, session_for


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def broadcasts(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Write a message; those that are displayed, with their readers."""
    session, at = session_for(request, edition), timezone.now()
    form = BroadcastForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sent, is_new = actions.send_broadcast(
            session=session, text=form.cleaned_data["text"], actor=request.user, at=at
        )
        words = _("Le message s’affiche jusqu’à %(hour)s.")
        if not is_new:
            words = _("Ce message est déjà affiché, jusqu’à %(hour)s : il n’est pas répété.")
        messages.success(request, words % {"hour": clock(sent.expires_at)})
        return redirect("coaching:broadcasts", edition)
    context = {"venue": session, "form": form, "sent": list_sent(session, at)}
    status = 422 if form.is_bound else 200
    return render_running(request, "coaching/broadcasts/broadcasts_page.html", context, status)


@require_POST
def withdraw(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    broadcast = get_object_or_404(Broadcast, pk=pk, session=session_for(request, edition))
    with RefusalAsMessage(request):
        actions.withdraw_broadcast(broadcast=broadcast, actor=request.user, at=timezone.now())
        messages.success(request, _("Le message n’est plus affiché."))
    return redirect("coaching:broadcasts", edition)


@require_safe
@with_key
def screen(request: HttpRequest, code: SessionCode, _attendee: Attendee | None) -> HttpResponse:
    """The messages of a screen of the room, as a fragment; 304 while they are the same."""
    return _render_screen(request, code.session_id, timezone.now())


@require_safe
def screen_feed(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The messages for the screens of those who run the session, as :func:`screen`."""
    return _render_screen(request, session_for(request, edition).pk, timezone.now())


def _render_screen(request: HttpRequest, session: int, at: datetime) -> HttpResponse:
    body = render_to_string("coaching/broadcasts/_messages.html", {"displayed": list_on_screen(session, at)})
    etag = f'"{sha256(body.encode()).hexdigest()[:24]}"'
    response = get_conditional_response(request, etag=etag) or HttpResponse(body)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@in_session
def note_seen(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record that this phone displayed it; without a script, its button leads back to the page."""
    broadcast = get_object_or_404(Broadcast, pk=pk, session=visit.session)
    actions.note_reader(broadcast=broadcast, attendee=visit.attendee, at=timezone.now())
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect("coaching:live", visit.code.code)
