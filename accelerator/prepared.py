"""Queries that are built and compiled once, then asked with other values.

Django builds and compiles a query anew each time it is asked, which costs one to three milliseconds of a page, several
times what the database takes. What every page asks is prepared instead::

    _held = Prepared(
        lambda user: Role.objects.active().filter(user=user).order_by("pk"),
        user=models.BigIntegerField(),
    )
    _held.ask(user=request.user.pk)

The values stand in the query as expressions: what builds it filters by them, and may neither compare nor look into
them. What else it depends on (a flag, the names of roles) is given as it is, and there is one query for each.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql import Query
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row")


@dataclass(frozen=True)
class _Gap:
    """Where a value goes among the parameters."""

    name: str
    field: "models.Field[Any, Any]"


class LaterValue(Expression):
    """A value that is known when the query is asked."""

    def __init__(self, name: str, output_field: "models.Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (_Gap(self.name, self.output_field),)


class _CompiledQuery(Query):
    """Gives the compiler that holds its statement."""

    compiled: SQLCompiler

    def get_compiler(
        self, using: Any = None, connection: Any = None, elide_empty: bool = True
    ) -> SQLCompiler:
        return self.compiled


@dataclass(frozen=True)
class _Statement:
    """``sql`` is empty where no row can answer, whatever is asked."""

    queryset: "models.QuerySet[Any]"
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]


class Prepared(Generic[Row]):
    """``make`` takes what is asked and builds the queryset; ``fields``: of each value that changes, what it is.

    Nothing else may change between two calls: neither the language nor the instant.
    """

    def __init__(
        self, make: "Callable[..., models.QuerySet[Any, Row]]", **fields: "models.Field[Any, Any]"
    ) -> None:
        self._make, self._fields = make, fields
        self._statements: dict[Any, _Statement] = {}

    def ask(self, **values: Any) -> list[Row]:
        """All rows. One query, more where the queryset prefetches. Raises ``TypeError`` for a value that lacks."""
        given = {name: values.pop(name) for name in self._fields if name in values}
        if len(given) < len(self._fields):
            raise TypeError(f"asked without {', '.join(self._fields.keys() - given.keys())}")
        statement = self._find(values)
        return list(_bind(statement, given)) if statement.sql else []

    def find(self, **values: Any) -> Row | None:
        """The first row, if there is one: what is prepared reads no more. As :meth:`ask`."""
        return next(iter(self.ask(**values)), None)

    def _find(self, flags: dict[str, Any]) -> _Statement:
        key = tuple(flags.items())
        known = self._statements.get(key)
        if known is None:
            known = self._statements[key] = self._compile(flags)
        return known

    def _compile(self, flags: dict[str, Any]) -> _Statement:
        asked = {name: LaterValue(name, field) for name, field in self._fields.items()}
        queryset = self._make(**asked, **flags)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        return _Statement(queryset, compiler, sql, tuple(params))


def _bind(statement: _Statement, given: dict[str, Any]) -> "models.QuerySet[Any]":
    """The queryset, its statement asked with these values when it is read."""
    made = statement.queryset
    connection = connections[made.db]
    _check_locks(made, connection)
    params = tuple(
        param.field.get_db_prep_value(given[param.name], connection) if isinstance(param, _Gap) else param
        for param in statement.params
    )
    # what the compiler found out while it compiled is there; the connection is that of this thread
    compiler: Any = copy.copy(statement.compiler)
    compiler.connection, compiler.as_sql = connection, lambda *_args, **_kwargs: (statement.sql, params)
    query: Any = made.query.chain(_CompiledQuery)
    query.compiled = compiler
    bound: Any = type(made)(made.model, query=query, using=made.db)
    for name in ("_iterable_class", "_fields", "_known_related_objects", "_prefetch_related_lookups"):
        setattr(bound, name, getattr(made, name))
    return bound


def _check_locks(made: "models.QuerySet[Any]", connection: BaseDatabaseWrapper) -> None:
    """What the compiler asks of a query that locks its rows. Raises ``TransactionManagementError``."""
    locks = made.query.select_for_update and connection.features.has_select_for_update
    if locks and connection.get_autocommit():
        raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
