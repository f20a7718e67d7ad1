"""What follows when a seat on the committee ends."""

from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.outbox.actions import queue
from programmes.capabilities import Capability
from programmes.models import Role
from projects.conflicts import emails
from projects.models import ReviewAssignment


@transaction.atomic
def notify_seat_ended(*, role: Role, reason: str, actor: User | None, at: datetime) -> None:
    """Notify a person who left the committee. Side effects: a mail to them, if dossiers were assigned to them."""
    edition = role.edition
    duties = ReviewAssignment.objects.active().filter(
        application__call__edition=edition, reviewer=role.user_id
    )
    if role.can(Capability.REVIEW) and actor != role.user and duties.exists():
        queue(emails.seat_ended(edition, role.user, role=role.pk, reason=reason), at=at)
