"""Jobs of the outbox."""

import logging
from math import ceil

from celery import shared_task
from django.utils import timezone

from accelerator.outbox import delivery, reminders
from accelerator.outbox.actions import request_delivery
from accelerator.outbox.models import OutgoingMail

logger = logging.getLogger(__name__)

BATCHES = 40
POSTMEN = 4


@shared_task(name="outbox.deliver")
def deliver() -> None:
    """Send what is due, batch after batch; after a good while, leave the rest to a fresh job."""
    for _batch in range(BATCHES):
        if not delivery.deliver_batch(at=timezone.now()):
            return
    request_delivery()


@shared_task(name="outbox.sweep")
def sweep() -> None:
    """Give back the mails of workers that died, and call as many postmen as there is work for."""
    at = timezone.now()
    delivery.cancel_expired(at=at)
    delivery.free_stuck(at=at)
    batch = OutgoingMail.limits.batch
    due = OutgoingMail.objects.due(at)[: POSTMEN * batch].count()
    if due:
        request_delivery(times=ceil(due / batch))


@shared_task(name="outbox.plan_reminders")
def plan_reminders() -> None:
    """Queue the reminders that are due."""
    written = reminders.plan(timezone.now())
    if written:
        logger.info("%d reminders queued", written)
