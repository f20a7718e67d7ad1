"""Mails about the partners' meeting. Functions here return messages, they never send."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import MeetingMinutes
from programmes.emails.contact import contact_of


def minutes_ready(minutes: MeetingMinutes, partners: Iterable[User]) -> list[Message]:
    """To each partner: the minutes are there, their body approves them."""
    edition = minutes.meeting.edition
    return [
        Message(
            template="coaching/support/minutes_ready",
            to=person,
            dedupe_key=f"minutes_ready:{minutes.pk}:{person.pk}",
            context={"minutes": minutes, "edition": edition, "is_amended": minutes.number > 1},
            scope=edition.scope,
            signed_by=edition.name,
            reply_to=contact_of(edition),
        )
        for person in partners
    ]
