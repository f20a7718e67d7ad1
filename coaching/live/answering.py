"""Which browser a response to the debrief is open to: anybody may choose a name, so a name opens nothing one typed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest

from coaching.attendance.visits import PATH, is_account_of
from coaching.models import AttendeeResponse, SessionCode

COOKIE = "debrief"
SALT = "live.debrief"


def is_open_to(request: HttpRequest, response: AttendeeResponse) -> bool:
    """Whether this is the account of who answers, or the browser in which they began. No query."""
    if is_account_of(request, response.attendee):
        return True
    try:
        return bool(signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT) == response.pk)
    except signing.BadSignature:
        return False


def open_to_browser(answer: Any, *, response: AttendeeResponse, code: SessionCode, at: datetime) -> None:
    """Let this browser go on with what it began. Side effect: a cookie, of the pages of sessions only."""
    answer.set_cookie(
        COOKIE,
        signing.dumps(response.pk, salt=SALT),
        max_age=max(0, int((code.valid_until - at).total_seconds())),
        path=PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
