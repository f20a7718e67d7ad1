"""The timetable as a calendar file: everybody's, or one reader's own."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accelerator.accounts.models import User
from accelerator.links import LinkForged, SignedLink, new_nonce
from accelerator.outbox.messages import AttachedText
from accelerator.registry import Registry
from coaching.models import CalendarFeed, Session
from coaching.session.programme import SessionProgramme
from coaching.session.releases import Received, find_names, find_received, find_released, read_place
from coaching.session.timetable import Timetable, TimetableEntry, Turn, arrange
from programmes.calendar import session_file, write_calendar
from programmes.capabilities import Capability
from programmes.models import Role
from projects.models import Participation, ProjectMember


def cancel_turns(session: Session | None, participation: int) -> list[AttachedText]:
    """Calendar files that cancel the turns of a project for a mentor who no longer receives it; none when none was
    released.

    The sequence is after that of the files in calendars. Three queries.
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
    """The file that removes these entries of ``timetable`` from a calendar; none without entries.

    A file of its own: one that cancels has nothing else (RFC 5546, 3.2.5).
    """
    if not entries:
        return []
    calendar_file = _begin("CANCEL")
    for entry in entries:
        calendar_file.add_component(
            _build_event(session, replace(timetable, sequence=timetable.sequence + 1), entry, gone=True)
        )
    name = f"{session.edition.slug}-{_('annulé')}.ics"
    return [AttachedText(name, write_calendar(calendar_file).decode(), "text/calendar; method=CANCEL")]


def render_calendar(session: Session, timetable: Timetable, *, only_mine: bool = False) -> bytes:
    """The timetable as an iCalendar file, with a reader's own turns; ``only_mine``: without coaching of others.

    Slots that were removed since the first release are in it, cancelled, so that a calendar removes them.
    """
    calendar_file = _begin("PUBLISH")
    calendar_file.add("x-wr-calname", session.edition.name)
    for entry in _list_entries(timetable, only_mine=only_mine):
        calendar_file.add_component(_build_event(session, timetable, entry))
    for entry in _list_gone(timetable, only_mine=only_mine):
        calendar_file.add_component(_build_event(session, timetable, entry, gone=True))
    return write_calendar(calendar_file)


def _list_entries(timetable: Timetable, *, only_mine: bool) -> list[TimetableEntry]:
    return [entry for entry in timetable.entries if entry.concerns or not only_mine]


def _list_gone(timetable: Timetable, *, only_mine: bool) -> list[TimetableEntry]:
    listed = {entry.slot.pk for entry in _list_entries(timetable, only_mine=only_mine)}
    gone = {entry.slot.pk: entry for entry in timetable.gone if entry.concerns or not only_mine}
    return [entry for pk, entry in gone.items() if pk not in listed]


def _begin(method: str) -> Calendar:
    calendar_file = Calendar()
    calendar_file.add("prodid", "-//Possibles//Programme//FR")
    calendar_file.add("version", "2.0")
    calendar_file.add("method", method)
    return calendar_file


class PersonalFiles:
    """Calendar files in mails to people of the session: the days, then, once published, their timetable.

    Read with the first mail: four queries then, whatever the number of mails.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def of(self, person: User) -> list[AttachedText]:
        """The present entries, then, apart, the cancelled ones: Outlook and phones need a file of their own for
        these."""
        if self._programme is None:
            return session_file(self.session.edition)
        timetable = self.read(person)
        gone = _list_gone(timetable, only_mine=True)
        body = render_calendar(self.announced, replace(timetable, gone=[]), only_mine=True).decode()
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
        """The entries of this person's calendar that are not over."""
        return [entry for entry in self.read(person).entries if entry.concerns and entry.ends > at]

    @cached_property
    def announced(self) -> Session:
        """The session with the released place."""
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
    # Calendars that read METHOD need the organiser, and only accept a cancellation by the same one.
    if contact := session.edition.call.contact_email:
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


LINK = SignedLink(salt="coaching.calendar-feed", url_name="coaching:feed")
RETENTION = timedelta(days=180)
"""How long after its last day a session stays in the calendar."""
AGAIN = "PT1H"
"""How often a calendar may read it again (RFC 7986)."""

EventSource = Callable[[User, datetime], Iterable[Event]]
_sources: Registry[EventSource] = Registry()
register_events = _sources.add
"""Add events of a subject above to calendars, beside the sessions: one query or two each."""


def find_feed_owner(token: str) -> User | None:
    """The owner of this address; ``None`` when it is forged or revoked, or their account is closed. One query."""
    try:
        feed = LINK.row_of(token, CalendarFeed.objects.filter(user__is_active=True).select_related("user"))
    except LinkForged:
        return None
    return feed.user if feed else None


def list_sessions(user: User, at: datetime) -> list[Session]:
    """The published sessions of this person, as participant, team or partner. One query."""
    roles = Role.objects.editions_where(user, Capability.ATTEND_SESSION)
    participations = Participation.objects.confirmed().of_member(user)
    sessions = Session.objects.filter(
        Q(edition__in=roles) | Q(edition__in=participations.values("edition")),
        published_at__isnull=False,
        edition__session_ends_on__gte=timezone.localdate(at) - RETENTION,
    )
    return list(sessions.select_related("edition__call").order_by("edition__session_starts_on", "pk"))


def render_feed(user: User, at: datetime) -> bytes:
    """The calendar of this person, in their language: four queries for each of their sessions, one, and those of the
    registered sources."""
    feed_file = Calendar()
    with translation.override(user.language):
        feed_file.add("prodid", "-//Possibles//Programme//FR")
        feed_file.add("version", "2.0")
        feed_file.add("x-wr-calname", _("Mon programme"))
        feed_file.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"}, encode=False)
        feed_file.add("x-published-ttl", AGAIN, encode=False)
        for session in list_sessions(user, at):
            for file in PersonalFiles(session).of(user):
                for event in Calendar.from_ical(file.content).walk("VEVENT"):
                    feed_file.add_component(event)
        for source in _sources:
            for event in source(user, at):
                feed_file.add_component(event)
    return write_calendar(feed_file)


@transaction.atomic
def make_feed(*, user: User, at: datetime) -> CalendarFeed:
    """Create a new address, which replaces the former. Side effects: one row, created or changed."""
    feed, _created = CalendarFeed.objects.update_or_create(
        user=user, defaults={"nonce": new_nonce(), "created_at": at}
    )
    return feed


@transaction.atomic
def revoke_feed(*, user: User) -> None:
    """Delete the address. Side effects: the row is gone."""
    CalendarFeed.objects.filter(user=user).delete()
