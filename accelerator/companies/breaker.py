"""A circuit breaker in the cache: a service that fails is left alone a while, by all processes that share it."""

from django.core.cache import cache

FAILURES_ALLOWED = 3
"""In a row: the third one opens the circuit."""
PAUSE_S = 60
LONGEST_PAUSE_S = 600
"""However long a service asks to be left alone."""


class Breaker:
    """Of one service. Without a shared cache each process has its own: still three failures and a pause each."""

    def __init__(self, name: str) -> None:
        self._open, self._failures = f"breaker:{name}:open", f"breaker:{name}:failures"

    @property
    def is_open(self) -> bool:
        """Whether the service must be left alone now."""
        return bool(cache.get(self._open))

    def record_success(self) -> None:
        cache.delete(self._failures)

    def record_failure(self) -> None:
        """One failure more; the third in a row pauses for a minute."""
        cache.add(self._failures, 0, PAUSE_S * 10)
        try:
            failures = cache.incr(self._failures)
        except ValueError:  # it expired between the two
            failures = 1
        if failures >= FAILURES_ALLOWED:
            self.pause(PAUSE_S)

    def pause(self, seconds: int) -> None:
        """Leave the service alone for so long."""
        cache.set(self._open, True, min(max(seconds, 1), LONGEST_PAUSE_S))
        cache.delete(self._failures)
