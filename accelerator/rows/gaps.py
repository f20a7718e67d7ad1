"""HTML drawn once for all that is alike, on every page: what is each one's own stands as gaps, filled in later."""

import re
from collections.abc import Callable, Hashable, Mapping
from typing import Any
from uuid import UUID

from django.template import Context
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

UID, NEXT_UID = UUID("7f3c9a52-6f0e-4d8b-9b6a-0d6b5e1c2a47"), UUID("c9a4d2f8-17e6-4b3c-b0d2-6e8f5a31c704")
"""Identifiers that stand in the place of a row's own, and of one that may hang on it: addresses have them too."""
MOST = 2000
"""Drawings that a process keeps."""

_GAPS = re.compile(f"({UID}|{NEXT_UID}|⁂[a-z_]+⁂)")
_kept: "dict[Hashable, Drawn]" = {}


def gap(name: str) -> str:
    """What stands in the place of something of one's own. ``name``: as those of Python, without digits."""
    return f"⁂{name}⁂"


TOKEN = gap("token")
"""Of the forms of one page."""


class Drawn:
    """HTML with gaps."""

    def __init__(self, html: str) -> None:
        self.pieces = _GAPS.split(html)

    def fill(self, told: Mapping[str, str]) -> SafeString:
        """``told``: gap → what is put there, as HTML. Others stay."""
        return SafeString("".join([told.get(piece, piece) for piece in self.pieces]))


def keep_drawn(key: Hashable, draw: Callable[[], str]) -> Drawn:
    """What ``draw`` makes in the present language, once for all that has this key."""
    whole = key, get_language()
    drawn = _kept.get(whole)
    if drawn is None:
        drawn = Drawn(draw())
        if len(_kept) < MOST:
            _kept[whole] = drawn
    return drawn


class GapTemplate:
    """A template for what a page has by the dozen."""

    def __init__(self, name: str) -> None:
        self._template: Any = get_template(name).template  # type: ignore[attr-defined]

    def draw(self, likeness: Hashable, context: Context, tell: Callable[[], Mapping[str, Any]]) -> Drawn:
        """What all that has this likeness is drawn as.

        ``tell``: what the template reads, which follows from the likeness. It reads nothing else of the page, so
        that nothing of one page shows on another.
        """

        def draw() -> str:
            return str(self._template.render(context.new({"csrf_token": TOKEN, **tell()})))

        return keep_drawn((self._template, likeness), draw)
