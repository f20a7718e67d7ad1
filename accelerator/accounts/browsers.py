"""Browsers in which somebody came in before: a signed cookie proves it; others' requests do not slow them down."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accelerator.accounts.models import normalise_email
from accelerator.web.signed_cookie import SignedCookie

COOKIE = SignedCookie(name="known_browser", salt="accounts.known_browser", max_age=timedelta(days=365))
MOST_ADDRESSES = 5
"""Kept for one browser: the latest that came in."""


def find_known_browser(request: HttpRequest, email: str) -> str:
    """The name of this browser if this address came in by it before; else nothing."""
    browser, addresses = _read(request)
    return browser if _digest(email) in addresses else ""


def find_visiting_browser(request: HttpRequest) -> str:
    """The name of a browser in which nobody came in yet: the token of its forms, which proves nothing."""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let this browser prove later that this address came in by it. Side effect: a cookie."""
    browser, addresses = _read(request)
    digest = _digest(email)
    kept = [digest, *(other for other in addresses if other != digest)][:MOST_ADDRESSES]
    COOKIE.give(response, [browser or secrets.token_hex(8), kept])


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    browser, addresses = COOKIE.read(request) or ("", [])
    return browser, addresses


def _digest(email: str) -> str:
    return salted_hmac(COOKIE.salt, normalise_email(email)).hexdigest()[:20]
