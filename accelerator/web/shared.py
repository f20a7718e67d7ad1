"""Public pages are the same for every anonymous visitor: cache the rendered page for a few seconds.

A page is shared only when nobody is signed in and nothing personal is requested; organisers always see it fresh. What a
visitor may *do* is decided when they do it, so a button that is seconds late misleads nobody for long.
"""

import re
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.translation import get_language

INVALIDATED = "page-forgotten:"
PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, "messages")
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
PLACE = "<token of the visitor>"


def drop_page(path: str) -> None:
    """Invalidate the page at this address, and those below it, since their content may no longer be public. Side
    effect: the cache, for as long as an earlier page may be in it.
    """
    if settings.PUBLIC_PAGE_SECONDS:
        cache.set(f"{INVALIDATED}{path}", uuid.uuid4().hex, 2 * settings.PUBLIC_PAGE_SECONDS + 60)


def share_briefly(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Cache the 200 answers of ``view`` for ``settings.PUBLIC_PAGE_SECONDS``, per address, host included, and
    language."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        seconds = settings.PUBLIC_PAGE_SECONDS
        if not seconds or request.method != "GET" or request.GET or is_personal(request):
            return view(request, *args, **kwargs)
        # read before rendering: a page that is invalidated in the meantime is not cached
        invalidations = _read_invalidations(request.path)
        key = f"page:{get_language()}:{request.scheme}://{request.get_host()}{request.path}:{invalidations}"
        content = cache.get(key)
        if content is None:
            response = view(request, *args, **kwargs)
            if response.status_code != 200 or response.cookies:
                return response
            content = strip_token(response.content.decode())
            cache.set(key, content, seconds)
        return with_token(request, content)

    return wrapper


def _read_invalidations(path: str) -> str:
    """What changes when this page, or one above it, is forgotten. One look at the cache."""
    stored = cache.get_many([f"{INVALIDATED}{path[: end.end()]}" for end in re.finditer("/", path)])
    return ":".join(stored[name] for name in sorted(stored))


def is_personal(request: HttpRequest) -> bool:
    """Whether the answer may be this visitor's alone."""
    return any(name in request.COOKIES for name in PERSONAL_COOKIES)


def strip_token(content: str) -> str:
    """The page with a placeholder instead of the form token of the visitor it was rendered for."""
    for token in set(FORM_TOKEN.findall(content)):
        content = content.replace(token, PLACE)
    return content


def with_token(request: HttpRequest, content: str) -> HttpResponse:
    """The page for this visitor. Another's token would have their posts refused."""
    if PLACE in content:
        content = content.replace(PLACE, get_token(request))
    return HttpResponse(content, headers={"Vary": "Cookie"})
