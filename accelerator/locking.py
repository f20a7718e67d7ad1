"""Lock a row while it is read and written: with the rows it names, or for the form that changes it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import models, transaction

M = TypeVar("M", bound=models.Model)


def lock_row(rows: "models.QuerySet[M]", pk: int, *, no_key: bool = False) -> M:
    """Lock the row ``pk`` and return it, with what ``rows`` selects besides. Two queries. Raises ``DoesNotExist``.

    The row is locked alone, then read: after waiting, PostgreSQL reads the row again but not the rows joined to it, and
    returns nothing when a foreign key has changed meanwhile.
    """
    alone = rows.model._default_manager.select_for_update(no_key=no_key).order_by()
    list(alone.filter(pk=pk).only("pk"))
    return rows.get(pk=pk)


def is_gone(row: models.Model) -> bool:
    """Whether somebody deleted this row since it was read, as one who clicks twice does. One query.

    The caller has locked the row that all those who delete it lock first.
    """
    return not type(row)._default_manager.filter(pk=row.pk).exists()


@contextmanager
def lock_for_form(row: models.Model) -> Iterator[None]:
    """A transaction that locks this row and reads it again, so that a form compares with the stored values, then saves.

    Related rows stay as they were read. Two queries, none for a row without a key. Raises ``DoesNotExist``.
    """
    with transaction.atomic():
        if row.pk:
            own = [field.attname for field in row._meta.concrete_fields if not field.is_relation]
            list(type(row)._default_manager.select_for_update(no_key=True).filter(pk=row.pk).only("pk"))
            row.refresh_from_db(fields=own)
        yield
