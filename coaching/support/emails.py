"""Mails about the partners' meeting. Functions here return messages, they never send."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import MeetingMinutes, PartnerMeeting
from coaching.support.queries.minutes import key_of_reminder
from programmes.emails import contact_of
from programmes.models import Organisation, Role


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


def minutes_awaited(minutes: MeetingMinutes, role: Role) -> Message:
    """To a partner whose body has not approved: the minutes still wait for it."""
    edition = minutes.meeting.edition
    return Message(
        template="coaching/support/minutes_awaited",
        to=role.user,
        dedupe_key=key_of_reminder(minutes, role.user_id),
        context={"minutes": minutes, "edition": edition, "body": role.organisation},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def partners_meeting(
    meeting: PartnerMeeting,
    person: User,
    *,
    body: Organisation | None,
    needs: int,
    waiting: int,
    days: int,
) -> Message:
    """To a partner, ``days`` before they meet: of so many ``needs``, how many wait for their body."""
    edition = meeting.edition
    return Message(
        template="coaching/support/partners_meeting",
        to=person,
        dedupe_key=f"partners_meeting:{edition.pk}:{edition.partners_meet_on}:{days}:{person.pk}",
        context={
            "meeting": meeting,
            "edition": edition,
            "body": body,
            "needs": needs,
            "waiting": waiting,
            "days": days,
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
