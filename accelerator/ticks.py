"""Counters that screens follow."""

from dataclasses import dataclass

from django.db import models

from accelerator.types import Values


@dataclass(frozen=True)
class TickCounter:
    """The column ``tick`` of the one row of ``model`` that each ``owner`` (name of its key) has."""

    model: type[models.Model]
    owner: str

    def take(self, owner: int) -> int:
        """The next tick, under the lock of the row until the transaction ends. Two queries, three at first.

        Side effect: the row, created if there was none.
        """
        # an update holds the row until the end: ticks are taken one at a time, in the order they commit
        rows = self._find_row(owner)
        if not rows.update(tick=models.F("tick") + 1):
            named: Values = {f"{self.owner}_id": owner}
            self.model._default_manager.get_or_create(**named)
            rows.update(tick=models.F("tick") + 1)
        return self.read(owner)

    def read(self, owner: int) -> int:
        """The present tick; 0 before the first. One query."""
        tick: int | None = self._find_row(owner).values_list("tick", flat=True).first()
        return tick or 0

    def _find_row(self, owner: int) -> "models.QuerySet[models.Model]":
        return self.model._default_manager.filter(**{self.owner: owner})
