"""The first card of a home."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise


@dataclass(frozen=True)
class NextAction:
    """The one thing to do (``href``, ``label``), or what comes next. ``due``: before when, to choose among several."""

    title: "str | Promise"
    text: "str | Promise" = ""
    href: str | None = None
    label: "str | Promise" = ""
    due: datetime | None = None
