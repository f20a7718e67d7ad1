"""Mails about the partners' meeting. Functions here return messages, they never send."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import MeetingMinutes, PartnerMeeting
from coaching.support.queries.minutes import key_of_reminder
from programmes.emails import contact_of
from programmes.models import Edition, Role


def _message(edition: Edition, template: str, to: User, dedupe_key: str, **context: object) -> Message:
    return Message(
        template=f"coaching/support/{template}",
        to=to,
        dedupe_key=dedupe_key,
        context={"edition": edition, **context},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def minutes_ready(minutes: MeetingMinutes, partners: Iterable[User]) -> list[Message]:
    """To each partner: the minutes are there, their body approves them."""
    edition, details = minutes.meeting.edition, {"minutes": minutes, "is_amended": minutes.number > 1}
    return [
        _message(edition, "minutes_ready", person, f"minutes_ready:{minutes.pk}:{person.pk}", **details)
        for person in partners
    ]


def minutes_awaited(minutes: MeetingMinutes, role: Role) -> Message:
    """To a partner whose body has not approved: the minutes still wait for it."""
    key, edition = key_of_reminder(minutes, role.user_id), minutes.meeting.edition
    return _message(edition, "minutes_awaited", role.user, key, minutes=minutes, body=role.organisation)


def partners_meeting(meeting: PartnerMeeting, person: User, *, days: int, **context: object) -> Message:
    """To a partner, ``days`` before they meet: for their ``body``, of so many ``needs``, how many are ``waiting``."""
    edition = meeting.edition
    key = f"partners_meeting:{edition.pk}:{edition.partners_meet_on}:{days}:{person.pk}"
    return _message(edition, "partners_meeting", person, key, meeting=meeting, days=days, **context)
