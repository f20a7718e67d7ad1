"""After a service failed, do not call it for a moment, so that people do not wait for it each time."""

import logging
import time

logger = logging.getLogger(__name__)

PAUSE_S = 10.0
LOGGED_EVERY_S = 60.0


class Pause:
    """Pauses calls to one service in one process."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._ends = self._logs_again = 0.0

    @property
    def is_on(self) -> bool:
        """Whether the service failed a moment ago."""
        return time.monotonic() < self._ends

    def begin(self, problem: Exception) -> None:
        """Begin a pause; logs a line, once a minute at most."""
        now = time.monotonic()
        self._ends = now + PAUSE_S
        if now >= self._logs_again:
            self._logs_again = now + LOGGED_EVERY_S
            logger.warning("%s does not answer, one goes on without it: %s", self.name, problem)
