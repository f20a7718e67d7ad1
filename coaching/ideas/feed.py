"""What screens ask for every other second, drawn once for all of them: the changes of the last ticks, by tick."""

from threading import Lock
from typing import Any

from django.core.cache import cache
from django.utils import timezone

from coaching.ideas.queries import RoundShown, read_board, read_changes

SPAN = 60
"""Ticks that one drawing holds: a screen that is further behind has its own."""
KEPT_S = 30
_drawing = Lock()
"""Of a process: the first thread draws, the others read what it drew."""


def read_feed(session_id: int, since: int, tick: int) -> dict[str, Any]:
    """The body of an answer to a screen that knows ``since``; two queries for the first who asks at this tick."""
    begins = max(0, tick - SPAN)
    if since < begins:
        return _draw(session_id, since, tick)
    drawn = _recall(session_id, begins, tick)
    return {
        **drawn,
        "ideas": [idea for idea, changed in drawn["ideas"] if changed > since],
        "gone": [pk for pk, changed in drawn["gone"] if changed > since],
    }


def _recall(session_id: int, begins: int, tick: int) -> dict[str, Any]:
    key = f"mix-feed:{session_id}:{tick}"
    drawn: dict[str, Any] | None = cache.get(key)
    if drawn is None:
        with _drawing:
            drawn = cache.get(key)
            if drawn is None:
                drawn = _draw(session_id, begins, tick, dated=True)
                cache.set(key, drawn, KEPT_S)
    return drawn


def _draw(session_id: int, since: int, tick: int, *, dated: bool = False) -> dict[str, Any]:
    """``dated``: each change beside its tick."""
    board = read_board(session_id, timezone.now())
    ideas, gone = read_changes(session_id, since, shows_names=board.shows_names)
    return {
        "tick": tick,
        "round": _tell_round(board.round) if board.round else None,
        "names": board.shows_names,
        "seats": board.seats,
        "ideas": ideas if dated else [idea for idea, _changed in ideas],
        "gone": gone if dated else [pk for pk, _changed in gone],
    }


def _tell_round(shown: RoundShown) -> dict[str, Any]:
    """Hours alone, whatever the time is: an answer serves until the next tick."""
    hours = {"ends": shown.ends_at, "shuts": shown.shuts_at}
    return {
        "number": shown.number,
        **{name: hour and hour.timestamp() * 1000 for name, hour in hours.items()},
    }
