"""Claim a batch, send it over one connection, mark each mail as soon as it has left.

Marking mail by mail, rather than the batch at its end, costs one short UPDATE each and buys this: a killed worker
can have sent at most one mail that is not marked, the one in flight. It has the same Message-ID when sent again.
No row is locked while the mail server is talking.
"""

import logging
import time
from datetime import datetime, timedelta
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Min
from django.utils import timezone

from accelerator.jobs import actions as jobs
from accelerator.outbox.models import URGENT_STUCK_AFTER, MailState, OutgoingMail, OutgoingMailQuerySet

logger = logging.getLogger(__name__)

URGENT_BATCH = 10


def deliver_batch(*, at: datetime) -> int:
    """Send due mails, urgent ones first, a batch at most; returns how many were claimed.

    Urgent ones have claims of their own: a worker that dies with a batch keeps no code from leaving. Side effects:
    mails leave; their rows become sent, queued again for later, or failed after their last attempt.
    """
    if claimed := deliver_urgent(OutgoingMail.objects.all(), at=at):
        return claimed
    mails = jobs.claim_batch(OutgoingMail.objects.due(at).ordinary(), at=at)
    if mails:
        _send_all(mails, within=OutgoingMail.limits.stuck_after / 2)
    return len(mails)


def deliver_urgent(mails: OutgoingMailQuerySet, *, at: datetime) -> int:
    """Send those of ``mails`` that are due and expire, some at most; returns how many were claimed.

    Side effects: those of :func:`deliver_batch`.
    """
    urgent = jobs.claim_batch(mails.due(at).urgent(), at=at, size=URGENT_BATCH)
    if urgent:
        _send_all(urgent, within=URGENT_STUCK_AFTER / 3)
    return len(urgent)


def cancel_expired(*, at: datetime) -> int:
    """Cancel what waited until it served nobody; returns how many. Side effects: those rows, emptied if private."""
    return OutgoingMail.objects.filter(expires_at__lte=at).cancel()


def measure_delay(*, at: datetime) -> timedelta:
    """How long the urgent mail that waits longest has waited: what a code takes to leave now. One query."""
    waiting = OutgoingMail.objects.urgent().filter(
        state__in=[MailState.QUEUED, MailState.SENDING], due_at__lte=at, expires_at__gt=at
    )
    oldest = waiting.aggregate(oldest=Min("due_at"))["oldest"]
    return at - oldest if oldest else timedelta(0)


def free_stuck(*, at: datetime) -> int:
    """Put back in the queue the mails of workers that died; returns how many.

    Side effects: those rows, queued again; after their last attempt failed, and emptied if they are private.
    """
    return jobs.requeue_stuck(OutgoingMail, at=at, give_up=_give_up)


def _give_up(mail: OutgoingMail) -> bool:
    logger.error("mail %s given up: its workers died", mail.pk)
    return jobs.end(mail, state=MailState.FAILED, error=f"its worker died, {mail.attempts} times")


def _send_all(mails: list[OutgoingMail], *, within: timedelta) -> None:
    stop_at = time.monotonic() + within.total_seconds()
    connection = get_connection()
    try:
        for position, mail in enumerate(mails):
            if time.monotonic() > stop_at:  # before the sweep believes that this worker died
                jobs.release(mails[position:])
                return
            if not _send(mail, connection):
                logger.warning(
                    "a batch was claimed by another worker meanwhile: the rest of it is left to it"
                )
                return
    finally:
        connection.close()


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> bool:
    """``False`` if the mail, and so its batch, is not ours any more."""
    try:
        connection.open()
        connection.send_messages([_compose(mail)])
    except Exception as problem:  # whatever a mail server, a resolver or a provider's client raises
        connection.close()
        error = f"{type(problem).__name__}: {problem}"[:2000]
        if mail.is_spent:
            logger.error("mail %s failed for good: %s", mail.pk, error)
            return jobs.end(mail, state=MailState.FAILED, error=error)
        logger.warning("mail %s will be tried again: %s", mail.pk, error)
        return jobs.retry(mail, at=timezone.now(), error=error)
    return jobs.end(mail, state=MailState.SENT, sent_at=timezone.now(), error="")


def _compose(mail: OutgoingMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[formataddr((" ".join(mail.to_name.split()), mail.to_email))],
        reply_to=[mail.reply_to] if mail.reply_to and not mail.private else None,
        headers={
            "Message-ID": mail.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": mail.language,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for attachment in mail.attachments:
        message.attach(attachment["name"], attachment["content"], attachment["content_type"])
    return message
