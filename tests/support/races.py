"""Several threads that act at the same instant."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

from django.db import connections

TABS = 4


def run_together(*acts: Callable[[], Any]) -> list[Any]:
    """What each of these acts returned or raised, started together."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            gate.wait(timeout=60)
            return act()
        except Exception as problem:
            return problem
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def at_once(act: Callable[[int], Any], tabs: int = TABS) -> list[Any]:
    """What each of these threads got, which do one thing."""
    return run_together(*(partial(act, tab) for tab in range(tabs)))
