"""The timetable as one person may read it: its slots, the turns shown to them, and what is theirs."""

import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from coaching.enums import PairingState
from coaching.models import Booking, Session, SessionDay, Slot
from coaching.planning.grid import Block, Table, lay_out
from programmes.enums import RoleName
from programmes.models import Edition
from projects.models import ProjectMember

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
SEES_EVERY_TURN = (RoleName.ORGANISER, RoleName.MENTOR, RoleName.FACILITATOR, RoleName.SPEAKER)


@dataclass
class Turn:
    """A project received in a room, by its mentor."""

    pk: int
    project: str
    room: str
    mentor: str
    mine: bool


@dataclass
class Entry:
    """A slot with what this reader sees of it; ``mine``: they lead it, or have a turn in it."""

    slot: Slot
    day: date
    leaders: list[str]
    turns: list[Turn] = field(default_factory=list)
    mine: bool = False

    @property
    def starts(self) -> datetime:
        return _instant(self.day, self.slot.starts_at)

    @property
    def ends(self) -> datetime:
        return _instant(self.day, self.slot.ends_at)


@dataclass
class Day:
    date: date
    entries: list[Entry]


@dataclass
class Timetable:
    days: list[Day]

    def table(self) -> Table[Entry]:
        """Days as columns, time down."""
        return lay_out(
            [
                [Block(entry.slot.starts_at, entry.slot.ends_at, entry) for entry in day.entries]
                for day in self.days
            ]
        )

    def drawn(self) -> dict[str, Any]:
        """The table as its template draws it: ``heads`` (day, columns), ``rows`` (time, height in quarters, cells)."""
        table, first = self.table(), self.days[0].date if self.days else date.min
        return {
            "heads": [
                {"date": day.date, "lanes": lanes} for day, lanes in zip(self.days, table.lanes, strict=True)
            ],
            "rows": [
                {
                    "time": _instant(first, row.starts_at),
                    "quarters": min(12, max(1, round(row.minutes / 15))),
                    "cells": row.cells,
                }
                for row in table.rows
            ],
        }

    @property
    def mine(self) -> list[Entry]:
        """What concerns this reader in particular, in order."""
        return [entry for day in self.days for entry in day.entries if entry.mine]


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=PARIS)


def readable(session: Session, user: Any, *, every_turn: bool) -> Timetable:
    """The timetable for ``user`` (maybe anonymous): three queries, two for those who have no turn to see.

    ``every_turn``: the team reads where each project is; others read their own turns only.
    """
    slots = list(
        Slot.objects.filter(day__session=session)
        .select_related("day", "room")
        .prefetch_related("leaders")
        .order_by("day__date", "starts_at", "pk")
    )
    days: dict[int, Day] = {}
    entries: dict[int, Entry] = {}
    for slot in slots:
        leaders = slot.leaders.all()
        entry = Entry(
            slot,
            slot.day.date,
            [str(person) for person in leaders],
            mine=any(person.pk == user.pk for person in leaders),
        )
        days.setdefault(slot.day_id, Day(slot.day.date, [])).entries.append(entry)
        entries[slot.pk] = entry
    if user.is_authenticated:
        for booking in _turns(session, user, every_turn=every_turn):
            entry = entries[booking.slot_id]
            entry.turns.append(as_turn(booking))
            entry.mine = entry.mine or entry.turns[-1].mine
    return Timetable(list(days.values()))


def with_mentor(bookings: QuerySet[Booking]) -> QuerySet[Booking]:
    """Adds ``mentor_id``, ``mentor_name`` and ``mentor_email`` of the accepted pairing, if there is one."""
    accepted = Q(participation__pairings__state=PairingState.ACCEPTED)
    return bookings.annotate(
        pairing=FilteredRelation("participation__pairings", condition=accepted)
    ).annotate(
        mentor_id=F("pairing__mentor"),
        mentor_name=F("pairing__mentor__name"),
        mentor_email=F("pairing__mentor__email"),
    )


def _turns(session: Session, user: Any, *, every_turn: bool) -> QuerySet[Booking]:
    held = ProjectMember.objects.filter(project=OuterRef("participation__project"), user=user, left_at=None)
    found = with_mentor(Booking.objects.filter(slot__day__session=session)).annotate(held=Exists(held))
    found = found.annotate(mine=Q(held=True) | Q(pairing__mentor=user, pairing__mentor__isnull=False))
    if not every_turn:
        found = found.filter(held=True)
    return found.select_related("room", "participation__project").order_by("slot", "room__name", "pk")


def as_turn(booking: Any) -> Turn:
    """Needs the annotations of :func:`with_mentor`."""
    return Turn(
        booking.pk,
        str(booking.participation.project),
        booking.room.name if booking.room else "",
        booking.mentor_name or booking.mentor_email or "",
        bool(getattr(booking, "mine", False)),
    )


def session_of(edition: Edition) -> Session | None:
    """The session of this edition, if it is being prepared: one query."""
    return Session.objects.filter(edition=edition).first()


def calendar(session: Session, timetable: Timetable, *, only_mine: bool = False) -> bytes:
    """The timetable as an iCalendar file, with a reader's own turns in the descriptions."""
    edition = session.edition
    made = Calendar()
    made.add("prodid", "-//Possibles//Programme//FR")
    made.add("version", "2.0")
    made.add("x-wr-calname", edition.name)
    for entry in timetable.mine if only_mine else [entry for day in timetable.days for entry in day.entries]:
        made.add_component(_event(session, entry))
    made.add_missing_timezones()
    return made.to_ical()


def _event(session: Session, entry: Entry) -> Event:
    event = Event()
    host = settings.SITE_URL.partition("://")[2].partition("/")[0] or "localhost"
    event.add("uid", f"slot-{entry.slot.pk}@{host}")
    event.add("dtstamp", session.published_at or entry.starts)
    event.add("dtstart", entry.starts)
    event.add("dtend", entry.ends)
    event.add("summary", entry.slot.title)
    own = [turn for turn in entry.turns if turn.mine]
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


def days_of(session: Session) -> list[SessionDay]:
    """Days with their slots, rooms, leaders and number of turns, for those who prepare them. Three queries."""
    slots = Slot.objects.select_related("room").prefetch_related("leaders").annotate(turns=Count("bookings"))
    return list(
        session.days.order_by("date").prefetch_related(
            Prefetch("slots", queryset=slots.order_by("starts_at", "pk"))
        )
    )
