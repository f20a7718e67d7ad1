"""Jobs of the accounts."""

import logging

from celery import shared_task
from django.core.management import call_command
from django.utils import timezone

from accelerator.accounts import actions

logger = logging.getLogger(__name__)


@shared_task(name="accounts.purge")
def purge() -> None:
    """Forget what nobody came back for: accounts never entered, sessions that ended, counts of the past."""
    at = timezone.now()
    purged = actions.purge_unproven(at=at)
    actions.purge_counts(at=at)
    call_command("clearsessions")
    if purged:
        logger.info("%d accounts that nobody entered are gone", purged)
