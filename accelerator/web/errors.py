"""Pages for what Django answers barely: a missing page in the demo, an address that only receives a form."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.defaults import page_not_found

TECHNICAL = b'<meta name="robots" content="NONE,NOARCHIVE">'
"""What Django's technical page says near its top, and no page of ours."""


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
