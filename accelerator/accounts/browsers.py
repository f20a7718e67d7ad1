"""Browsers in which somebody came in before: a signed cookie proves it; others' requests do not slow them down."""

import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accelerator.accounts.models import normalise_email

COOKIE = "known_browser"
SALT = "accounts.known_browser"
MAX_AGE_S = 365 * 24 * 3600
MOST_ADDRESSES = 5
"""Kept for one browser: the latest that came in."""


def find_known_browser(request: HttpRequest, email: str) -> str:
    """The name of this browser if this address came in by it before; else nothing."""
    browser, addresses = _read(request)
    return browser if _digest(email) in addresses else ""


def remember(request: HttpRequest, response: Any, email: str) -> None:
    """Let this browser prove later that this address came in by it. Side effect: a cookie."""
    browser, addresses = _read(request)
    digest = _digest(email)
    kept = [digest, *(other for other in addresses if other != digest)][:MOST_ADDRESSES]
    response.set_cookie(
        COOKIE,
        signing.dumps([browser or secrets.token_hex(8), kept], salt=SALT),
        max_age=MAX_AGE_S,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        browser, addresses = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=MAX_AGE_S)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return browser, addresses


def _digest(email: str) -> str:
    return salted_hmac(SALT, normalise_email(email)).hexdigest()[:20]
