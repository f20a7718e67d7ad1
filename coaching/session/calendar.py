"""The programme as a file for a calendar: everybody's, or what concerns one reader."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accelerator.accounts.models import User
from accelerator.outbox.messages import AttachedText
from coaching.models import Session
from coaching.session.programme import SessionProgramme
from coaching.session.releases import Received, find_names, find_received, find_released, read_place
from coaching.session.timetable import Timetable, TimetableEntry, Turn, arrange
from programmes.calendar import session_file, write_calendar
from programmes.emails import contact_of
from projects.models import ProjectMember


def cancel_turns(session: Session | None, participation: int) -> list[AttachedText]:
    """For a mentor who no longer receives this project: its turns, cancelled. No file when none was released.

    The sequence is after that of the calendars that hold them. Three queries.
    """
    programme = find_released(session) if session else None
    if session is None or programme is None:
        return []
    slots = {slot.pk: slot for slot in (*programme.gone, *programme.slots) if slot.is_turn_of(participation)}
    entries = [TimetableEntry(slot, slot.day, []) for slot in slots.values()]
    timetable = Timetable([], sequence=programme.sequence, released_at=programme.released_at)
    return cancel_entries(read_place(session, programme), timetable, entries)


def cancel_entries(
    session: Session, timetable: Timetable, entries: Sequence[TimetableEntry]
) -> list[AttachedText]:
    """The file that takes these entries of ``timetable`` out of a calendar; none for none.

    A file of its own: one that cancels holds nothing else (RFC 5546, 3.2.5).
    """
    if not entries:
        return []
    made = _begin("CANCEL")
    for entry in entries:
        made.add_component(
            _build_event(session, replace(timetable, sequence=timetable.sequence + 1), entry, gone=True)
        )
    name = f"{session.edition.slug}-{_('annulé')}.ics"
    return [AttachedText(name, write_calendar(made).decode(), "text/calendar; method=CANCEL")]


def calendar(session: Session, timetable: Timetable, *, only_mine: bool = False) -> bytes:
    """The timetable as an iCalendar file, with a reader's own turns; ``only_mine``: without coaching of others.

    What went since the first release is in it, cancelled, so that a calendar takes it out.
    """
    made = _begin("PUBLISH")
    made.add("x-wr-calname", session.edition.name)
    for entry in _list_entries(timetable, only_mine=only_mine):
        made.add_component(_build_event(session, timetable, entry))
    for entry in _list_gone(timetable, only_mine=only_mine):
        made.add_component(_build_event(session, timetable, entry, gone=True))
    return write_calendar(made)


def _list_entries(timetable: Timetable, *, only_mine: bool) -> list[TimetableEntry]:
    return [entry for entry in timetable.entries if entry.concerns or not only_mine]


def _list_gone(timetable: Timetable, *, only_mine: bool) -> list[TimetableEntry]:
    listed = {entry.slot.pk for entry in _list_entries(timetable, only_mine=only_mine)}
    gone = {entry.slot.pk: entry for entry in timetable.gone if entry.concerns or not only_mine}
    return [entry for pk, entry in gone.items() if pk not in listed]


def _begin(method: str) -> Calendar:
    made = Calendar()
    made.add("prodid", "-//Possibles//Programme//FR")
    made.add("version", "2.0")
    made.add("method", method)
    return made


class PersonalFiles:
    """What goes with a mail to those who come, for their calendars: the days, then, once published, their programme.

    Asked for once somebody is written to: four queries then, whatever their number.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, person: User) -> list[AttachedText]:
        """What holds, then, apart, what went: a file that cancels is one of its own for Outlook and for phones."""
        if self._programme is None:
            return session_file(self.session.edition)
        timetable = self.read(person)
        gone = _list_gone(timetable, only_mine=True)
        body = calendar(self.announced, replace(timetable, gone=[]), only_mine=True).decode()
        attached = AttachedText(f"{self.session.edition.slug}.ics", body, "text/calendar; method=PUBLISH")
        # The release that is read grew the sequence already.
        before = replace(timetable, sequence=timetable.sequence - 1)
        return [attached, *cancel_entries(self.announced, before, gone)]

    def read(self, person: User) -> Timetable:
        """The last release as this person reads it; empty before the first."""
        if self._programme is None:
            return Timetable([])
        own = self._own_places.get(person.pk, ())
        received = {pk: replace(row, is_own=pk in own) for pk, row in self._received.items()}
        return arrange(self._programme, person.pk, received, self._names)

    def list_upcoming(self, person: User, at: datetime) -> list[TimetableEntry]:
        """What this person has in their calendar that is not over."""
        return [entry for entry in self.read(person).entries if entry.concerns and entry.ends > at]

    @cached_property
    def announced(self) -> Session:
        """The session with the place that was released."""
        return read_place(self.session, self._programme)

    @cached_property
    def _programme(self) -> SessionProgramme | None:
        return find_released(self.session)

    @cached_property
    def _received(self) -> dict[int, Received]:
        if self._programme is None:
            return {}
        edition = self.session.edition_id if self._programme.has_autonomy else None
        return find_received(self._programme.participations, edition=edition)

    @cached_property
    def _names(self) -> dict[int, str]:
        return find_names(self._programme.leaders) if self._programme else {}

    @cached_property
    def _own_places(self) -> dict[int, set[int]]:
        """Person → the participations of their projects."""
        own: dict[int, set[int]] = {}
        members = ProjectMember.objects.present().filter(project__participation__in=self._received)
        for pk, user in members.values_list("project__participation", "user"):
            own.setdefault(user, set()).add(pk)
        return own


def _build_event(
    session: Session, timetable: Timetable, entry: TimetableEntry, *, gone: bool = False
) -> Event:
    event = Event()
    if gone:
        event.add("status", "CANCELLED")
    # Calendars that read METHOD want to know who published it; they take it out for the same one only.
    if contact := contact_of(session.edition):
        event.add("organizer", f"mailto:{contact}")
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "localhost"
    event.add("uid", f"slot-{entry.slot.pk}@{host}")
    event.add("sequence", timetable.sequence)
    event.add("dtstamp", timetable.released_at or entry.starts)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.slot.title)
    event.add("url", settings.SITE_URL + reverse("coaching:timetable", args=[session.edition.slug]))
    own = entry.own_turns
    rooms = [
        *(turn.room for turn in own if turn.room),
        *(group.room for group in entry.own_groups if group.room),
    ]
    rooms = rooms or ([entry.slot.room] if entry.slot.room else [])
    event.add("location", ", ".join([*rooms, session.venue, *([session.address] if session.address else [])]))
    lines = [
        *_list_lines(own),
        *(" · ".join([group.name, *group.projects, *group.leaders]) for group in entry.own_groups),
        *([_("Animé par : %(names)s") % {"names": ", ".join(entry.leaders)}] if entry.leaders else []),
    ]
    if lines:
        event.add("description", "\n".join(lines))
    return event


def _list_lines(turns: list[Turn]) -> Iterator[str]:
    for turn in turns:
        yield " · ".join(part for part in (turn.project, turn.mentor, turn.room) if part)
