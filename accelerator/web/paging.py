"""Pages of a list whose length is known."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator


class Counted(Paginator):
    """A paginator that is told how many rows there are, when that is known without asking."""

    def __init__(self, rows: Any, per_page: int, *, total: int | None) -> None:
        super().__init__(rows, per_page)
        self.total = total

    @cached_property
    def count(self) -> int:
        return super().count if self.total is None else self.total
