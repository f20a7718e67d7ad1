"""What every row that a worker claims has in common: its state, its claim, how often it was tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

QUEUED = "queued"
FAILED = "failed"


@dataclass(frozen=True, kw_only=True)
class JobLimits:
    """How long, how often and how many at once, for one kind of row."""

    attempts: int
    """How many claims a row may take; what its last worker does not end has failed."""
    stuck_after: timedelta
    """A claim this old, made or renewed, belongs to a worker that died."""
    batch: int
    """How many rows one worker claims at once, or one sweep asks for again."""
    overdue_after: timedelta = timedelta(0)
    """How long a new row's call may be on its way; later, the call was lost or the workers are busy."""
    back_off: tuple[timedelta, ...] = ()
    """How long a row waits after its first, second, … failure; none: a failure is final."""


J = TypeVar("J", bound="Job")


class JobQuerySet(models.QuerySet[J]):
    def due(self, at: datetime) -> Self:
        """Queued, and their hour has come; oldest first."""
        return self.filter(state=QUEUED, due_at__lte=at).order_by("due_at", "pk")

    def overdue(self, at: datetime) -> Self:
        """Due, and no call for them is on its way any more. A row tried before has none: nobody called again."""
        late = Q(due_at__lt=at - self.model.limits.overdue_after)
        return self.due(at).filter(late | Q(attempts__gt=0))

    def stuck(self, at: datetime) -> Self:
        """Claimed long ago and never ended: their worker died."""
        since = at - self.model.limits.stuck_after
        return self.filter(state=self.model.WORKING, claimed_at__lt=since).order_by("pk")


class Job(models.Model):
    """A row that workers claim. Its class names the state of a claimed row, and its limits.

    ``claim`` and ``claimed_at`` together are the row's version while a worker has it: every write checks both, so
    that neither a worker that comes back too late nor a sweep that read too early undoes what the other did.
    """

    WORKING: ClassVar[str]
    limits: ClassVar[JobLimits]
    PROGRESS: ClassVar[tuple[str, ...]] = ()
    """Counters of how far the work has gone: zero again at each claim."""

    state = models.CharField(max_length=10, default=QUEUED)
    due_at = models.DateTimeField()
    claim = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def is_spent(self) -> bool:
        """Whether it has had all its attempts."""
        return self.attempts >= self.limits.attempts

    @property
    def columns_at_end(self) -> dict[str, object]:
        """What is erased of an ended row: column → value."""
        return {}
