"""A public page is drawn again only when what it was drawn from is no longer the same.

Its view reads the rows for each visitor; drawing them, two thirds of the cost, is done once for the same rows, in the
same language, at the same address, and again when the seconds that a shared page lives are over: what a page says of
the time of day is no older than that. Each process remembers its own. A page that reads the database while it is
drawn is drawn each time: nobody knows what it read.
"""

import pickle
import time
from collections import OrderedDict
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from accelerator.web.impersonal import is_personal, strip_token, with_token

MOST_PAGES = 128
Key = tuple[str, str | None, str, float, bytes]
_pages: OrderedDict[Key, str] = OrderedDict()
_lock = Lock()


def draw(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """Django's ``render`` for a page that is the same for everybody who reads the same rows."""
    seconds = settings.PUBLIC_PAGE_SECONDS
    if not seconds or is_personal(request):
        return render(request, template, context)
    try:
        rows = serialise(context or {})
    except (pickle.PicklingError, AttributeError, TypeError):  # nobody knows whether such a value changed
        return render(request, template, context)
    key = (template, get_language(), request.get_full_path(), time.time() // seconds, rows)
    content = _recall(key)
    if content is None:
        statements = _Statements()
        with connection.execute_wrapper(statements):
            content = strip_token(render(request, template, context).content.decode())
        if not statements.number:
            _remember(key, content)
    return with_token(request, content)


def serialise(context: dict[str, Any]) -> bytes:
    """What a context holds, to be compared: the same bytes mean the same rows. Raises what ``pickle.dumps`` does."""
    rows = {name: list(value) if isinstance(value, QuerySet) else value for name, value in context.items()}
    return pickle.dumps(rows, pickle.HIGHEST_PROTOCOL)


class _Statements:
    """How many statements were executed while it stood around them."""

    number = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def _recall(key: Key) -> str | None:
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
        return _pages.get(key)


def _remember(key: Key, content: str) -> None:
    with _lock:
        _pages[key] = content
        if len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)
