"""For those who run the session: its code, and names that two phones claim."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accelerator import qr
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.types import Values
from accelerator.web.forms import RefusalAsMessage
from coaching.attendance.actions import codes as actions
from coaching.attendance.actions.codes import make_code, revoke_code
from coaching.attendance.codes import make_key
from coaching.attendance.queries import list_phones
from coaching.attendance.views.presence import render_running
from coaching.models import Session, SessionCode
from coaching.session.views.session import require_session, session_for


def make_address(code: str, page: str = "live") -> str:
    """The address of a QR code: a page of the session by its code, with its key."""
    return f"{settings.SITE_URL}{reverse(f'coaching:{page}', args=[code])}?k={make_key(code)}"


def format_door_address() -> str:
    """The address where a code is typed, as a screen shows it: « exemple.org/live/ »."""
    return settings.SITE_URL.partition("//")[2] + reverse("coaching:enter_code")


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def session_code(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The code and its QR; ``do=make`` makes another one, ``do=revoke`` takes it back."""
    session = session_for(request, edition)
    standing = SessionCode.objects.standing().filter(session=session).first()
    if request.method == "POST":
        return _change(request, session, standing)
    at = timezone.now()
    context = {
        "code": standing,
        "is_over": bool(standing and standing.valid_until <= at),
        "is_early": bool(standing and standing.valid_from > at),
        "expected": session.attendees.expected().count(),
        "qr": qr.render_qr_code(make_address(standing.code), label=_("QR code de la session"))
        if standing
        else "",
        "door": format_door_address(),
    }
    return render_running(request, "coaching/attendance/session_code.html", context)


def _change(request: AuthenticatedRequest, session: Session, standing: SessionCode | None) -> HttpResponse:
    at = timezone.now()
    with RefusalAsMessage(request):
        if request.POST.get("do") != "revoke":
            make_code(session=session, actor=request.user, at=at)
            text = (
                _("Le nouveau code est prêt ; l’ancien n’ouvre plus rien.")
                if standing
                else _("Le code est prêt.")
            )
            messages.success(request, text)
        elif standing:
            standing.session = session
            revoke_code(code=standing, actor=request.user, at=at)
            messages.success(request, _("Le code est révoqué : il n’ouvre plus rien."))
    return redirect("coaching:session_code", session.edition.slug)


@require_safe
@require_session
def door(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Requests to be recognised, latest first, then attendees whose name a phone has."""
    session = session_for(request, edition)
    waiting, taken = list_phones(session)
    context = {"waiting": waiting, "taken": taken}
    template = "coaching/attendance/_door.html" if request.headers.get("HX-Request") else None
    return render_running(request, template or "coaching/attendance/door_page.html", context)


@require_POST
def change_door(request: AuthenticatedRequest, edition: str, pk: int) -> HttpResponse:
    """``do``: recognise who asks (``pk`` of the request), or free a name (``pk`` of the attendee)."""
    session, at = session_for(request, edition), timezone.now()
    kwargs: Values = {"session": session, "actor": request.user, "at": at}
    if request.POST.get("do") == "recognise":
        attendee = actions.recognise(pk=pk, **kwargs)
        if attendee:
            message = _("%(name)s peut entrer ; l’autre téléphone n’a plus ce nom.")
            messages.success(request, message % {"name": attendee.name})
        else:
            messages.error(request, _("Cette demande n’est plus là."))
    else:
        attendee = get_object_or_404(session.attendees, pk=pk)
        if actions.free_name(attendee=attendee, **kwargs):
            message = _("Le nom de %(name)s est libre ; ce qui était tapé sur son téléphone y reste.")
            messages.success(request, message % {"name": attendee.name})
    return redirect("coaching:door", edition)
