"""The night task of retention."""

from celery import shared_task
from django.utils import timezone

from projects.retention.actions.planned import announce_due, erase_due


@shared_task(name="projects.apply_retention")
def apply_retention() -> int:
    """Erase what was announced for today, then announce what comes."""
    at = timezone.now()
    erased = erase_due(at=at)
    announce_due(at=at)
    return erased
