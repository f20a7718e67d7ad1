"""Tests on real services: PostgreSQL always, Redis when REDIS_URL is set. `make test` gives them both ways."""

from pathlib import Path

import pytest
from django.db import connection

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark all that lives in this folder."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.services)


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    """Refuse SQLite: row locks and concurrent writers are what is being tested."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: run `make test`, or set DATABASE_URL")
