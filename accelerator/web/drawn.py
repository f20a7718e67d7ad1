"""A public page is drawn again only when what it was drawn from is no longer the same.

Its view reads the rows for each visitor; drawing them, two thirds of the cost, is done once for the same rows, in the
same language, at the same address, and again when the seconds that a shared page lives are over: what a page says of
the time of day is no older than that. Each process remembers its own. A page that reads the database while it is
drawn is drawn each time: nobody knows what it read.
"""

import dataclasses
import time
from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from threading import Lock
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language

from accelerator.web.impersonal import is_personal, strip_token, with_token

MOST_PAGES = 128
PLAIN = {type(None), str, bytes, int, float, bool, date, datetime, timedelta, Decimal, UUID}
"""Types whose values say all by themselves."""
_pages: OrderedDict[Hashable, str] = OrderedDict()
_lock = Lock()


class NotFrozen(Exception):
    """Nobody knows whether this value changed."""


def draw(request: HttpRequest, template: str, context: dict[str, Any] | None = None) -> HttpResponse:
    """Django's ``render`` for a page that is the same for everybody who reads the same rows."""
    seconds = settings.PUBLIC_PAGE_SECONDS
    if not seconds or is_personal(request):
        return render(request, template, context)
    try:
        rows = freeze(context or {}, set())
    except NotFrozen:
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


def freeze(value: Any, seen: set[int]) -> Hashable:
    """What ``value`` says, as something that can be compared. Raises NotFrozen.

    ``seen``: identities of the rows met on the way; a row that leads back to another is told once.
    """
    if type(value) in PLAIN or isinstance(value, str | int):
        return value
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Model):
        if id(value) in seen:
            return value.pk
        seen.add(id(value))
        return type(value), freeze(value.__dict__, seen), freeze(value._state.fields_cache, seen)
    if isinstance(value, Mapping):
        return tuple(
            (key, item if type(item) in PLAIN else freeze(item, seen))
            for key, item in value.items()
            if key != "_state"
        )
    if isinstance(value, list | tuple | QuerySet):
        return tuple(freeze(item, seen) for item in value)
    if dataclasses.is_dataclass(value):
        return type(value), freeze(vars(value), seen)
    raise NotFrozen(type(value).__name__)


class _Statements:
    """How many statements were executed while it stood around them."""

    number = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        self.number += 1
        return execute(*arguments)


def _recall(key: Hashable) -> str | None:
    with _lock:
        if key in _pages:
            _pages.move_to_end(key)
        return _pages.get(key)


def _remember(key: Hashable, content: str) -> None:
    with _lock:
        _pages[key] = content
        if len(_pages) > MOST_PAGES:
            _pages.popitem(last=False)
