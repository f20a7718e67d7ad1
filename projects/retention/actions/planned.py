"""Announce that dossiers will be erased, set and postpone the day, and erase them at night."""

import logging
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.audit import record_act
from projects.models import Application, ErasureKind, ProjectMember
from projects.retention import emails
from projects.retention.actions.erasing import erase_dossier, lock_dossier, remove_exports
from projects.retention.models import PlannedErasure, RetentionRule
from projects.retention.queries import NOTICE_PERIOD, Outlook, list_announced, read_outlooks


def announce_due(*, at: datetime) -> int:
    """Announce every erasure due within :data:`NOTICE_PERIOD`; returns the number of announcements. Idempotent.

    An edition of the past, which writes to nobody, erases nothing by itself. Side effects: those of :func:`announce`.
    """
    announced, near = 0, timezone.localdate(at) + NOTICE_PERIOD
    closed = Edition.objects.filter(silent=False, call__published_at__lte=at, call__closes_at__lte=at)
    for edition in closed.select_related("call").order_by("pk"):
        for outlook in read_outlooks(edition, at=at):
            is_near = outlook.due_on <= near
            if outlook.count and is_near and not outlook.is_announced:
                announced += announce(outlook=outlook, at=at)
    return announced


@transaction.atomic
def announce(*, outlook: Outlook, at: datetime) -> bool:
    """Announce the day on which these dossiers are erased. Side effects: the plan, a mail to each organiser and to
    each member of each dossier, an audit entry. ``False`` when another announced it meanwhile."""
    edition = outlook.plan.edition
    plan = _lock_plan(edition, outlook.kind)
    if plan.announced_for == outlook.due_on:
        return False
    plan.announced_for, plan.announced_at = outlook.due_on, at
    plan.save(update_fields=["announced_for", "announced_at"])
    plan.edition = edition
    concerned = list(list_announced(plan).select_related("call__edition").order_by("pk"))
    people = ProjectMember.objects.present().people_by_project([each.project_id for each in concerned])
    queue(
        *(
            emails.erasure_coming(plan, organiser, count=len(concerned))
            for organiser in people_who_can(edition, Capability.MANAGE_APPLICATIONS)
        ),
        *(
            emails.dossier_goes(plan, application, person)
            for application in concerned
            for person in people.get(application.project_id, [])
        ),
        at=at,
    )
    _record("announce_erasure", plan, None, at, count=len(concerned), day=plan.announced_for)
    return True


@transaction.atomic
def postpone(*, edition: Edition, kind: str, until: date, reason: str, actor: User, at: datetime) -> None:
    """Store this kind of dossiers until that day; its erasure is announced again before it. Side effects: plan, audit
    entry."""
    plan = _lock_plan(edition, kind)
    plan.not_before, plan.reason, plan.postponed_by, plan.postponed_at = until, reason, actor, at
    if plan.announced_for and plan.announced_for < until:
        plan.announced_for = plan.announced_at = None
    plan.save()
    _record("postpone_erasure", plan, actor, at, day=until, reason=reason)


@transaction.atomic
def change_rule(*, rule: RetentionRule, actor: User, at: datetime) -> None:
    """Change how long dossiers are stored. Side effects: the row, an audit entry. An announced day that is now too
    early is announced anew.
    """
    edition = rule.edition
    # another window may have created the row since this one looked for it
    RetentionRule.objects.update_or_create(edition=edition, defaults=_read_columns(rule))
    data = {str(kind): months for kind, months in rule.all_months.items()}
    record_act(edition, "change_retention", data, actor=actor, at=at)


def copy_rule(*, edition: Edition, source: Edition) -> None:
    """Copy the retention rule to a new edition. Side effect: one row, if the source has its own."""
    rule = RetentionRule.objects.filter(edition=source).first()
    if rule:
        RetentionRule.objects.create(edition=edition, **_read_columns(rule))


def _read_columns(rule: RetentionRule) -> dict[str, int]:
    return {f"{kind}_months": months for kind, months in rule.all_months.items()}


def _lock_plan(edition: Edition, kind: str) -> PlannedErasure:
    PlannedErasure.objects.get_or_create(edition=edition, kind=kind)
    return PlannedErasure.objects.select_for_update().get(edition=edition, kind=kind)


def _record(verb: str, plan: PlannedErasure, actor: User | None, at: datetime, **facts: object) -> None:
    data = {name: str(fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    record_act(plan.edition, verb, {"kind": plan.kind, **data}, actor=actor, at=at)


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
    is_past = outlook.due_on <= timezone.localdate(at)
    return outlook.is_announced and is_past and not plan.edition.silent


@transaction.atomic
def _erase_batch(plan: PlannedErasure, batch: list[Application], at: datetime) -> int:
    """Erase those of these dossiers that are still due. A failure is logged and stops no other."""
    plan = (
        PlannedErasure.objects.select_for_update(of=("self",)).select_related("edition__call").get(pk=plan.pk)
    )
    if not _is_due(plan, at):
        return 0  # postponed meanwhile
    count = sum(_try_to_erase(plan, application, at) for application in batch)
    if count:
        PlannedErasure.objects.filter(pk=plan.pk).update(erased=F("erased") + count, erased_at=at)
        edition = plan.edition
        record_act(edition, VERBS[plan.kind], {"count": count}, actor=None, at=at)
    return count


def _try_to_erase(plan: PlannedErasure, application: Application, at: datetime) -> bool:
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
