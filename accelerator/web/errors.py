"""A missing page looks in the demo as it will on a server: Django's technical 404 lists every address of the site."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.defaults import page_not_found


class PlainNotFoundMiddleware:
    """Replaces the technical 404 by ours; not installed where DEBUG is off, since there is nothing to replace."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DEBUG:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code == 404 and getattr(response, "content", b"").lstrip().startswith(
            b"<!DOCTYPE html>"
        ):
            return page_not_found(request, Http404())
        return response
