"""Tasks of rehearsals."""

from celery import shared_task
from django.utils import timezone

from coaching.rehearsal.actions import end_due_rehearsals


@shared_task(name="rehearsal.end")
def end_rehearsals_that_are_due() -> int:
    """Delete the rehearsals of sessions that begin, and those older than a week."""
    return end_due_rehearsals(at=timezone.now())
