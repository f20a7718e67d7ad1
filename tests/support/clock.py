"""The clock of the tests that run in one process: it reads the same hour and day whenever they run.

Pages, signatures, cookies and the tests themselves read one clock, which goes on ticking. A test that needs another
hour moves it by the ``time_machine`` fixture: patching ``timezone.now`` alone would leave signatures behind.
Journeys and services run in several processes (browser, workers): all of them read the clock of the machine.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

START = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
"""A Monday at noon in Paris."""
ON_THE_MACHINE_CLOCK = {"journeys", "services"}


class SuiteClock:
    """Plugin of pytest: each module begins at ``START``, fixtures shared by its tests included."""

    def __init__(self) -> None:
        self.module: Path | None = None
        self.travel: time_machine.travel | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if item.path != self.module:
            self.stop()
            self.module = item.path
            if not runs_on_the_machine_clock(item):
                self.travel = time_machine.travel(START, tick=True)
                self.travel.start()

    def pytest_unconfigure(self) -> None:
        self.stop()

    def stop(self) -> None:
        if self.travel is not None:
            self.travel.stop()
            self.travel = None


def runs_on_the_machine_clock(item: pytest.Item) -> bool:
    """Whether the test starts programs that read the clock of the machine."""
    return (
        bool(ON_THE_MACHINE_CLOCK & set(item.path.parts)) or item.get_closest_marker("services") is not None
    )
