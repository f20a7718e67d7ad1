"""Jobs of the committee."""

import logging

from celery import shared_task

from projects.review.actions.correction import update_corrections

logger = logging.getLogger(__name__)


@shared_task(name="projects.correct_scores")
def correct_scores() -> None:
    """Compute again the corrected scores of calls whose reviews changed."""
    updated = update_corrections()
    if updated:
        logger.info("scores of %d calls corrected", updated)
