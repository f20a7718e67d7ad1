"""Public pages are the same for every anonymous visitor: keep the rendered page for a few seconds.

A page is shared only when nobody is signed in and nothing personal is asked for; organisers always see it fresh.
What a visitor may *do* is decided when they do it, so a button that is seconds late misleads nobody for long.
Only the token of its forms is each visitor's own: another's would have their posts refused.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PLACE = "<token of the visitor>"


def shared_briefly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Cache the 200 answers of ``view`` for ``settings.PUBLIC_PAGE_SECONDS``, per address and language."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        seconds = settings.PUBLIC_PAGE_SECONDS
        if (
            not seconds
            or request.method != "GET"
            or request.GET
            or any(name in request.COOKIES for name in PERSONAL)
        ):
            return view(request, *args, **kwargs)
        key = f"page:{get_language()}:{request.path}"
        content = cache.get(key)
        if content is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            content = _impersonal(response.content.decode())
            cache.set(key, content, seconds)
        if PLACE in content:
            content = content.replace(PLACE, get_token(request))
        return HttpResponse(content, headers={"Vary": "Cookie"})

    return wrapped


def _impersonal(content: str) -> str:
    """The page with a place in the stead of the token of whoever it was drawn for."""
    for token in set(FORM_TOKEN.findall(content)):
        content = content.replace(token, PLACE)
    return content
