"""Guards that stand during every test: strict templates, shuffled querysets, no network beyond this machine."""

import os
import random
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.template import Context
from django.template.base import FilterExpression, Parser, Variable, VariableDoesNotExist

TEMPLATES = Path(settings.ROOT) / "templates"
OUR_APPS = ("accelerator.", "programmes.", "projects.", "coaching.")
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")
MAY_BE_ABSENT = ("default", "default_if_none")


class UnknownVariable(Exception):
    """A template asks for something its view does not give."""


class StrictVariable(Variable):
    """A name that must be there."""

    where = ""

    def resolve(self, context: Context) -> Any:
        try:
            return super().resolve(context)
        except VariableDoesNotExist as missing:
            raise UnknownVariable(f"{self.where}: {self.var} ({missing.params[0]!r})") from missing


class StrictExpression(FilterExpression):
    """``{{ name }}`` that refuses an unknown name, unless ``|default:`` says at once that it may be absent.

    Conditions (``{% if name %}``) may ask whether something is there: Django resolves them apart.
    """

    def __init__(self, token: str, parser: Parser) -> None:
        super().__init__(token, parser)
        self.strict = None
        first = next((function.__name__ for function, _args in self.filters), "")
        if isinstance(self.var, Variable) and first not in MAY_BE_ABSENT:
            self.strict = FilterExpression(token, parser)
            self.strict.var = StrictVariable(self.var.var)
            self.strict.var.where = str(parser.origin)

    def resolve(self, context: Context, ignore_failures: bool = False) -> Any:
        if self.strict is None or ignore_failures:
            return super().resolve(context, ignore_failures)
        return self.strict.resolve(context)


def compile_filter(self: Parser, token: str) -> FilterExpression:
    """Strict in our own templates, Django's own in those of libraries."""
    ours = self.origin is not None and TEMPLATES in Path(str(self.origin.name)).parents
    return StrictExpression(token, self) if ours else FilterExpression(token, self)


@contextmanager
def strict_templates() -> Iterator[None]:
    """Within it, templates that are compiled are strict about their variables."""
    with replaced(Parser, "compile_filter", compile_filter):
        yield


@contextmanager
def shuffled_querysets() -> Iterator[None]:
    """Within it, rows of our models that nobody put in order come in any order, as a database may give them."""
    fetch_all = QuerySet._fetch_all

    def shuffle(self: "QuerySet[Any]") -> None:
        fresh = self._result_cache is None
        fetch_all(self)
        ours = self.model is not None and self.model.__module__.startswith(OUR_APPS)
        if fresh and ours and not self.ordered and not self.query.combinator:
            random.shuffle(self._result_cache)

    with replaced(QuerySet, "_fetch_all", shuffle):
        yield


@contextmanager
def loopback_only() -> Iterator[None]:
    """Within it, a socket that leaves this machine is refused; servers named in the environment are let through."""
    named = {urlsplit(os.environ.get(name, "")).hostname for name in ("REDIS_URL", "DATABASE_URL")}
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def check(host: Any) -> None:
        if isinstance(host, bytes):
            host = host.decode()
        if host and host not in named and not str(host).startswith(LOOPBACK):
            raise ConnectionRefusedError(f"a test tried to reach {host}")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in resolved:
            check(address[0])
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        found = look_up(host, *args, **kwargs)
        if host in named:
            resolved.update(str(row[4][0]) for row in found)
        return found

    resolved: set[str] = set()
    with (
        replaced(socket.socket, "connect", guarded_connect),
        replaced(socket, "getaddrinfo", guarded_look_up),
    ):
        yield


@contextmanager
def replaced(owner: Any, name: str, substitute: Any) -> Iterator[None]:
    """``owner.name`` is ``substitute`` within it."""
    original = getattr(owner, name)
    setattr(owner, name, substitute)
    try:
        yield
    finally:
        setattr(owner, name, original)
