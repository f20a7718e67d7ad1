"""Who has the room open now, and on which row they write: in the cache, for half a minute; nowhere else.

Two people who come at the same instant may each write over the other: a person who is
missing is back at their next call.
Without a cache nobody is shown.
"""

import time
from dataclasses import dataclass

from django.core.cache import cache

from accelerator.types import Values
from coaching.room.access import ProjectRoom

LASTS_S = 35
"""A page calls every fifteen seconds; one that missed two calls is gone."""
LONGEST = 80
"""Characters of the name of a row."""


@dataclass(frozen=True)
class Here:
    """Somebody else in the room. ``row``: what they write in, as their page names it; "" for nothing."""

    name: str
    row: str


def note_here(room: ProjectRoom, row: str, now: float | None = None) -> list[Here]:
    """Say that this person is there, and who else is, by name. Side effects: the cache alone.

    ``row`` counts for those who write alone. No query.
    """
    now = time.time() if now is None else now
    key, me = f"room-here-{room.participation.pk}", str(room.person.pk)
    known: Values = cache.get(key) or {}
    present = {pk: seen for pk, seen in known.items() if 0 <= now - seen[0] < LASTS_S}
    present[me] = [now, str(room.person), row[:LONGEST] if room.can_write else ""]
    cache.set(key, present, LASTS_S)
    others = [Here(name, at) for pk, (_seen, name, at) in present.items() if pk != me]
    return sorted(others, key=lambda other: (other.name, other.row))
