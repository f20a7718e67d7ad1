"""Write to the mentors whose projects had no exchange for long, all at once."""

from datetime import datetime
from itertools import groupby

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from coaching.pairing.emails.meetings import contact_wanted
from coaching.pairing.queries.contacts import list_quiet
from programmes.models import Edition


@transaction.atomic
def request_contact(*, edition: Edition, actor: User, at: datetime) -> int:
    """One mail to each mentor with all their projects without news; returns how many are new.

    Side effects: mails, one audit entry if any is new. Asked twice in a day, each is written to once.
    """
    by_mentor = groupby(list_quiet(edition, at), key=lambda pairing: pairing.mentor)
    written = queue(
        *(contact_wanted(edition, mentor, list(rows), actor=actor, at=at) for mentor, rows in by_mentor),
        at=at,
    )
    if written:
        data = {"people": written}
        record(verb="ask_for_contact", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return written
