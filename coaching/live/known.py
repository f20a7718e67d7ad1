"""What a phone that asks again was answered a moment ago: said again before its session, person and day are read."""

import random
from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

KEPT_S = 9
"""Less than what a page waits between two questions: a phone is never answered twice from memory."""


def unless_known(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """304 for whoever has what the view answered to the same cookies less than ``KEPT_S`` ago. No query."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        has = request.headers.get("If-None-Match")
        if has and cache.get(_key(request)) == has:
            return HttpResponse(status=304, headers={"ETag": has, "Cache-Control": "no-store"})
        return view(request, **kwargs)

    return wrapper


def remember_shown(request: HttpRequest, etag: str) -> None:
    """Side effect: the cache, for a while of its own: phones that came in together do not all ask anew together."""
    cache.set(_key(request), etag, random.uniform(KEPT_S / 2, KEPT_S))


def _key(request: HttpRequest) -> str:
    asked = "\n".join(
        (request.path, request.headers.get("Cookie", ""), request.headers.get("Accept-Language", ""))
    )
    return f"live-known:{sha256(asked.encode()).hexdigest()}"
