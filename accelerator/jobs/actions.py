"""Claim a row, end it, try it again, take it back from a worker that died: by compare-and-set, once for all jobs.

No row is locked while its work is done.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar, cast

from django.db import transaction
from django.db.models import F, QuerySet

from accelerator.jobs.broker import enqueue
from accelerator.jobs.models import QUEUED, Job, JobQuerySet

logger = logging.getLogger(__name__)

J = TypeVar("J", bound=Job)


def claim_one(model: type[J], pk: int, *, at: datetime, related: Sequence[str] = ()) -> J | None:
    """Take this row for this worker alone, with what it is ``related`` to; ``None`` if it is not queued.

    Side effects: it is claimed, one more attempt is counted, its progress starts afresh.
    """
    claim = _take(_select_jobs(model).filter(pk=pk), at)
    # Read back by the claim: of two workers on one row, only the one whose UPDATE found it queued finds it
    # here.
    return _select_jobs(model).filter(pk=pk, claim=claim).select_related(*related).first()


def claim_batch(rows: JobQuerySet[J], *, at: datetime, size: int | None = None) -> list[J]:
    """Take the queued ones of these rows for this worker alone, ``size`` or ``limits.batch`` at most, in their order.

    Side effects: those of :func:`claim_one`, for each.
    """
    model = rows.model
    with transaction.atomic():
        # Two workers that come at once share the queue instead of waiting for each other's rows.
        free = rows.filter(state=QUEUED).select_for_update(skip_locked=True)
        ids = list(free.values_list("pk", flat=True)[: size or model.limits.batch])
        claim = _take(_select_jobs(model).filter(pk__in=ids), at)
    # Read after the commit: the work itself holds no lock.
    return list(_select_jobs(model).filter(claim=claim).order_by("due_at", "pk"))


def renew(job: Job, *, at: datetime, **columns: object) -> bool:
    """Give a sign of life, and write how far the work has gone; ``False`` if the row is not ours any more."""
    if not _select_own(job).update(claimed_at=at, **columns):
        return False
    job.claimed_at = at
    return True


def end(job: Job, *, state: str, **columns: object) -> bool:
    """Close our claim for good; ``False`` if the row is not ours any more. Side effect: the row, in one UPDATE."""
    return bool(_select_own(job).update(state=state, claim=None, **columns, **job.columns_at_end))


def drop(job: Job) -> bool:
    """Take our row away: there is nothing to do; ``False`` if it is not ours any more."""
    return bool(_select_own(job).delete()[0])


def retry(job: Job, *, at: datetime, error: str) -> bool:
    """Queue our row again, after the delay of its class; ``False`` if it is no longer ours. Ask ``is_spent`` first."""
    waits = job.limits.back_off
    # Past the last step the last wait goes on.
    wait = waits[min(job.attempts, len(waits)) - 1] if waits else timedelta(0)
    return bool(_select_own(job).update(state=QUEUED, claim=None, due_at=at + wait, error=error))


def release(jobs: Sequence[Job]) -> None:
    """Give back rows of one claim, one at least, that there is no time to work on; it was no attempt."""
    model = type(jobs[0])
    ours = model._default_manager.filter(
        pk__in=[job.pk for job in jobs], claim=jobs[0].claim, state=model.WORKING
    )
    ours.update(state=QUEUED, claim=None, attempts=F("attempts") - 1)


def requeue_stuck(
    model: type[J],
    *,
    at: datetime,
    give_up: Callable[[J], bool],
    clean_up: Callable[[J], None] | None = None,
) -> int:
    """Queue again what dead workers left, at its hour; returns how many rows moved.

    ``give_up`` ends one that has had all its attempts, by :func:`end`; ``clean_up`` removes what a dead worker left
    beside the row. A row whose worker gave a sign of life since it was read is left alone.
    """
    moved = 0
    for job in _select_jobs(model).stuck(at):
        if job.is_spent:
            taken = give_up(job)
        else:
            taken = bool(_select_own(job).update(state=QUEUED, claim=None, **_no_progress(model)))
        if taken and clean_up:
            clean_up(job)
        moved += taken
    if moved:
        logger.warning("%d rows of %s were left by a worker that died", moved, model._meta.label_lower)
    return moved


def request_again(model: type[Job], name: str, *, at: datetime) -> None:
    """Send again the job ``name`` of rows whose call was lost, or that were taken back, oldest first."""
    overdue = _select_jobs(model).overdue(at).values_list("pk", flat=True)
    for pk in overdue[: model.limits.batch]:
        enqueue(name, pk)


def _take(rows: JobQuerySet[J], at: datetime) -> uuid.UUID:
    """Claim the queued ones of these rows; returns the claim."""
    claim = uuid.uuid4()
    model = rows.model
    rows.filter(state=QUEUED).update(
        state=model.WORKING,
        claim=claim,
        claimed_at=at,
        attempts=F("attempts") + 1,
        **_no_progress(model),
    )
    return claim


def _select_own(job: Job) -> QuerySet[Job]:
    """The row of this job, as long as nobody else has claimed, renewed or ended it."""
    return type(job)._default_manager.filter(
        pk=job.pk, claim=job.claim, claimed_at=job.claimed_at, state=job.WORKING
    )


def _no_progress(model: type[Job]) -> dict[str, int]:
    return dict.fromkeys(model.PROGRESS, 0)


def _select_jobs(model: type[J]) -> JobQuerySet[J]:
    return cast("JobQuerySet[J]", model._default_manager.all())
