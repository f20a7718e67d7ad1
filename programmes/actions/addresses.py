"""The address of somebody who can no longer be reached: organisers request the change, who runs the site makes it."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from programmes import emails
from programmes.models import Edition


@transaction.atomic
def request_address_change(
    *, edition: Edition, person: User, email: str, reason: str, actor: User, at: datetime
) -> None:
    """Ask those who run the site to change this address: an account may serve editions that the organiser does not see.

    Side effects: a mail to each of them, one audit entry.
    """
    administrators = User.objects.filter(is_staff=True, is_active=True)
    queue(
        *(
            emails.address_change_requested(
                edition, administrator, person=person, email=email, reason=reason, by=actor, at=at
            )
            for administrator in administrators
        ),
        at=at,
    )
    data = {"user": person.pk, "reason": reason}
    record(verb="request_address_change", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
