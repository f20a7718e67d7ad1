"""Queries of every request of a signed-in person, compiled once: roles, edition, own dossier, conflicts, room, menus.

Building and compiling a query takes Django one to three milliseconds, several times what the database takes. A
:class:`PreparedQuery` is built with a placeholder for each value that changes::

    _roles = PreparedQuery(
        lambda user: Role.objects.active().filter(user=user).order_by("pk"),
        user=models.BigIntegerField(),
    )
    _roles.fetch(user=request.user.pk)

This replaces methods of Django's compiler. With a version of Django that it was not tested with, each query is an
ordinary queryset, built each time. Everywhere else in the code, queries are ordinary querysets.
"""

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeAlias, TypeVar

import django
from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.sql.compiler import SQLCompiler

from accelerator.types import Values

TESTED_WITH = {(5, 2)}
"""Versions of Django: add one once ``tests/accelerator/test_prepared.py`` passes with it."""

AnyField: TypeAlias = "models.Field[Any, Any]"
Row = TypeVar("Row")


@dataclass(frozen=True)
class _Parameter:
    """The place of a value among the parameters of a statement."""

    name: str
    field: AnyField


class _Placeholder(Expression):
    """Placeholder in a queryset for a value that is set when the query is executed."""

    def __init__(self, name: str, output_field: AnyField) -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        return "%s", (_Parameter(self.name, self.output_field),)


@dataclass(frozen=True)
class CompiledStatement:
    """A queryset compiled to SQL. ``sql`` is empty where no row can match."""

    queryset: "models.QuerySet[Any]"
    compiler: SQLCompiler
    sql: str
    params: tuple[object, ...]


class PreparedQuery(Generic[Row]):
    """A query that is built once and executed with other values. ``build`` takes the values and returns the queryset;
    ``fields``: the type of each value that changes.

    ``build`` filters by these values and may not look into them; it depends on neither the language nor the clock.
    Its other arguments (a flag, names of relations) are part of the statement: there is one for each combination.
    """

    def __init__(self, build: "Callable[..., models.QuerySet[Any, Row]]", **fields: AnyField) -> None:
        self.build, self.fields = build, fields
        self._statements: dict[object, CompiledStatement] = {}

    def fetch(self, **values: object) -> list[Row]:
        """All rows, in one query. Raises ``KeyError`` for a missing value."""
        if django.VERSION[:2] not in TESTED_WITH:
            return list(self.build(**values))
        flags = {name: value for name, value in values.items() if name not in self.fields}
        key = tuple(flags.items())
        if key not in self._statements:
            self._statements[key] = self.compile(**flags)
        return list(_bind(self._statements[key], values))

    def compile(self, **flags: object) -> CompiledStatement:
        placeholders = {name: _Placeholder(name, field) for name, field in self.fields.items()}
        queryset = self.build(**placeholders, **flags)
        compiler = queryset.query.get_compiler(using=queryset.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            sql, params = "", ()
        return CompiledStatement(queryset, compiler, sql, tuple(params))


def _bind(statement: CompiledStatement, values: Values) -> "models.QuerySet[Any]":
    """The queryset with these values, on the connection of this thread."""
    if not statement.sql:
        return statement.queryset.none()
    connection = connections[statement.queryset.db]
    params = tuple(
        param.field.get_db_prep_value(values[param.name], connection)
        if isinstance(param, _Parameter)
        else param
        for param in statement.params
    )
    # a compiler remembers the columns of what it compiled: its copy only has other parameters
    compiler: Any = copy.copy(statement.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *_args, **_kwargs: (statement.sql, params)
    bound = statement.queryset.all()
    query: Any = bound.query
    query.get_compiler = lambda *_args, **_kwargs: compiler
    return bound
