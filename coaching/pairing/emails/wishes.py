"""Mails that ask for wishes."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import WishCall
from programmes.emails import contact_of
from programmes.models import Edition
from projects.models import Participation


def wishes_asked(
    call: WishCall, edition: Edition, person: User, participation: Participation | None
) -> Message:
    """To a mentor, or to somebody who holds the ``participation``: say whom you wish for, before a date."""
    about = participation.pk if participation else "mentor"
    return Message(
        template="coaching/pairing/wishes_asked",
        to=person,
        dedupe_key=f"wishes_asked:{edition.pk}:{call.closes_at:%Y%m%d%H%M}:{about}:{person.pk}",
        context={
            "edition": edition,
            "closes_at": call.closes_at,
            "project": participation.project if participation else None,
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
