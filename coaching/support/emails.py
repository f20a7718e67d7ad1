"""Mails about the partners' meeting. Functions here return messages, they never send."""

from collections.abc import Iterable

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import MeetingMinutes, PartnerMeeting
from coaching.support.queries.minutes import make_reminder_key
from programmes.emails import edition_message
from programmes.models import Role


def minutes_ready(minutes: MeetingMinutes, partners: Iterable[User]) -> list[Message]:
    """To each partner: the minutes are ready for the approval of their body."""
    edition, details = minutes.meeting.edition, {"minutes": minutes, "is_amended": minutes.number > 1}
    return [
        edition_message(
            "coaching/support/minutes_ready",
            person,
            f"minutes_ready:{minutes.pk}:{person.pk}",
            edition,
            **details,
        )
        for person in partners
    ]


def minutes_awaited(minutes: MeetingMinutes, role: Role) -> Message:
    """To a partner whose body has not approved: a reminder."""
    key, edition = make_reminder_key(minutes, role.user_id), minutes.meeting.edition
    return edition_message(
        "coaching/support/minutes_awaited", role.user, key, edition, minutes=minutes, body=role.organisation
    )


def partners_meeting(meeting: PartnerMeeting, person: User, *, days: int, **context: object) -> Message:
    """To a partner, ``days`` before they meet: how many of so many ``needs`` are ``waiting`` for their ``body``."""
    edition = meeting.edition
    key = f"partners_meeting:{edition.pk}:{edition.partners_meet_on}:{days}:{person.pk}"
    return edition_message(
        "coaching/support/partners_meeting", person, key, edition, meeting=meeting, days=days, **context
    )
