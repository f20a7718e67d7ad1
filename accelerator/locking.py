"""Hold a row together with rows that it names."""

from typing import Any, TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def lock_row(rows: "models.QuerySet[M]", pk: Any, *, no_key: bool = False) -> M:
    """The row of ``rows`` (with what they select besides) once its lock is held. Two queries. Raises ``DoesNotExist``.

    Locked alone, then read: PostgreSQL, having waited, looks again at the row but not at what was joined to it, and
    gives nothing when another one is named meanwhile.
    """
    alone = rows.model._default_manager.select_for_update(no_key=no_key).order_by()
    list(alone.filter(pk=pk).only("pk"))
    return rows.get(pk=pk)
