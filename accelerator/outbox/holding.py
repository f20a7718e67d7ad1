"""Pause and release the outbox, or count mails as sent: for a restored site, or a past edition."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from accelerator.audit.actions import record
from accelerator.outbox.actions import deliver_on_commit
from accelerator.outbox.models import MailState, OutboxHold, OutgoingMail


@transaction.atomic
def pause_outbox(*, at: datetime) -> OutboxHold:
    """Pause all mails, reminders planned later included; only sign-in mails that people request now still leave.

    Side effects: one row and one audit entry, unless the outbox is paused already.
    """
    hold, created = OutboxHold.objects.get_or_create(released_at=None, defaults={"started_at": at})
    if created:
        record(verb="pause_outbox", subject=hold, actor=None, at=at)
    return hold


@transaction.atomic
def release_outbox(
    *, at: datetime, had_left_before: datetime | None = None, dropped: Collection[int] = ()
) -> tuple[int, int]:
    """Let mails leave again, except those due before ``had_left_before`` and those of ``dropped`` (ids).

    Returns how many are cancelled and how many may leave. Side effects: those mails cancelled, private ones emptied;
    the hold ended; one audit entry; a delivery asked for on commit.
    """
    hold = OutboxHold.objects.select_for_update().filter(released_at=None).first()
    if hold is None:
        return 0, 0
    waiting = OutgoingMail.objects.on_hold()
    had_left = Q(pk__in=dropped)
    if had_left_before is not None:
        had_left |= Q(due_at__lt=had_left_before)
    ids = list(waiting.filter(had_left).values_list("pk", flat=True))
    left = waiting.count() - len(ids)
    overdue = OutgoingMail.objects.filter(pk__in=ids)
    overdue.requeue()
    cancelled = overdue.cancel()
    hold.released_at = at
    hold.save(update_fields=["released_at"])
    record(
        verb="release_outbox", subject=hold, actor=None, at=at, data={"cancelled": cancelled, "left": left}
    )
    deliver_on_commit()
    return cancelled, left


def current_hold() -> OutboxHold | None:
    """The present pause of the outbox, if any: one query."""
    return OutboxHold.objects.filter(released_at=None).first()


def cancel_waiting(*, scope: str) -> int:
    """Cancel the mails of ``scope`` that have not left; returns how many. The caller writes the audit entry."""
    return OutgoingMail.objects.in_scope(scope).cancel()


def count_as_sent(*, scope: str, before: datetime) -> int:
    """Count the queued mails of ``scope`` that were due before this instant as sent at their hour; returns how many.

    Side effects: their rows, and nothing leaves: they would reach people long after the facts. The caller writes the
    audit entry, with the reason.
    """
    old = OutgoingMail.objects.in_scope(scope).filter(state=MailState.QUEUED, due_at__lt=before)
    return old.update(state=MailState.SENT, sent_at=F("due_at"))
