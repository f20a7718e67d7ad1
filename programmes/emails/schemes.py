"""The mail that asks contacts whether their schemes are still valid."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from accelerator.accounts.models import User
from accelerator.outbox.messages import Address, Message
from programmes import scheme_links
from programmes.models import Edition, SupportScheme


def messages_to_owners(schemes: Iterable[SupportScheme], sent_on: date) -> Iterator[Message]:
    """One mail to each contact of each edition, about all of these schemes. One query."""
    by_contact: dict[tuple[int, str], list[SupportScheme]] = defaultdict(list)
    for scheme in schemes:
        if getattr(scheme.edition, "call", None):
            by_contact[scheme.edition_id, scheme.contact_email.lower()].append(scheme)
    emails = {email for _edition, email in by_contact}
    users = {user.email: user for user in User.objects.filter(email__in=emails, is_active=True)}
    for (_edition, email), theirs in by_contact.items():
        yield _schemes_to_check(theirs[0].edition, theirs, sent_on, users.get(email))


def _schemes_to_check(
    edition: Edition, schemes: Sequence[SupportScheme], sent_on: date, user: User | None
) -> Message:
    """One mail to one contact for all of their schemes that are due, each with its link; one a day at most."""
    first = schemes[0]
    contact = edition.call.contact_email
    digest = hashlib.sha256(first.contact_email.lower().encode()).hexdigest()[:16]
    return Message(
        "programmes/schemes_to_check",
        user or Address(first.contact_email, first.contact_name),
        f"schemes_to_check:{edition.pk}:{digest}:{sent_on.isoformat()}",
        context={
            "edition": edition,
            "schemes": [
                {"name": scheme.name, "link": scheme_links.LINK.address_of(scheme)} for scheme in schemes
            ],
            "number": len(schemes),
            "contact": contact,
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact,
        private=True,
    )
