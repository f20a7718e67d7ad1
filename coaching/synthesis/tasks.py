"""Jobs of the synthesis reports: build one, take over from a worker that died."""

import logging

from celery import shared_task
from django.utils import timezone

from accelerator.jobs.actions import request_again
from coaching.models import SynthesisReport
from coaching.synthesis.actions import building, reports as actions

logger = logging.getLogger(__name__)


@shared_task(name="coaching.build_report")
def build_report(report_id: int) -> None:
    """Build one report, unless another worker has it."""
    if building.build_queued(report_id=report_id, at=timezone.now()):
        logger.info("report %s is ready", report_id)


@shared_task(name="coaching.sweep_reports")
def sweep_reports() -> None:
    """Return the reports of workers that died, queue again those that wait, and request those of closed surveys."""
    at = timezone.now()
    actions.request_closed(at=at)
    building.requeue_stuck(at=at)
    request_again(SynthesisReport, "coaching.build_report", at=at)
