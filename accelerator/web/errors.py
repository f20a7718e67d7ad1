"""Pages for what Django answers barely: a missing page in the demo, an address of a form, a database that is down."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found, server_error

TECHNICAL = b'<meta name="robots" content="NONE,NOARCHIVE">'
"""What Django's technical page says near its top, and no page of ours."""

API = "/api/"
RETRY_AFTER_S = 60


def answer_fault(request: HttpRequest) -> HttpResponseBase:
    """The page of a fault (``handler500``); 503 and when to come back where the fault is that the database is down."""
    if isinstance(sys.exc_info()[1], DatabaseError | InterfaceError) and _is_database_down():
        return _answer_unavailable(request)
    return server_error(request)


def _is_database_down() -> bool:
    """After a failed query: whether the connection was lost, or could not be opened."""
    return connection.connection is None or not connection.is_usable()


def _answer_unavailable(request: HttpRequest) -> HttpResponse:
    """No database: who is signed in is not known, so that the browser chooses the language."""
    headers = {"Retry-After": str(RETRY_AFTER_S), "Cache-Control": "no-store"}
    with translation.override(translation.get_language_from_request(request)):
        if request.path_info.startswith(API):
            detail = _("Le site ne répond pas en ce moment. Réessayez dans une minute.")
            return JsonResponse({"detail": detail}, status=503, headers=headers)
        return HttpResponse(render_to_string("503.html"), status=503, headers=headers)


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
