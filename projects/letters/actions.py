"""Write to the people of an edition."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.outbox.actions import queue
from programmes.models import Edition
from projects.letters import emails


@transaction.atomic
def send_letter(
    *, edition: Edition, people: Sequence[User], subject: str, text: str, actor: User, at: datetime
) -> int:
    """Send these words to these people, each once; returns how many mails are new.

    Side effects: one mail a person who has not had these words yet, one audit entry if there is one.
    """
    mails = (emails.letter(edition, person, subject=subject, text=text) for person in people)
    sent = queue(*mails, at=at)
    if sent:
        data = {"subject": subject, "mails": sent}
        record(verb="send_letter", subject=edition, actor=actor, at=at, scope=edition.scope, data=data)
    return sent
