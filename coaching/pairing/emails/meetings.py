"""Mails about the meetings of a project and its mentor."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import MentorMeeting, Pairing
from coaching.pairing.meeting_files import attach_meeting
from programmes.emails import contact_of
from programmes.models import Edition


def meeting_proposed(
    meeting: MentorMeeting,
    dates: Sequence[datetime],
    people: Iterable[User],
    *,
    actor: User,
    was: MentorMeeting | None = None,
) -> list[Message]:
    """To the side that answers: here are the dates. ``was``: the meeting as calendars hold it, to be taken out."""
    messages = []
    for person in people:
        mail = _about(
            meeting,
            "meeting_proposed",
            person,
            who=actor,
            dates=dates,
            is_moved=bool(meeting.sequence),
            to_actor=person == actor,
        )
        messages.append(replace(mail, attachments=partial(attach_meeting, was, is_off=True)) if was else mail)
    return messages


def meeting_confirmed(meeting: MentorMeeting, people: Iterable[User], *, actor: User) -> list[Message]:
    """To both sides: it is agreed, with the file for their calendars."""
    return [
        replace(
            _about(meeting, "meeting_confirmed", person, who=actor),
            attachments=partial(attach_meeting, meeting),
        )
        for person in people
    ]


def meeting_cancelled(
    meeting: MentorMeeting, people: Iterable[User], *, actor: User | None, was_agreed: bool
) -> list[Message]:
    """To the others: it does not take place, and why; ``actor`` is nobody when the pairing ended."""
    messages = []
    for person in people:
        mail = _about(
            meeting, "meeting_cancelled", person, who=actor, was_agreed=was_agreed, to_actor=person == actor
        )
        messages.append(
            replace(mail, attachments=partial(attach_meeting, meeting, is_off=True)) if was_agreed else mail
        )
    return messages


def meeting_coming(meeting: MentorMeeting, person: User, *, due_at: datetime) -> Message:
    """The day before."""
    mail = _about(meeting, "meeting_coming", person)
    return replace(mail, due_at=due_at, attachments=partial(attach_meeting, meeting))


def meeting_to_tell(meeting: MentorMeeting, person: User, *, due_at: datetime) -> Message:
    """The morning after: did it take place, and what is worth noting of it?"""
    return replace(_about(meeting, "meeting_to_tell", person), due_at=due_at)


def contact_wanted(
    edition: Edition, mentor: User, pairings: Sequence[Pairing], *, actor: User, at: datetime
) -> Message:
    """To a mentor, from the organisers: these projects had no exchange for long. One mail a day at most."""
    return Message(
        template="coaching/pairing/contact_wanted",
        to=mentor,
        dedupe_key=f"contact_wanted:{edition.pk}:{mentor.pk}:{at.date()}",
        context={
            "edition": edition,
            "who": actor,
            "count": len(pairings),
            "projects": [pairing.participation.project for pairing in pairings],
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def _about(meeting: MentorMeeting, template: str, to: User, **context: object) -> Message:
    participation = meeting.pairing.participation
    edition = participation.edition
    mentor = meeting.pairing.mentor
    return Message(
        template=f"coaching/pairing/{template}",
        to=to,
        dedupe_key=f"{template}:{meeting.pk}:{meeting.sequence}:{to.pk}",
        context={
            "meeting": meeting,
            "kind": meeting.get_kind_display(),
            "mentor": mentor,
            "is_mentor": to.pk == mentor.pk,
            "project": participation.project,
            "edition": edition,
            **context,
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )
