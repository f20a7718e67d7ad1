"""Jobs of the API."""

from celery import shared_task
from django.utils import timezone

from accelerator.api import actions


@shared_task(name="api.purge")
def purge() -> None:
    """Forget tokens that ended long ago."""
    actions.purge_ended(at=timezone.now())
