"""The shape of what the API answers; long lists page by page, so that the last page costs as much as the first."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import BaseModel

from accelerator.types import Json


class OutSchema(BaseModel):
    """An answer, described as a dict. Not ninja's ``Schema``, which asks for each field of each row in Python: that
    took half the time of a list of a thousand.
    """


def read_euros(amount: Decimal | None) -> float | None:
    """Euros as a number of JSON, cents after the point."""
    return None if amount is None else float(amount)


Item = TypeVar("Item")
MOST = 1000


class PageQuery(Schema):
    """The query parameters of a list: how many rows, after which one."""

    limit: int = Field(100, ge=1, le=MOST)
    after: str = Field("", max_length=100, pattern=r"^[^\x00]*$")  # PostgreSQL has no text with a NUL


class ApiPage(OutSchema, Generic[Item]):
    """``next``: the address of the next page, ``null`` on the last one."""

    items: list[Item]
    next: str | None = None


def paginate(
    request: HttpRequest,
    rows: QuerySet[Any],
    page: PageQuery,
    *,
    key: str,
    describe: Callable[[Sequence[Any]], list[Any]],
) -> Json:
    """One page of ``rows``, in the order of ``key`` (a unique text column), each put in words by ``describe``.

    One query, and those of ``describe``.
    """
    if page.after:
        rows = rows.filter(**{f"{key}__gt": page.after})
    page_rows = list(rows.order_by(key)[: page.limit + 1])
    listed = page_rows[: page.limit]
    address = None
    if len(page_rows) > len(listed):
        query = request.GET.copy()
        query["after"] = getattr(listed[-1], key)
        address = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return {"items": describe(listed), "next": address}
