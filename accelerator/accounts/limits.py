"""How often something may be done, counted in the database, and apart for browsers in which somebody came in before."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from accelerator.accounts.models import LimitWindow, normalise_email
from accelerator.web.signed_cookie import SignedCookie


@dataclass(frozen=True)
class Limit:
    """How often something is allowed. ``amount`` times within ``within`` from the first."""

    amount: int
    within: timedelta


def consume(*key: object, limits: Iterable[Limit], at: datetime) -> bool:
    """Count one more time for this key; ``False`` when one of its limits is reached.

    Side effects: one row for each limit. Two at once are counted one after the other.
    """
    return all(_count(key, limit, at) for limit in limits)


def _count(key: tuple[object, ...], limit: Limit, at: datetime) -> bool:
    named = "\n".join([str(limit.within), *map(str, key)])
    ends_at = at + limit.within
    window, _created = LimitWindow.objects.get_or_create(
        key=hashlib.sha256(named.encode()).hexdigest(), defaults={"ends_at": ends_at}
    )
    row = LimitWindow.objects.filter(pk=window.pk)
    row.filter(ends_at__lte=at).update(ends_at=ends_at, count=0)
    return bool(row.filter(count__lt=limit.amount).update(count=F("count") + 1))


COOKIE = SignedCookie(name="known_browser", salt="accounts.known_browser", max_age=timedelta(days=365))
MOST_ADDRESSES = 5
"""Stored for one browser: the last ones that signed in."""


def find_known_browser(request: HttpRequest, email: str) -> str:
    """The name of this browser if this address has signed in with it before; else an empty text."""
    browser, addresses = _read(request)
    return browser if _digest(email) in addresses else ""


def find_visiting_browser(request: HttpRequest) -> str:
    """The name of a browser in which nobody has signed in yet: the token of its forms, which proves nothing."""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Let this browser prove later that this address has signed in with it. Side effect: a cookie."""
    browser, addresses = _read(request)
    digest = _digest(email)
    digests = [digest, *(other for other in addresses if other != digest)][:MOST_ADDRESSES]
    COOKIE.give(response, [browser or secrets.token_hex(8), digests])


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    browser, addresses = COOKIE.read(request) or ("", [])
    return browser, addresses


def _digest(email: str) -> str:
    return salted_hmac(COOKIE.salt, normalise_email(email)).hexdigest()[:20]
