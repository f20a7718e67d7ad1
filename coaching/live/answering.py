"""Which browser a response to the debrief is open to: anybody may choose a name, so a name opens nothing one typed."""

from datetime import datetime

from django.http import HttpRequest, HttpResponseRedirect

from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.visits import COOKIE as VISIT
from coaching.attendance.visits import is_account_of
from coaching.models import AttendeeResponse, SessionCode

COOKIE = SignedCookie(name="debrief", salt="live.debrief", path=VISIT.path)


def is_open_to(request: HttpRequest, response: AttendeeResponse) -> bool:
    """Whether this is the account of who answers, or the browser in which they began; ``response``, as
    ``find_response`` gives it. No query.
    """
    begun = response.begun  # type: ignore[attr-defined]
    attendee = response.attendee
    is_own = attendee is not None and is_account_of(request, attendee)
    return is_own or (begun is not None and COOKIE.read(request) == begun)


def open_to_browser(
    answer: HttpResponseRedirect, *, response: AttendeeResponse, code: SessionCode, at: datetime
) -> None:
    """Let this browser go on with what it began. Side effect: a cookie, of the pages of sessions only."""
    COOKIE.give(answer, response.pk, lasts=code.valid_until - at)
