"""Claim a batch, send it over one connection, mark each mail as soon as it has left.

Marking mail by mail, rather than the batch at its end, costs one short UPDATE each and buys this: a killed worker
can have sent at most one mail that is not marked, the one in flight. It has the same Message-ID when sent again.
No row is locked while the mail server is talking.
"""

import logging
import time
import uuid
from datetime import datetime, timedelta
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accelerator.outbox.models import MailState, OutgoingMail

logger = logging.getLogger(__name__)

ATTEMPTS = 5
BACK_OFF = (1, 10, 60, 360)
"""Minutes before the second, third, fourth and fifth attempt."""


def deliver_batch(*, at: datetime) -> int:
    """Send up to ``OUTBOX_BATCH`` due mails; returns how many were claimed.

    Side effects: mails leave; their rows become sent, queued again for later, or failed after five attempts.
    """
    mails = claim_batch(at=at)
    if mails:
        _send_all(mails)
    return len(mails)


def claim_batch(*, at: datetime) -> list[OutgoingMail]:
    """Take due mails for this worker alone: compare-and-set under a fresh claim."""
    claim = uuid.uuid4()
    with transaction.atomic():
        due = OutgoingMail.objects.due(at).select_for_update(skip_locked=True)
        ids = list(due.values_list("pk", flat=True)[: settings.OUTBOX_BATCH])
        OutgoingMail.objects.filter(pk__in=ids, state=MailState.QUEUED).update(
            state=MailState.SENDING, claim=claim, claimed_at=at, attempts=F("attempts") + 1
        )
    return list(OutgoingMail.objects.filter(claim=claim, state=MailState.SENDING).order_by("due_at", "pk"))


def free_stuck(*, before: datetime, at: datetime) -> int:
    """Put back in the queue what was claimed before this instant and never marked; returns how many.

    Side effects: those rows, queued again; after five attempts failed, and emptied if they are private.
    """
    stuck = OutgoingMail.objects.stuck(before)
    lost = stuck.filter(attempts__gte=ATTEMPTS)
    lost.filter(private=True).update(text="", html="", attachments=[])
    given_up = lost.update(state=MailState.FAILED, claim=None, last_error="its worker died, five times")
    if given_up:
        logger.error("%d mails given up: their workers died", given_up)
    return stuck.update(state=MailState.QUEUED, claim=None, due_at=at)


def _send_all(mails: list[OutgoingMail]) -> None:
    stop_at = time.monotonic() + settings.OUTBOX_STUCK_MINUTES * 60 / 2
    connection = get_connection()
    try:
        for position, mail in enumerate(mails):
            if time.monotonic() > stop_at:  # before the sweep believes that this worker died
                _release(mails[position:])
                return
            _send(mail, connection)
    finally:
        connection.close()


def _send(mail: OutgoingMail, connection: BaseEmailBackend) -> None:
    try:
        connection.open()
        connection.send_messages([_compose(mail, connection)])
    except Exception as problem:  # whatever a mail server, a resolver or a provider's client raises
        _mark_failed(mail, problem)
        connection.close()
    else:
        _mark(mail, state=MailState.SENT, sent_at=timezone.now(), last_error="")


def _compose(mail: OutgoingMail, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[formataddr((" ".join(mail.to_name.split()), mail.to_email))],
        reply_to=[mail.reply_to] if mail.reply_to and not mail.private else None,
        connection=connection,
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


def _mark(mail: OutgoingMail, **values: object) -> None:
    """Close this worker's claim; a private mail is emptied when there is nothing more to send."""
    if mail.private and values["state"] != MailState.QUEUED:
        values |= {"text": "", "html": "", "attachments": []}
    OutgoingMail.objects.filter(pk=mail.pk, claim=mail.claim, state=MailState.SENDING).update(
        claim=None, **values
    )


def _mark_failed(mail: OutgoingMail, problem: Exception) -> None:
    error = f"{type(problem).__name__}: {problem}"[:2000]
    if mail.attempts >= ATTEMPTS:
        logger.error("mail %s failed for good: %s", mail.pk, error)
        _mark(mail, state=MailState.FAILED, last_error=error)
        return
    logger.warning("mail %s will be tried again: %s", mail.pk, error)
    due_at = timezone.now() + timedelta(minutes=BACK_OFF[mail.attempts - 1])
    _mark(mail, state=MailState.QUEUED, due_at=due_at, last_error=error)


def _release(mails: list[OutgoingMail]) -> None:
    """Give back unsent what there is no more time to send; it was no attempt."""
    OutgoingMail.objects.filter(
        pk__in=[mail.pk for mail in mails], claim=mails[0].claim, state=MailState.SENDING
    ).update(state=MailState.QUEUED, claim=None, attempts=F("attempts") - 1)
