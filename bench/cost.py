"""What a block of code or an answer costs: SQL statements without savepoints, processor time, seconds."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse

HEADER = "X-Cost"
HOUSEKEEPING = re.compile(r"^\s*(savepoint|release|rollback|begin|commit|set|pragma)\b", re.IGNORECASE)


@contextmanager
def measure_cost(clock: Callable[[], float] = time.process_time) -> Iterator[dict[str, float]]:
    """Fills ``queries``, ``cpu_s`` by ``clock`` and ``value``, in seconds, when the block ends."""
    cost = {"queries": 0}

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        cost["queries"] += not HOUSEKEEPING.match(sql)
        return execute(sql, params, many, context)

    started, began = time.perf_counter(), clock()
    with connection.execute_wrapper(count):
        yield cost
    cost |= {"cpu_s": round(clock() - began, 4), "value": round(time.perf_counter() - started, 3)}


class CostMiddleware:
    """Adds ``X-Cost: 7; 12.4`` to every answer: statements, milliseconds of the processor in its thread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with measure_cost(time.thread_time) as cost:
            response = self.get_response(request)
        response[HEADER] = f"{cost['queries']}; {cost['cpu_s'] * 1000:.1f}"
        return response
