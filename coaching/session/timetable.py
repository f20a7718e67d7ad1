"""The timetable as one person may read it: its slots, the turns shown to them, and what is theirs."""

import zoneinfo
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from math import ceil
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from coaching.models import Booking, Session, SessionDay, Slot
from coaching.session.enums import SlotKind
from coaching.session.mentors import with_mentor
from coaching.session.planning.grid import Block, Table, lay_out, minutes
from programmes.enums import RoleName
from programmes.models import Edition
from projects.models import ProjectMember

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
HOUR_LABEL = 15
"""Minutes that the label of an hour takes beside the table."""
LONGEST_ROW = 240
"""Minutes; a longer row, between two instants at which something changes, is drawn as long as this."""
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
class TimetableEntry:
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

    @property
    def minutes(self) -> int:
        return minutes(self.slot.ends_at) - minutes(self.slot.starts_at)

    @property
    def concerns(self) -> bool:
        """Whether this reader is expected: with everybody, or for what is theirs. Coaching is for those received."""
        return self.mine or self.slot.kind != SlotKind.INDIVIDUAL

    @property
    def own_turns(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.mine]

    @property
    def other_turns(self) -> list[Turn]:
        return [turn for turn in self.turns if not turn.mine]


@dataclass
class Day:
    date: date
    entries: list[TimetableEntry]


@dataclass
class Timetable:
    days: list[Day]

    def table(self) -> Table[TimetableEntry]:
        """Days as columns, time down."""
        return lay_out(
            [
                [Block(entry.slot.starts_at, entry.slot.ends_at, entry) for entry in day.entries]
                for day in self.days
            ]
        )

    def draw(self) -> dict[str, Any]:
        """The table as its template draws it, to scale: ``heads`` (day, columns), ``rows`` (time, whether there is room
        to write it, minutes by five, cells) and ``hours``, how many the longest day takes.
        """
        table, first = self.table(), self.days[0].date if self.days else date.min
        rows: list[dict[str, Any]] = []
        free = HOUR_LABEL
        for row in table.rows:
            drawn = max(5, round(row.minutes / 5) * 5)
            labelled = free >= HOUR_LABEL
            free = drawn if labelled else free + drawn
            rows.append(
                {
                    "time": _instant(first, row.starts_at),
                    "labelled": labelled,
                    "minutes": min(drawn, LONGEST_ROW),
                    "cells": row.cells,
                }
            )
        heads = [
            {"date": day.date, "lanes": lanes} for day, lanes in zip(self.days, table.lanes, strict=True)
        ]
        return {"heads": heads, "rows": rows, "hours": ceil(sum(row["minutes"] for row in rows) / 60)}

    def lasts_on(self, today: date) -> bool:
        """Whether today is one of its days, or between the first and the last."""
        return bool(self.days) and self.days[0].date <= today <= self.days[-1].date

    def goes_on(self, at: datetime) -> list[TimetableEntry]:
        """What happens at this instant; for a reader with something of their own, what concerns them."""
        return [entry for entry in self._list_expected_entries() if entry.starts <= at < entry.ends]

    def comes_next(self, at: datetime) -> list[TimetableEntry]:
        """What begins next, at one hour, once the first day has come; nothing before it nor after the last."""
        coming = [entry for entry in self._list_expected_entries() if entry.starts > at]
        if not coming or not self.days or at < _instant(self.days[0].date, time.min):
            return []
        first = min(entry.starts for entry in coming)
        return [entry for entry in coming if entry.starts == first]

    def _list_expected_entries(self) -> list[TimetableEntry]:
        entries = [entry for day in self.days for entry in day.entries]
        return [entry for entry in entries if entry.concerns] if self.mine else entries

    @property
    def mine(self) -> list[TimetableEntry]:
        """What concerns this reader in particular, in order."""
        return [entry for day in self.days for entry in day.entries if entry.mine]


def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=PARIS)


def readable(session: Session, user: Any, *, every_turn: bool) -> Timetable:
    """The timetable for ``user`` (maybe anonymous): three queries, two for those who have no turn to see.

    ``every_turn``: the team reads where each project is; others read their own turns only.
    """
    turns: list[Any] = []
    if user.is_authenticated:
        turns = list(_turns(session, user, every_turn=every_turn))
    return arrange(slots_of(session), user, [(turn, as_turn(turn)) for turn in turns])


def slots_of(session: Session) -> list[Slot]:
    """The slots of a session in order, with their day, room and leaders: two queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day", "room")
    return list(slots.prefetch_related("leaders").order_by("day__date", "starts_at", "pk"))


def arrange(slots: list[Slot], user: Any, turns: Iterable[tuple[Booking, Turn]]) -> Timetable:
    """These slots and turns as ``user`` reads them; no query."""
    days: dict[int, Day] = {}
    entries: dict[int, TimetableEntry] = {}
    for slot in slots:
        leaders = slot.leaders.all()
        entry = TimetableEntry(
            slot,
            slot.day.date,
            [str(person) for person in leaders],
            mine=any(person.pk == user.pk for person in leaders),
        )
        days.setdefault(slot.day_id, Day(slot.day.date, [])).entries.append(entry)
        entries[slot.pk] = entry
    for booking, turn in turns:
        entry = entries[booking.slot_id]
        entry.turns.append(turn)
        entry.mine = entry.mine or turn.mine
    return Timetable(list(days.values()))


def _turns(session: Session, user: Any, *, every_turn: bool) -> QuerySet[Booking]:
    memberships = ProjectMember.objects.present().filter(
        project=OuterRef("participation__project"), user=user
    )
    bookings = with_mentor(Booking.objects.filter(slot__day__session=session)).annotate(
        held=Exists(memberships)
    )
    bookings = bookings.annotate(mine=Q(held=True) | Q(mentor_id=user.pk, mentor_id__isnull=False))
    if not every_turn:
        bookings = bookings.filter(held=True)
    return bookings.select_related("room", "participation__project").order_by("slot", "room__name", "pk")


def as_turn(booking: Any) -> Turn:
    """Needs the annotations of :func:`coaching.session.mentors.with_mentor`."""
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


def days_of(session: Session) -> list[SessionDay]:
    """Days with their slots, rooms, leaders and number of turns, for those who prepare them. Three queries."""
    slots = Slot.objects.select_related("room").prefetch_related("leaders").annotate(turns=Count("bookings"))
    return list(
        session.days.order_by("date").prefetch_related(
            Prefetch("slots", queryset=slots.order_by("starts_at", "pk"))
        )
    )
