"""Who is at the door of a session's pages: a signed cookie names an attendee, an account is known by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest

from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.codes import find_code
from coaching.models import Attendee, Session, SessionCode
from programmes.models import Edition

COOKIE = SignedCookie(name="attendee", salt="attendance.attendee", path="/live/")


@dataclass(frozen=True)
class Visit:
    """Somebody in the pages of a session, by its code."""

    code: SessionCode
    attendee: Attendee
    proved: bool = False
    """They are signed in, showed their badge, or were recognised: else they chose a name, as anybody could."""

    @property
    def session(self) -> Session:
        return self.code.session

    @property
    def edition(self) -> Edition:
        return self.code.session.edition


def find_visit(request: HttpRequest, typed: str, at: datetime) -> Visit | None:
    """The visit of this page by its code; ``None`` when the code opens nothing, or nobody is recognised. 2 queries.

    Whoever is signed in is their own attendee; others are who their cookie says, until another phone has the name.
    """
    code = find_code(typed, at)
    attendee = find_attendee(request, code.session) if code else None
    return make_visit(request, code, attendee) if code and attendee else None


def make_visit(request: HttpRequest, code: SessionCode, attendee: Attendee) -> Visit:
    """The visit of whoever was recognised as this attendee. No query."""
    return Visit(code, attendee, is_account_of(request, attendee) or attendee.is_proved)


def find_attendee(request: HttpRequest, session: Session) -> Attendee | None:
    """The attendee of this browser in this session, if they still come. One query, or two."""
    coming = Attendee.objects.expected().filter(session=session).select_related("participation")
    if request.user.is_authenticated:
        own = coming.filter(user=request.user).first()
        if own:
            return own
    pk, phone = read_cookie(request)
    return coming.filter(pk=pk, phone=phone).first() if phone else None


def read_cookie(request: HttpRequest) -> tuple[int, str]:
    """The attendee and the phone that this browser says to be; nothing of either without a true cookie. No query."""
    match COOKIE.read(request):
        case [int(pk), str(phone)]:
            return pk, phone
    return 0, ""


def is_account_of(request: HttpRequest, attendee: Attendee) -> bool:
    """Whether whoever is signed in is this attendee: a cookie tells which name was chosen, no more. No query."""
    return bool(request.user.is_authenticated and request.user.pk == attendee.user_id)


def remember_attendee(
    response: Any, *, attendee: Attendee, phone: str, code: SessionCode, at: datetime
) -> None:
    """Let this browser be that attendee until the code expires. Side effect: a cookie, of these pages only."""
    COOKIE.give(response, [attendee.pk, phone], lasts=code.valid_until - at)


def forget_attendee(response: Any) -> None:
    """Side effect: the cookie goes."""
    COOKIE.forget(response)
