"""A badge scanned at the door opens the room of one's own project, without a mail."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from accelerator.types import Values
from accelerator.web import access
from coaching.attendance.visits import clear_attendee_cookie, find_badge_visit
from programmes.queries import RoleBook

SIGN_OUT = "account_logout"


class BadgeMiddleware:
    """On the pages whose row names ``BADGE``, a browser that showed a badge acts as its owner, unless it is signed in.

    One that only chose a name is asked for the badge first, as when it scans the code of a sheet. ``request.badge`` is
    their visit: what the page opens to them is narrower than what their account may, see
    :func:`coaching.room.views.entering.enter_room`. Everywhere else the browser is nobody; nor is one that signs
    out of an account. Stands before the middleware of visibility.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.badge = None  # type: ignore[attr-defined]
        response = self.get_response(request)
        match = request.resolver_match
        if match and match.view_name == SIGN_OUT and response.status_code == 302:
            clear_attendee_cookie(response)
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., object], _args: object, _kwargs: Values
    ) -> HttpResponse | None:
        match = request.resolver_match
        audiences = access.row_for(match.view_name) if match else None
        if access.BADGE not in (audiences or ()) or request.user.is_authenticated:
            return None
        visit = find_badge_visit(request, timezone.now())
        if visit and not visit.proved and request.method in ("GET", "HEAD"):
            door = reverse("coaching:live_badge", args=[visit.code.code])
            return redirect(f"{door}?{urlencode({'next': request.path})}")
        if visit and visit.proved and visit.attendee.user:
            request.badge = visit  # type: ignore[attr-defined]
            request.user = visit.attendee.user
            request.roles = RoleBook(visit.attendee.user)  # type: ignore[attr-defined]
        return None
