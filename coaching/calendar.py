"""The programme as a file for a calendar: everybody's, or what concerns one reader."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from coaching.models import Session
from coaching.timetable import Entry, Timetable, Turn


def calendar(session: Session, timetable: Timetable, *, only_mine: bool = False) -> bytes:
    """The timetable as an iCalendar file, with a reader's own turns; ``only_mine``: without coaching of others."""
    entries = (entry for day in timetable.days for entry in day.entries)
    return _file(session, (entry for entry in entries if entry.concerns or not only_mine))


def _file(session: Session, entries: Iterable[Entry]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Possibles//Programme//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", session.edition.name)
    for entry in entries:
        made.add_component(_event(session, entry))
    made.add_missing_timezones()
    return made.to_ical()


def _event(session: Session, entry: Entry) -> Event:
    event = Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "localhost"
    event.add("uid", f"slot-{entry.slot.pk}@{host}")
    event.add("sequence", entry.slot.version)
    event.add("dtstamp", session.published_at or entry.starts)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.slot.title)
    event.add("url", settings.SITE_URL + reverse("coaching:timetable", args=[session.edition.slug]))
    own = entry.own_turns
    rooms = [turn.room for turn in own if turn.room] or ([entry.slot.room.name] if entry.slot.room else [])
    event.add("location", ", ".join([*rooms, session.venue, *([session.address] if session.address else [])]))
    lines = [
        *_lines(own),
        *([_("Animé par : %(names)s") % {"names": ", ".join(entry.leaders)}] if entry.leaders else []),
    ]
    if lines:
        event.add("description", "\n".join(lines))
    return event


def _lines(turns: list[Turn]) -> Iterator[str]:
    for turn in turns:
        yield " · ".join(part for part in (turn.project, turn.mentor, turn.room) if part)
