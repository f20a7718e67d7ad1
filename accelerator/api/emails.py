"""Mails about tokens."""

from accelerator.api.models import ApiToken
from accelerator.outbox.messages import Message


def token_created(token: ApiToken) -> Message:
    """Somebody can now read by a program what this person reads: they are notified, in case it was not them."""
    return Message("api/token_created", token.user, f"token-created:{token.pk}", context={"token": token})
