"""Jobs of applying and choosing."""

import logging

from celery import shared_task
from django.utils import timezone

from projects.actions import exports

logger = logging.getLogger(__name__)


@shared_task(name="projects.build_export")
def build_export(job_id: int) -> None:
    """Build one file, unless another worker has it."""
    if exports.build_queued(job_id=job_id, at=timezone.now()):
        logger.info("export %s is ready", job_id)


@shared_task(name="projects.sweep_exports")
def sweep_exports() -> None:
    """Give back the files of workers that died, ask again for those that wait, let go of those of last week."""
    at = timezone.now()
    taken_back = exports.take_back_stuck(at=at)
    if taken_back:
        logger.warning("%d exports were left by a worker that died", taken_back)
    for job_id in exports.waiting(at=at):
        exports.ask_for_build(job_id)
    let_go = exports.let_go_of_old(at=at)
    if let_go:
        logger.info("%d exports reached the end of their week", let_go)
