"""Mails about the session. Functions here return messages, they never send."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from accelerator.accounts.models import User
from accelerator.outbox.messages import Message
from coaching.models import Session
from coaching.session.calendar import PersonalFiles
from programmes.emails import edition_message
from programmes.models import Edition


def timetable_published(session: Session, people: Iterable[User]) -> list[Message]:
    """To everybody who comes: dates, place, and the link to the timetable."""
    edition, files = session.edition, PersonalFiles(session)
    session = files.announced
    messages = []
    for person in people:
        key = f"timetable:{session.pk}:{person.pk}"
        message = edition_message("coaching/session/timetable_published", person, key, edition, venue=session)
        messages.append(replace(message, attachments=partial(files.of, person)))
    return messages


def timetable_changed(
    session: Session, number: int, people: Iterable[tuple[User, Sequence[object]]]
) -> list[Message]:
    """To each person whose own timetable a release changes: their changes, and the file for their calendar."""
    edition, files = session.edition, PersonalFiles(session)
    session = files.announced
    messages = []
    for person, changes in people:
        key, context = f"release:{session.pk}:{number}:{person.pk}", {"venue": session, "changes": changes}
        message = edition_message("coaching/session/timetable_changed", person, key, edition, **context)
        messages.append(replace(message, attachments=partial(files.of, person)))
    return messages


def session_coming(
    session: Session, person: User, *, files: PersonalFiles, days: int, due_at: datetime
) -> Message:
    """To somebody who comes, ``days`` before the first day; the day before, with their first entries."""
    edition: Edition = session.edition
    upcoming = files.list_upcoming(person, due_at) if days == 1 else []
    first = next((entry for entry in upcoming if entry.day == edition.session_starts_on), None)
    session = files.announced
    key = f"session_coming:{edition.pk}:{edition.session_starts_on}:{days}:{person.pk}"
    context = {"venue": session, "days": days, "first": first, "room": first.room if first else ""}
    message = edition_message("coaching/session/session_coming", person, key, edition, **context)
    return replace(message, due_at=due_at, attachments=partial(files.of, person))
