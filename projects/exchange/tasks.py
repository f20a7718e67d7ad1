"""Jobs of applying and choosing."""

import logging

from celery import shared_task
from django.utils import timezone

from accelerator.jobs.actions import request_again
from accelerator.jobs.broker import enqueue
from projects.exchange.actions import exports, imports
from projects.models import ExportJob

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
    exports.requeue_stuck(at=at)
    request_again(ExportJob, "projects.build_export", at=at)
    exports.sweep_scraps(at=at)
    let_go = exports.delete_expired(at=at)
    if let_go:
        logger.info("%d exports reached the end of their week", let_go)


@shared_task(name="projects.pair_imported")
def pair_imported(import_id: int) -> None:
    """Look for dossiers that resemble those of an import."""
    compared = imports.pair_imported(import_id=import_id, at=timezone.now())
    logger.info("%d imported dossiers compared with the others", compared)


@shared_task(name="projects.sweep_imports")
def sweep_imports() -> None:
    """Queue again the jobs that were lost."""
    for import_id in imports.imports_to_pair(at=timezone.now()):
        enqueue("projects.pair_imported", import_id)
