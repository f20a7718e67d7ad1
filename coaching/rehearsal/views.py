"""« Répétition »: start one, enter it, end it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.web.forms import RefusalAsMessage
from coaching.attendance.views.presence import render_running
from coaching.models import Session
from coaching.rehearsal import actions
from coaching.session.views.session import require_session, session_for
from programmes.models import Edition


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def rehearsal(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The description of a rehearsal, and the button that starts it."""
    session, at = _find_session(request, edition), timezone.now()
    if request.method == "POST":
        with RefusalAsMessage(request):
            copied = actions.start_rehearsal(session=session, actor=request.user, at=at)
            return redirect("coaching:cockpit", copied.slug)
        return redirect("coaching:rehearsal", edition)
    context = {
        "venue": session,
        "rehearsal": Edition.with_rehearsals.open_rehearsals(at).filter(rehearsal_of=session.edition).first(),
        "has_begun": session.edition.session_has_begun(at),
    }
    return render_running(request, "coaching/rehearsal/rehearsal_page.html", context)


@require_POST
def end(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """End a rehearsal; repeating it changes nothing."""
    session = _find_session(request, edition)
    copy = Edition.with_rehearsals.filter(rehearsal_of=session.edition).first()
    if copy:
        actions.end_rehearsal(edition=copy)
    messages.success(request, _("La répétition est finie : il n’en reste rien."))
    return redirect("coaching:cockpit", edition)


def _find_session(request: AuthenticatedRequest, edition: str) -> Session:
    """The session itself: a rehearsal has no rehearsal."""
    session = session_for(request, edition)
    if session.edition.rehearsal_of_id:
        raise Http404
    return session
