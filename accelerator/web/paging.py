"""Pages of a list whose length is known."""

from functools import cached_property
from typing import TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def read_page(rows: "QuerySet[Row]", number: str | None, per_page: int) -> "Page[Row]":
    """A page of these rows: one query for a list of one page; two otherwise."""
    if number not in {None, "", "1"}:
        return Counted(rows, per_page).get_page(number)
    first = list(rows[: per_page + 1])
    total = len(first) if len(first) <= per_page else None
    return Page(first[:per_page], 1, Counted(rows, per_page, total=total))


class Counted(Paginator):
    """A paginator that takes the number of rows, when it is known without a query.

    A page past the middle of an ordered queryset is read from its end: the database then skips the fewer rows.
    """

    def __init__(self, rows: "QuerySet[Model]", per_page: int, *, total: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows, self.total = rows, total

    @cached_property
    def count(self) -> int:
        return super().count if self.total is None else self.total

    def page(self, number: int | str) -> "Page[Model]":
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if first <= self.count // 2:
            return super().page(number)
        last = min(first + self.per_page, self.count)
        rows = list(self.rows.reverse()[self.count - last : self.count - first])
        return Page(rows[::-1], number, self)
