"""Jobs of stored files."""

import logging

from celery import shared_task
from django.utils import timezone

from accelerator.files import erasing

logger = logging.getLogger(__name__)


@shared_task(name="files.erase_orphans")
def erase_orphans() -> None:
    """Erase files that no row refers to; log an error, and erase none, when there are too many."""
    try:
        erasing.erase_orphans(at=timezone.now())
    except erasing.TooManyOrphans as problem:
        logger.error("Nothing was erased: %s. Is this the database of these files?", problem)
