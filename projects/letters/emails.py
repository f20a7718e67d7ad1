"""Letters that organisers write themselves."""

import hashlib

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from programmes.emails import edition_message
from programmes.models import Edition


def letter(edition: Edition, to: User, *, subject: str, text: str) -> Message:
    """One letter to one person: the same words reach them once, however often they are sent."""
    digest = hashlib.sha256(f"{subject}\n{text}".encode()).hexdigest()[:32]
    key = f"letter:{edition.pk}:{digest}:{to.pk}"
    return edition_message("projects/letters/letter", to, key, edition, subject=subject, text=text)
