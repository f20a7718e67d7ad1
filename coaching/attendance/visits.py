"""The visitor of a session's pages: an account, or an attendee named by a signed cookie."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import FilteredRelation, Q
from django.http import HttpRequest, HttpResponse

from accelerator.web.signed_cookie import SignedCookie
from coaching.attendance.codes import WITH_EDITION, select_code
from coaching.models import Attendee, Session, SessionCode
from programmes.models import Edition

COOKIE = SignedCookie(name="attendee", salt="attendance.attendee", path="/live/")
ROOM_COOKIE = SignedCookie(name="badge", salt="attendance.badge", path="/projects/")
"""The cookie for the room of a project. Path and name differ, so that no other page of the site gets either cookie.
"""


@dataclass(frozen=True)
class Visit:
    """A visitor of the pages of a session, by its code."""

    code: SessionCode
    attendee: Attendee
    proved: bool = False
    """Whether they are signed in, scanned their badge, or were recognised; else they chose a name, as anybody could.
    """

    @property
    def session(self) -> Session:
        return self.code.session

    @property
    def edition(self) -> Edition:
        return self.code.session.edition


def find_visit(request: HttpRequest, typed: str, at: datetime) -> Visit | None:
    """The visit of this page by its code; ``None`` when the code is not valid, or nobody is recognised.

    A signed-in user is their own attendee; others are the attendee of their cookie, until another phone has that
    name.
    """
    code, attendee = find_code_and_attendee(request, typed, at)
    return make_visit(request, code, attendee) if code and attendee else None


def make_visit(request: HttpRequest, code: SessionCode, attendee: Attendee) -> Visit:
    """The visit of a browser recognised as this attendee. No query."""
    return Visit(code, attendee, is_account_of(request, attendee) or attendee.is_proved)


def find_code_and_attendee(
    request: HttpRequest, typed: str, at: datetime
) -> tuple[SessionCode | None, Attendee | None]:
    """The valid code of this page, and the result of :func:`find_attendee`. One query for a signed-in attendee, else
    two or three."""
    codes: Any = select_code(typed, at)
    if request.user.is_authenticated:
        own = Q(session__attendees__user=request.user, session__attendees__removed_at=None)
        codes = codes.annotate(own=FilteredRelation("session__attendees", condition=own))
        codes = codes.select_related(*WITH_EDITION, "own__participation")
    code = codes.first()
    return code, code and (getattr(code, "own", None) or find_attendee(request, code.session))


def find_attendee(request: HttpRequest, session: Session) -> Attendee | None:
    """The attendee of this browser in this session, if they still come. One query, or two."""
    coming = (
        Attendee.objects.expected().filter(session=session).order_by("pk").select_related("participation")
    )
    if request.user.is_authenticated:
        own = coming.filter(user=request.user).first()
        if own:
            return own
    pk, phone = read_cookie(request)
    return coming.filter(pk=pk, phone=phone).first() if phone else None


def find_badge_visit(request: HttpRequest, at: datetime) -> Visit | None:
    """The visit of a browser that has the name of an account, while the code of its session is valid.

    It is proved if the browser scanned the badge, not if it only chose the name. ``None`` for a closed account. Two
    queries, none without a cookie.
    """
    pk, phone = read_cookie(request, ROOM_COOKIE)
    if not phone:
        return None
    coming = Attendee.objects.expected().filter(pk=pk, phone=phone, user__is_active=True)
    attendee = coming.select_related("user").first()
    code = SessionCode.objects.valid(at).filter(session=attendee.session_id) if attendee else None
    session_code = code.select_related(*WITH_EDITION).first() if code is not None else None
    return Visit(session_code, attendee, proved=attendee.is_proved) if session_code and attendee else None


def read_cookie(request: HttpRequest, cookie: SignedCookie = COOKIE) -> tuple[int, str]:
    """The attendee and the phone named by the cookie of this browser; empty when it is not valid. No query."""
    match cookie.read(request):
        case [int(pk), str(phone)]:
            return pk, phone
    return 0, ""


def is_account_of(request: HttpRequest, attendee: Attendee) -> bool:
    """Whether the signed-in user is this attendee, not only a browser whose cookie has their name. No query."""
    return bool(request.user.is_authenticated and request.user.pk == attendee.user_id)


def remember_attendee(
    response: HttpResponse, *, attendee: Attendee, phone: str, code: SessionCode, at: datetime
) -> None:
    """Let this browser be that attendee until the code expires. Side effect: the cookies."""
    for cookie in (COOKIE, ROOM_COOKIE):
        cookie.give(response, [attendee.pk, phone], lasts=code.valid_until - at)


def clear_attendee_cookie(response: HttpResponse) -> None:
    """Delete the cookies of an attendee."""
    for cookie in (COOKIE, ROOM_COOKIE):
        cookie.delete(response)
