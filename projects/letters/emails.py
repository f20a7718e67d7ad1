"""Letters that organisers write themselves."""

import hashlib

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import contact_of
from programmes.models import Edition


def letter(edition: Edition, to: User, *, subject: str, text: str) -> Message:
    """One letter to one person: the same words reach them once, however often they are sent."""
    digest = hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest()[:32]
    return Message(
        template="projects/letters/letter",
        to=to,
        dedupe_key=f"letter:{edition.pk}:{digest}:{to.pk}",
        context={"edition": edition, "subject": subject, "text": text},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
