"""Several threads that do one thing at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections

TABS = 4


def at_once(act: Callable[[int], Any], tabs: int = TABS) -> list[Any]:
    """What each of these threads got, started together."""
    gate = Barrier(tabs)

    def run_one(tab: int) -> Any:
        try:
            gate.wait()
            return act(tab)
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(tabs) as pool:
        return list(pool.map(run_one, range(tabs)))
