"""Mails about mentors and the session. Functions here return messages, they never send."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.calendar import PersonalFiles
from coaching.models import Pairing, Session, Slot
from programmes.emails.contact import contact_of
from programmes.enums import RoleName
from programmes.models import Edition, Role


def pairing_proposed(pairing: Pairing) -> Message:
    """To the mentor: would you follow this project?"""
    return _about(pairing, "pairing_proposed", pairing.mentor)


def pairing_accepted(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To the mentor and to those who hold the project: here is whom to write to."""
    people = list(holders)
    lead = people[0] if people else None
    mails = [_about(pairing, "pairing_accepted_holder", person) for person in people]
    return [_about(pairing, "pairing_accepted_mentor", pairing.mentor, lead=lead), *mails]


def pairing_refused(pairing: Pairing) -> Message:
    """To the organiser who proposed: somebody else has to be found."""
    return _about(pairing, "pairing_refused", pairing.proposed_by)


def pairing_ended(pairing: Pairing, *, was_accepted: bool, project_left: bool = False) -> Message:
    """To the mentor: the proposal, or the pairing, is over, and why."""
    context = {"was_accepted": was_accepted, "project_left": project_left}
    return _about(pairing, "pairing_ended", pairing.mentor, **context)


def mentor_lost(pairing: Pairing, holders: Iterable[User]) -> list[Message]:
    """To those who hold the project: this mentor follows it no more, and their turns stay."""
    return [_about(pairing, "mentor_lost", person) for person in holders]


def role_over(role: Role, reason: str, *, followed: Iterable[Pairing], led: Iterable[Slot]) -> Message:
    """To somebody of the session's team: their role is over, with what they no longer do."""
    edition = role.edition
    return Message(
        template="coaching/role_over",
        to=role.user,
        dedupe_key=f"role_over:{role.pk}",
        context={
            "edition": edition,
            "role": RoleName(role.name).label,
            "reason": reason,
            "projects": [pairing.participation.project for pairing in followed],
            "slots": list(led),
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
    )


def _about(pairing: Pairing, template: str, to: User, **context: object) -> Message:
    participation = pairing.participation
    return Message(
        template=f"coaching/{template}",
        to=to,
        dedupe_key=f"{template}:{pairing.pk}:{to.pk}",
        context={
            "pairing": pairing,
            "mentor": pairing.mentor,
            "project": participation.project,
            "edition": participation.edition,
            **context,
        },
        scope=participation.edition.scope,
        signed_by=participation.edition.name,
        reply_to=contact_of(participation.edition),
    )


def timetable_published(session: Session, people: Iterable[User]) -> list[Message]:
    """To everybody who comes: when, where, and the link to the programme."""
    edition, files = session.edition, PersonalFiles(session)
    return [
        Message(
            template="coaching/timetable_published",
            to=person,
            dedupe_key=f"timetable:{session.pk}:{person.pk}",
            context={"venue": session, "edition": edition},
            scope=edition.scope,
            signed_by=edition.name,
            reply_to=contact_of(edition),
            attachments=partial(files.of, person),
        )
        for person in people
    ]


def session_coming(
    session: Session, person: User, *, files: PersonalFiles, days: int, due_at: datetime
) -> Message:
    """To somebody who comes, ``days`` before the first day."""
    edition: Edition = session.edition
    return Message(
        template="coaching/session_coming",
        to=person,
        dedupe_key=f"session_coming:{edition.pk}:{edition.session_starts_on}:{days}:{person.pk}",
        context={"venue": session, "edition": edition, "days": days},
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
        due_at=due_at,
        attachments=partial(files.of, person),
    )
