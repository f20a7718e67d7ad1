"""Where people write back to."""

from programmes.models import Edition


def contact_of(edition: Edition) -> str:
    """Where an answer to our mails goes: the address that the call shows; none before there is a call."""
    call = getattr(edition, "call", None)
    return call.contact_email if call else ""
