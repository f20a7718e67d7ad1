"""Rate limits are counted in the cache: each test starts with none used."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_limit_used_up() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()
