"""Several threads that act at the same instant."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

TABS = 4
LOOKS = 600
"""Times that the first looks whether the second waits for it, twenty a second."""
BLOCKS_ANOTHER = """
    SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""


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


def in_turn(first: Callable[[], Any], second: Callable[[], Any]) -> tuple[Any, Any]:
    """What each got: the second begins once the first did all it does, and comes to a row that the first locked."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            done = first()
            waiting = pool.submit(_catch, second)
            wait_until_blocked(waiting)
        return done, waiting.result(timeout=30)


def wait_until_blocked(waiting: Future[Any]) -> None:
    for _look in range(LOOKS):
        with connection.cursor() as cursor:
            cursor.execute(BLOCKS_ANOTHER)
            if cursor.fetchone() == (True,):
                return
        assert not wait([waiting], timeout=0.05).done, "the second did not wait for the first"
    pytest.fail("the second never came to a row of the first")


def _catch(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Exception as problem:
        return problem
    finally:
        connections.close_all()
