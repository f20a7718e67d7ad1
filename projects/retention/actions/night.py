"""What goes tonight: what was announced for today or before, in small transactions; stopped, it goes on later."""

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accelerator.audit.actions import record
from projects.exchange.actions.exports import remove_export
from projects.models import Application, ExportJob
from projects.retention.actions.erasing import erase_dossier, lock_dossier
from projects.retention.enums import ErasureKind
from projects.retention.models import PlannedErasure
from projects.retention.queries import list_announced, read_outlooks

logger = logging.getLogger(__name__)

AT_ONCE = 50
"""Dossiers of one transaction, and of one entry of the log."""
VERBS: dict[str, str] = {
    ErasureKind.DRAFTS: "erase_drafts",
    ErasureKind.UNSELECTED: "anonymise_applications",
    ErasureKind.SELECTED: "anonymise_projects",
}


def erase_due(*, at: datetime) -> int:
    """Erase what was announced for today, or earlier; returns how many dossiers. May be done again.

    Side effects: those of :func:`erase_dossier`, an audit entry for each fifty with their number alone; prepared files
    of the edition, with the same data, are removed first.
    """
    due = PlannedErasure.objects.filter(announced_for__lte=timezone.localdate(at), edition__silent=False)
    return sum(_erase(plan, at) for plan in due.select_related("edition__call").order_by("pk"))


def _erase(plan: PlannedErasure, at: datetime) -> int:
    if not _is_due(plan, at):
        return 0
    erased, passed = 0, 0
    while batch := list(list_announced(plan).filter(pk__gt=passed).order_by("pk")[:AT_ONCE]):
        if not erased:
            remove_exports(plan.edition_id, at)
        passed = batch[-1].pk
        erased += _erase_batch(plan, batch, at)
    if not list_announced(plan).exists():
        mine = PlannedErasure.objects.filter(pk=plan.pk, announced_for=plan.announced_for)
        mine.update(announced_for=None, announced_at=None)
    return erased


def _is_due(plan: PlannedErasure, at: datetime) -> bool:
    """Whether the announced erasure is still due; a postponed one is announced again. Three queries."""
    outlooks = {outlook.kind: outlook for outlook in read_outlooks(plan.edition, at=at)}
    outlook = outlooks[ErasureKind(plan.kind)]
    is_past = outlook.due_on is not None and outlook.due_on <= timezone.localdate(at)
    return outlook.is_announced and is_past and not plan.edition.silent


@transaction.atomic
def _erase_batch(plan: PlannedErasure, batch: list[Application], at: datetime) -> int:
    """Erase those of these dossiers that are still due. A failure is logged and stops no other."""
    plan = (
        PlannedErasure.objects.select_for_update(of=("self",)).select_related("edition__call").get(pk=plan.pk)
    )
    if not _is_due(plan, at):
        return 0  # postponed meanwhile
    count = sum(_try(plan, application, at) for application in batch)
    if count:
        PlannedErasure.objects.filter(pk=plan.pk).update(erased=F("erased") + count, erased_at=at)
        edition = plan.edition
        record(
            verb=VERBS[plan.kind],
            subject=edition,
            actor=None,
            at=at,
            scope=edition.scope,
            data={"count": count},
        )
    return count


def _try(plan: PlannedErasure, application: Application, at: datetime) -> bool:
    try:
        with transaction.atomic():
            dossier = lock_dossier(application)
            if dossier is None or not list_announced(plan).filter(pk=dossier.pk).exists():
                return False  # no longer due, or erased already
            erase_dossier(application=dossier, at=at)
            return True
    except Exception:
        logger.exception("the dossier %s outlives its time", application.pk)
        return False


def remove_exports(edition: int, at: datetime) -> None:
    """Remove the prepared files of this edition, which contain erased data. Side effects: files; rows marked as
    expired."""
    for job in ExportJob.objects.with_file().filter(edition=edition).select_related("edition"):
        remove_export(job=job, actor=None, at=at)
