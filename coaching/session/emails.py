"""Mails about the session. Functions here return messages, they never send."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import Session
from coaching.session.calendar import PersonalFiles
from programmes.emails import contact_of
from programmes.models import Edition


def timetable_published(session: Session, people: Iterable[User]) -> list[Message]:
    """To everybody who comes: when, where, and the link to the programme."""
    edition, files = session.edition, PersonalFiles(session)
    session = files.announced
    return [
        Message(
            template="coaching/session/timetable_published",
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


def timetable_changed(
    session: Session, number: int, people: Iterable[tuple[User, Sequence[object]]]
) -> list[Message]:
    """To each person whose own programme a release changes: what changes for them, and the file for their calendar."""
    edition, files = session.edition, PersonalFiles(session)
    session = files.announced
    return [
        Message(
            template="coaching/session/timetable_changed",
            to=person,
            dedupe_key=f"release:{session.pk}:{number}:{person.pk}",
            context={"venue": session, "edition": edition, "changes": changes},
            scope=edition.scope,
            signed_by=edition.name,
            reply_to=contact_of(edition),
            attachments=partial(files.of, person),
        )
        for person, changes in people
    ]


def session_coming(
    session: Session, person: User, *, files: PersonalFiles, days: int, due_at: datetime
) -> Message:
    """To somebody who comes, ``days`` before the first day; the day before, what their day begins with."""
    edition: Edition = session.edition
    ahead = files.list_upcoming(person, due_at) if days == 1 else []
    first = next((entry for entry in ahead if entry.day == edition.session_starts_on), None)
    session = files.announced
    return Message(
        template="coaching/session/session_coming",
        to=person,
        dedupe_key=f"session_coming:{edition.pk}:{edition.session_starts_on}:{days}:{person.pk}",
        context={
            "venue": session,
            "edition": edition,
            "days": days,
            "first": first,
            "room": first.room if first else "",
        },
        scope=edition.scope,
        signed_by=edition.name,
        reply_to=contact_of(edition),
        due_at=due_at,
        attachments=partial(files.of, person),
    )
