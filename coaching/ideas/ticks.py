"""The counter of a session's wall: the database has the truth, the cache spares asking it for each screen."""

import time
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import F

from coaching.models import MixBoard

FRESH_S = 0.4
"""A count that was read so long ago is asked for again: a cache that other processes do not share knows no better."""
KEPT_S = 30


def take_tick(session_id: int) -> int:
    """The next tick of a session, under the lock of its board until the transaction ends. Two queries, three at first.

    Side effects: the board, made if there was none; the cache once it is done.
    """
    # an update holds the row until the end: ticks are taken one at a time, in the order they commit
    if not MixBoard.objects.filter(session=session_id).update(tick=F("tick") + 1):
        MixBoard.objects.get_or_create(session_id=session_id)
        MixBoard.objects.filter(session=session_id).update(tick=F("tick") + 1)
    tick = MixBoard.objects.values_list("tick", flat=True).get(session=session_id)
    # not before: a screen would ask for what it cannot see yet, and never again
    transaction.on_commit(partial(remember_tick, session_id, tick))
    return tick


def remember_tick(session_id: int, tick: int) -> None:
    cache.set(_key(session_id), [tick, time.time()], KEPT_S)


def read_tick(session_id: int) -> int:
    """The present tick, at most ``FRESH_S`` late. No query while the cache knows it, else one."""
    known = cache.get(_key(session_id))
    # a clock that was put back makes ages below zero: asked again
    if known and 0 <= time.time() - known[1] < FRESH_S:
        return int(known[0])
    tick = MixBoard.objects.filter(session=session_id).values_list("tick", flat=True).first() or 0
    remember_tick(session_id, tick)
    return tick


def _key(session_id: int) -> str:
    return f"mix-tick:{session_id}"
