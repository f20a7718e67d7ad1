"""Signed cookies: a browser proves later what it received, and cannot create or change it itself."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase


@dataclass(frozen=True, kw_only=True)
class SignedCookie:
    """``salt`` is the purpose: a cookie signed for another is refused. It never changes, since browsers have old
    cookies.

    ``max_age``: how long a browser may prove it, whatever ``max-age`` was sent with it; ``None`` leaves that to
    :meth:`give`.
    """

    name: str
    salt: str
    path: str = "/"
    max_age: timedelta | None = None

    def read(self, request: HttpRequest) -> Any:
        """The content of the cookie of this browser; ``None`` without one that we signed."""
        try:
            return signing.loads(request.COOKIES.get(self.name, ""), salt=self.salt, max_age=self.max_age)
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def sign(self, content: object) -> str:
        """The value of the cookie."""
        return signing.dumps(content, salt=self.salt)

    def give(self, response: HttpResponseBase, content: object, *, lasts: timedelta | None = None) -> None:
        """Set the cookie, for ``lasts`` or its own ``max_age``; out of reach of scripts and of other sites."""
        if lasts is None:
            lasts = self.max_age or timedelta(0)
        response.set_cookie(
            self.name,
            self.sign(content),
            max_age=max(0, int(lasts.total_seconds())),
            path=self.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )

    def delete(self, response: HttpResponseBase) -> None:
        """Delete the cookie."""
        response.delete_cookie(self.name, path=self.path, samesite="Lax")
