"""Jobs of the audit log."""

import logging
from contextlib import suppress
from datetime import timedelta

from celery import shared_task
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from accelerator.audit import actions, emails, verifying, witness

logger = logging.getLogger(__name__)

WITNESS_RETENTION = timedelta(days=30)


@shared_task(name="audit.seal")
def seal() -> None:
    """Chain new entries; when two beats meet, one of them finds nothing to do."""
    with suppress(IntegrityError):
        while actions.seal() == actions.SEALED_AT_ONCE:
            pass


@shared_task(name="audit.verify")
def verify() -> None:
    """Read the whole log again, then take its head out of the database: a file, the log, a mail if one is wanted."""
    at = timezone.now()
    findings = verifying.verify()
    if head := verifying.last_head():
        witness.append_head(head.position, head.hash, for_good=True)
        logger.info("The audit log has %s sealed entries; the last seal is %s.", head.position, head.hash)
        if settings.AUDIT_WITNESS_EMAIL:
            emails.witness_mail(head=head, findings=findings, at=at).send()
    if not findings:
        witness.remove_days(before=(at - WITNESS_RETENTION).date())
