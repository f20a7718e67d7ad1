"""What each answer cost the server, said in a header: SQL statements, their time, processor time."""

import re
import time
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

HEADER = "X-Cost"
HOUSEKEEPING = re.compile(r"^\s*(savepoint|release|rollback|begin|commit|set|pragma)\b", re.IGNORECASE)


class StatementCountMiddleware:
    """Adds ``X-Cost: 7; 3.1; 12.4`` to every answer: statements, their milliseconds, processor milliseconds.

    Savepoints do not count. Processor time is this thread's own: it stays the same on a machine that is busy.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count, spent, began = 0, 0.0, time.thread_time()

        def execute(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
            nonlocal count, spent
            started = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                if not HOUSEKEEPING.match(sql):
                    count += 1
                    spent += time.perf_counter() - started

        with connections["default"].execute_wrapper(execute):
            response = self.get_response(request)
        response[HEADER] = f"{count}; {spent * 1000:.1f}; {(time.thread_time() - began) * 1000:.1f}"
        return response
