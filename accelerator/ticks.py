"""Counters that screens follow: the database has the truth, the cache spares asking it for each screen."""

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.cache import cache
from django.db import models, transaction

FRESH_S = 0.4
"""A count that was read so long ago is asked for again: a cache that other processes do not share knows no better."""
KEPT_S = 30


@dataclass(frozen=True)
class TickCounter:
    """The column ``tick`` of the one row of ``model`` that each ``owner`` (name of its key) has."""

    model: type[models.Model]
    owner: str

    def take(self, owner: int) -> int:
        """The next tick, under the lock of the row until the transaction ends. Two queries, three at first.

        Side effects: the row, made if there was none; the cache once it is done.
        """
        # an update holds the row until the end: ticks are taken one at a time, in the order they commit
        rows: models.QuerySet[Any] = self.model._default_manager.filter(**{self.owner: owner})
        if not rows.update(tick=models.F("tick") + 1):
            named: dict[str, Any] = {f"{self.owner}_id": owner}
            self.model._default_manager.get_or_create(**named)
            rows.update(tick=models.F("tick") + 1)
        tick: int = rows.values_list("tick", flat=True).get()
        # not before: a screen would ask for what it cannot see yet, and never again
        transaction.on_commit(partial(self._remember, owner, tick))
        return tick

    def read(self, owner: int) -> int:
        """The present tick, at most ``FRESH_S`` late. No query while the cache knows it, else one."""
        known = cache.get(self.key(owner))
        # a clock that was put back makes ages below zero: asked again
        if known and 0 <= time.time() - known[1] < FRESH_S:
            return int(known[0])
        rows = self.model._default_manager.filter(**{self.owner: owner})
        tick = rows.values_list("tick", flat=True).first() or 0
        self._remember(owner, tick)
        return tick

    def _remember(self, owner: int, tick: int) -> None:
        cache.set(self.key(owner), [tick, time.time()], KEPT_S)

    def key(self, owner: int) -> str:
        """Under which the cache keeps a count."""
        return f"tick:{self.model._meta.label_lower}:{owner}"
