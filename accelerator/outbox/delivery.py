"""Claim a batch, send it over one connection, mark each mail as soon as it has left.

Marking mail by mail, rather than the batch at its end, costs one short UPDATE each and buys this: a killed worker
can have sent at most one mail that is not marked, the one in flight. It has the same Message-ID when sent again.
No row is locked while the mail server is talking.
"""

import logging
import time
from datetime import datetime
from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from accelerator.jobs import actions as jobs
from accelerator.outbox.models import MailState, OutgoingMail

logger = logging.getLogger(__name__)


def deliver_batch(*, at: datetime) -> int:
    """Send due mails, a batch at most; returns how many were claimed.

    Side effects: mails leave; their rows become sent, queued again for later, or failed after their last attempt.
    """
    mails = jobs.claim_batch(OutgoingMail.objects.due(at), at=at)
    if mails:
        _send_all(mails)
    return len(mails)


def free_stuck(*, at: datetime) -> int:
    """Put back in the queue the mails of workers that died; returns how many.

    Side effects: those rows, queued again; after their last attempt failed, and emptied if they are private.
    """
    return jobs.take_back_stuck(OutgoingMail, at=at, give_up=_give_up)


def _give_up(mail: OutgoingMail) -> bool:
    logger.error("mail %s given up: its workers died", mail.pk)
    return jobs.end(mail, state=MailState.FAILED, error=f"its worker died, {mail.attempts} times")


def _send_all(mails: list[OutgoingMail]) -> None:
    stop_at = time.monotonic() + OutgoingMail.limits.stuck_after.total_seconds() / 2
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
        return _mark_failed(mail, problem)
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


def _mark_failed(mail: OutgoingMail, problem: Exception) -> bool:
    error = f"{type(problem).__name__}: {problem}"[:2000]
    if mail.is_spent:
        logger.error("mail %s failed for good: %s", mail.pk, error)
        return jobs.end(mail, state=MailState.FAILED, error=error)
    logger.warning("mail %s will be tried again: %s", mail.pk, error)
    return jobs.retry(mail, at=timezone.now(), error=error)
