"""The homes a person may have: each app registers those it serves, with what waits there."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from programmes.capabilities import Capability


@dataclass(frozen=True)
class Home:
    """``waiting(user, at)`` counts what is to be done there, in a query or two, for the switcher."""

    capability: Capability
    label: "str | Promise"
    url_name: str
    prefix: str
    waiting: Callable[[Any, datetime], int] | None = None


_homes: list[Home] = []


def register(home: Home) -> None:
    if home not in _homes:
        _homes.append(home)


def homes() -> list[Home]:
    """In the order in which apps were loaded: organiser, reviewer, holder, coaching, support."""
    return list(_homes)
