"""Counting what a page asks of the database."""

import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

BUDGET = 12
"""Queries of a page at most."""
HOUSEKEEPING = re.compile(r"^\s*(savepoint|release|rollback|begin|commit|set)\b", re.IGNORECASE)


def statements(client: Any, address: str, status: int = 200, *, warm: bool = False) -> list[str]:
    """SQL of one GET, without savepoints. Unless the page is ``warm``, one comes first: what is read once is cached."""
    if not warm:
        client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(address)
    assert response.status_code == status, f"{address}: {response.status_code}"
    return [query["sql"] for query in captured.captured_queries if not HOUSEKEEPING.match(query["sql"])]
