"""What every answer goes through: methods and devices refused, private pages, read-only GET, pages of errors."""

import re
import sys
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, connection, connections
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    JsonResponse,
)
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, server_error

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
"""Those that views know. TRACE would send back what a browser sent, its cookies too (RFC 9110, 9.3.8)."""
DEVICES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
"""Of Permissions-Policy. A photograph is taken by the telephone, not by the page."""
POLICY = ", ".join(f"{device}=()" for device in DEVICES)


class HardeningMiddleware:
    """Refuses other methods with 405; every response declares that it uses none of the devices.

    A cookie with a NUL (``"\\000"``) is none of ours, and PostgreSQL would break on it: it is left out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        for name in [name for name, value in request.COOKIES.items() if "\0" in value]:
            del request.COOKIES[name]
        refused = request.method not in METHODS
        response = HttpResponseNotAllowed(METHODS) if refused else self.get_response(request)
        response.headers["Permissions-Policy"] = POLICY
        return response


class PrivatePagesMiddleware:
    """No browser or relay caches a response to somebody signed in, unless its view sets for how long.

    ``no-cache`` is not enough: browsers show a page again on « back » without a request. Only a response that read the
    session can be personal; the others, public pages among them, are left alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        read = request.session.accessed and "Cache-Control" not in response.headers
        if read and request.user.is_authenticated:
            response.headers["Cache-Control"] = "private, no-store"
        return response


SAFE = {"GET", "HEAD", "OPTIONS"}
WRITES = re.compile(r"^\s*(insert|update|delete|replace|merge)\b", re.IGNORECASE)
# An identity provider sends people back by GET, and that is when they are let in; recovery codes note their showing.
WRITES_BY_NATURE = re.compile(r"/account/(sso/[^/]+/callback|security/recovery-codes(/download)?)/")
EXEMPT = re.compile(r'^\s*(insert into|update|delete from)\s+"?django_session"?', re.IGNORECASE)


class WriteDuringGet(RuntimeError):
    """A page that should only read tried to write."""


def refuse_writes(
    execute: Callable[..., object], sql: str, params: object, many: bool, context: Mapping[str, object]
) -> object:
    """A Django execute wrapper that lets reads through."""
    if WRITES.match(sql) and not EXEMPT.match(sql):
        raise WriteDuringGet(f"A GET writes nothing: do it in an action, by a form that posts. {sql[:200]}")
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Wraps each safe request in :func:`refuse_writes`; not installed in production."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG and not settings.TESTING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or WRITES_BY_NATURE.fullmatch(request.path_info):
            return self.get_response(request)
        with connections["default"].execute_wrapper(refuse_writes):
            return self.get_response(request)


TECHNICAL = b'<meta name="robots" content="NONE,NOARCHIVE">'
"""A text near the top of Django's technical page, and on no page of ours."""

API = "/api/"
RETRY_AFTER_S = 60


def answer_fault(request: HttpRequest) -> HttpResponseBase:
    """The page of a fault (``handler500``); 503 and when to come back where the fault is that the database is down."""
    if isinstance(sys.exc_info()[1], DatabaseError | InterfaceError) and _is_database_down():
        # who is signed in is not known: the browser chooses the language
        headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
        with translation.override(translation.get_language_from_request(request)):
            if request.path_info.startswith(API):
                detail = _("Le site ne répond pas en ce moment. Réessayez dans une minute.")
                return JsonResponse({"detail": detail}, status=503, headers=headers)
            return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
    return server_error(request)


def _is_database_down() -> bool:
    """Whether a failed query lost the connection, or could not open one."""
    return connection.connection is None or not connection.is_usable()


class PlainNotFoundMiddleware:
    """Replaces the technical 404, which lists every address of the site, by ours; needed where DEBUG is on only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and TECHNICAL in getattr(response, "content", b"")[:1000]:
            return page_not_found(request, Http404())
        return response


class NotAllowedPageMiddleware:
    """Explains, to who opens the address of a form by itself, that it only receives; the status stays 405."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET" and request.accepts("text/html"):
            page = render(request, "405.html", status=405)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response
