"""Jobs of the programmes."""

import logging

from celery import shared_task
from django.utils import timezone

from programmes.actions import table_imports

logger = logging.getLogger(__name__)


@shared_task(name="programmes.sweep_imports")
def sweep_imports() -> None:
    """Erase the tables that nobody imported within a week."""
    expired = table_imports.delete_expired(at=timezone.now())
    if expired:
        logger.info("%d tables to import reached the end of their week", expired)
