"""The mail of a late link."""

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes import late_links
from programmes.models import LateAccess


def late_access(offered: LateAccess) -> Message:
    """The personal link that opens a closed call to one person."""
    user = User.objects.filter(email=offered.email).first()
    call = offered.call
    contact = call.contact_email or offered.created_by.email
    return Message(
        "programmes/late_access",
        user or Address(offered.email),
        f"late_access:{offered.pk}",
        context={
            "access": offered,
            "call": call,
            "edition": call.edition,
            "contact": contact,
            "link": late_links.LINK.address_of(offered),
        },
        scope=call.edition.scope,
        signed_by=call.edition.name,
        reply_to=contact,
        private=True,
        required=True,
    )
