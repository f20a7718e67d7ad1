"""The programme as a file for a calendar: everybody's, or what concerns one reader."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText
from coaching.models import Booking, Session, Slot
from coaching.session.mentors import with_mentor
from coaching.session.timetable import (
    Timetable,
    TimetableEntry,
    Turn,
    arrange,
    as_turn,
    slots_of,
)
from programmes.calendar import session_file
from projects.models import ProjectMember


def calendar(session: Session, timetable: Timetable, *, only_mine: bool = False) -> bytes:
    """The timetable as an iCalendar file, with a reader's own turns; ``only_mine``: without coaching of others."""
    entries = (entry for day in timetable.days for entry in day.entries)
    return _file(session, (entry for entry in entries if entry.concerns or not only_mine))


class PersonalFiles:
    """What goes with a mail to those who come, for their calendars: the days, then, once published, their programme.

    Asked for once somebody is written to: three queries then, whatever their number.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, person: User) -> list[AttachedText]:
        if self.session.published_at is None:
            return session_file(self.session.edition)
        turns = [
            (turn, replace(as_turn(turn), mine=True))
            for turn in self._turns
            if turn.mentor_id == person.pk
            or person.pk in self._holders.get(turn.participation.project_id, ())
        ]
        shown = arrange(self._slots, person, turns)
        body = calendar(self.session, shown, only_mine=True).decode()
        return [AttachedText(f"{self.session.edition.slug}.ics", body)]

    @cached_property
    def _slots(self) -> list[Slot]:
        return slots_of(self.session)

    @cached_property
    def _turns(self) -> list[Any]:
        bookings = with_mentor(Booking.objects.filter(slot__day__session=self.session))
        return list(bookings.select_related("room", "participation__project").order_by("slot", "pk"))

    @cached_property
    def _holders(self) -> dict[int, set[int]]:
        held: dict[int, set[int]] = {}
        projects = {turn.participation.project_id for turn in self._turns}
        members = ProjectMember.objects.present().filter(project__in=projects)
        for project, user in members.values_list("project", "user"):
            held.setdefault(project, set()).add(user)
        return held


def _file(session: Session, entries: Iterable[TimetableEntry]) -> bytes:
    made = Calendar()
    made.add("prodid", "-//Possibles//Programme//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", session.edition.name)
    for entry in entries:
        made.add_component(_event(session, entry))
    made.add_missing_timezones()
    return made.to_ical()


def _event(session: Session, entry: TimetableEntry) -> Event:
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
