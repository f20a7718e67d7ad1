"""The code of the session, for those who run it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accelerator import qr
from accelerator.accounts.requests import AuthenticatedRequest
from accelerator.transitions import TransitionRefused
from coaching.attendance.actions.codes import make_code, revoke_code
from coaching.attendance.codes import make_key
from coaching.attendance.views.running import find_session, render_running
from coaching.models import Session, SessionCode
from coaching.session.views.session import require_session


def make_address(code: str, page: str = "live") -> str:
    """What a QR code opens: a page of the session by its code, with its key."""
    return f"{settings.SITE_URL}{reverse(f'coaching:{page}', args=[code])}?k={make_key(code)}"


def format_door_address() -> str:
    """The address where a code is typed, as a screen shows it: « exemple.org/live/ »."""
    return settings.SITE_URL.partition("//")[2] + reverse("coaching:enter_code")


@require_http_methods(["GET", "HEAD", "POST"])
@require_session
def session_code(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """The code and its QR; ``do=make`` makes another one, ``do=revoke`` takes it back."""
    session = find_session(request, edition)
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
    try:
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
    except TransitionRefused as refused:
        messages.error(request, str(refused.message))
    return redirect("coaching:session_code", session.edition.slug)
