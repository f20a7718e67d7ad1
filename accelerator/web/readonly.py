"""GET cannot write: in development and tests, a write during a safe request raises.

Sessions are exempt: the framework keeps them, and they carry no business fact.
"""

import re
from collections.abc import Callable, Mapping

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connections
from django.http import HttpRequest, HttpResponse

SAFE = {"GET", "HEAD", "OPTIONS"}
WRITES = re.compile(r"^\s*(insert|update|delete|replace|merge)\b", re.IGNORECASE)
# An identity provider sends people back by GET, and that is when they are let in; recovery codes note their showing.
WRITES_BY_NATURE = re.compile(r"/account/(sso/[^/]+/callback|security/recovery-codes(/download)?)/")
EXEMPT = re.compile(r'^\s*(insert into|update|delete from)\s+"?django_session"?', re.IGNORECASE)


class WriteDuringGet(RuntimeError):
    """A page that should only read tried to write."""


def refuse_writes(
    execute: Callable[..., object], sql: str, params: object, many: bool, context: Mapping[str, object]
) -> object:
    """A Django execute wrapper that lets reads through."""
    if WRITES.match(sql) and not EXEMPT.match(sql):
        raise WriteDuringGet(sql[:200])
    return execute(sql, params, many, context)


class ReadOnlyGetMiddleware:
    """Wraps each safe request in :func:`refuse_writes`; not installed in production."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.DEBUG and not settings.TESTING:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE or WRITES_BY_NATURE.fullmatch(request.path_info):
            return self.get_response(request)
        with connections["default"].execute_wrapper(refuse_writes):
            return self.get_response(request)
