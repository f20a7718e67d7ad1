"""Mails of imported history, recorded as sent at their time."""

from datetime import datetime

from django.db.models import F

from accelerator.outbox.models import MailState, OutgoingMail


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
