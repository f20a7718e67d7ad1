"""Hold a row while it is read and written: together with rows that it names, or for the form that changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


def lock_row(rows: "models.QuerySet[M]", pk: Any, *, no_key: bool = False) -> M:
    """The row of ``rows`` (with what they select besides) once its lock is held. Two queries. Raises ``DoesNotExist``.

    Locked alone, then read: PostgreSQL, having waited, looks again at the row but not at what was joined to it, and
    gives nothing when another one is named meanwhile.
    """
    alone = rows.model._default_manager.select_for_update(no_key=no_key).order_by()
    list(alone.filter(pk=pk).only("pk"))
    return rows.get(pk=pk)


@contextmanager
def hold(row: models.Model) -> Iterator[None]:
    """A transaction in which nobody else writes this row, read again: a form compares with what stands, then saves.

    What it names is kept as it was read. Two queries, none for a row that is not kept yet. Raises ``DoesNotExist``.
    """
    with transaction.atomic():
        if row.pk:
            own = [field.attname for field in row._meta.concrete_fields if not field.is_relation]
            list(type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).only("pk"))
            row.refresh_from_db(fields=own)
        yield
