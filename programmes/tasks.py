"""Jobs of the programmes."""

import logging

from celery import shared_task
from django.utils import timezone

from programmes.actions import scheme_imports

logger = logging.getLogger(__name__)


@shared_task(name="programmes.sweep_scheme_imports")
def sweep_scheme_imports() -> None:
    """Let go of the spreadsheets of schemes that nobody imported within a week."""
    let_go = scheme_imports.delete_expired_imports(at=timezone.now())
    if let_go:
        logger.info("%d spreadsheets of schemes reached the end of their week", let_go)
