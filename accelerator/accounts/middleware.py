"""Pages speak the language of the person who is signed in, unless they chose another for this browser."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation


def language_for(request: HttpRequest) -> str:
    """What the pages speak to this person; empty when this browser's own choice decides."""
    if settings.LANGUAGE_COOKIE_NAME in request.COOKIES:
        return ""
    # French first: a browser's preference is not followed, a person's or a click's is.
    return request.user.language if request.user.is_authenticated else settings.LANGUAGE_CODE


class UserLanguageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if language := language_for(request):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)
