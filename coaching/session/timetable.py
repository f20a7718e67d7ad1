"""The timetable for one reader: its slots, the visible turns, and their own."""

import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from math import ceil

from django.contrib.auth.models import AnonymousUser

from accelerator.accounts.models import User
from accelerator.types import Context
from coaching.models import Session
from coaching.session.documents import VisibleResource
from coaching.session.planning.grid import Block, T, Table, build_table, minutes
from coaching.session.programme import PlannedPlace, PlannedSlot, SessionProgramme
from coaching.session.releases import Received, find_names, find_received, find_released, read_draft
from programmes.models import Edition

PARIS = zoneinfo.ZoneInfo("Europe/Paris")
HOUR_LABEL = 15
"""Minutes that the label of an hour takes beside the table."""
LONGEST_ROW = 240
"""In minutes; a longer row is rendered as long as this."""


@dataclass
class Turn:
    """A project received in a room, by its mentor."""

    pk: int
    project: str
    room: str
    mentor: str
    mine: bool


@dataclass
class VisibleGroup:
    """A group of a slot, with its projects for this reader. ``leads``: they lead it; ``mine``: they do, or have a
    project in it."""

    name: str
    room: str
    leaders: list[str]
    projects: list[str]
    mine: bool
    leads: bool = False


@dataclass(frozen=True)
class AnnouncedSpeaker:
    """A speaker, with their announced function and body."""

    name: str
    detail: str


@dataclass
class TimetableEntry:
    """A slot for this reader; ``mine``: they lead it, or have a turn in it.

    ``leaders``: those who lead it and do not speak in it; everybody is named once.
    """

    slot: PlannedSlot
    day: date
    leaders: list[str]
    turns: list[Turn] = field(default_factory=list)
    mine: bool = False
    groups: list[VisibleGroup] = field(default_factory=list)
    speakers: list[AnnouncedSpeaker] = field(default_factory=list)
    resources: list[VisibleResource] = field(default_factory=list)
    seat: str = ""
    """The seat of this reader, in words, if tables were planned."""
    seat_room: str = ""
    """The room of that table, if it is not that of the slot."""
    alone: str = ""
    """The work of this reader's project while others are received, in words."""
    whole: bool = False
    """Whether this reader sees every group and turn of it, as those who run the session do."""

    @property
    def has_page(self) -> bool:
        """Whether its page has more than the timetable."""
        return bool(self.slot.summary or self.speakers or self.resources)

    @property
    def starts(self) -> datetime:
        return _find_instant(self.day, self.slot.starts_at)

    @property
    def ends(self) -> datetime:
        return _find_instant(self.day, self.slot.ends_at)

    @property
    def minutes(self) -> int:
        return minutes(self.slot.ends_at) - minutes(self.slot.starts_at)

    @property
    def concerns(self) -> bool:
        """Whether this reader is expected: with everybody, or for their own turn or group. Coaching is for those
        received."""
        return self.mine or self.slot.is_for_everybody

    @property
    def is_detailed(self) -> bool:
        """Whether all its places are listed with their people, not the reader's place alone."""
        return self.whole and bool(self.groups or self.turns)

    @property
    def visible_leaders(self) -> list[str]:
        """The leaders of the slot; empty when each group is listed with its own leaders."""
        return [] if self.whole and self.groups else self.leaders

    @property
    def own_turns(self) -> list[Turn]:
        return [turn for turn in self.turns if turn.mine]

    @property
    def own_groups(self) -> list[VisibleGroup]:
        return [group for group in self.groups if group.mine]

    @property
    def visible_groups(self) -> list[VisibleGroup]:
        """The groups where this reader is expected; a reader seated at a table of the mix has only those they lead."""
        return [group for group in self.own_groups if group.leads or not self.seat_room]

    @property
    def room(self) -> str:
        """The room for this reader; "" without one."""
        own = [*(turn.room for turn in self.own_turns), *(group.room for group in self.own_groups)]
        return next(filter(None, own), self.slot.room)

    @property
    def other_turns(self) -> list[Turn]:
        return [turn for turn in self.turns if not turn.mine]


@dataclass
class Day:
    date: date
    entries: list[TimetableEntry]


@dataclass
class Timetable:
    """The timetable of one reader. ``gone``: removed entries that this reader's calendar may still have; ``sequence``
    grows with each release.
    """

    days: list[Day]
    gone: list[TimetableEntry] = field(default_factory=list)
    sequence: int = 0
    released_at: datetime | None = None
    place: PlannedPlace | None = None

    def table(self) -> Table[TimetableEntry]:
        """Days as columns, time down."""
        return build_table(
            [
                [Block(entry.slot.starts_at, entry.slot.ends_at, entry) for entry in day.entries]
                for day in self.days
            ]
        )

    def arrange_table(self) -> Context:
        """The table as its template draws it, to scale: ``heads`` (day, columns), ``rows`` (time, whether there is room
        to write it, minutes by five, cells) and ``hours``, how many the longest day takes.
        """
        table, first = self.table(), self.days[0].date if self.days else date.min
        rows = scale_rows(table, first)
        heads = [
            {"date": day.date, "lanes": lanes} for day, lanes in zip(self.days, table.lanes, strict=True)
        ]
        return {"heads": heads, "rows": rows, "hours": ceil(sum(row["minutes"] for row in rows) / 60)}

    def lasts_on(self, today: date) -> bool:
        """Whether today is one of its days, or between the first and the last."""
        return bool(self.days) and self.days[0].date <= today <= self.days[-1].date

    def goes_on(self, at: datetime) -> list[TimetableEntry]:
        """The running slots; for a reader with entries of their own, those that concern them."""
        return [entry for entry in self._list_expected_entries() if entry.starts <= at < entry.ends]

    def comes_next(self, at: datetime) -> list[TimetableEntry]:
        """The next slots, at one hour, from the first day until the last."""
        coming = [entry for entry in self._list_expected_entries() if entry.starts > at]
        if not coming or not self.days or at < _find_instant(self.days[0].date, time.min):
            return []
        first = min(entry.starts for entry in coming)
        return [entry for entry in coming if entry.starts == first]

    def _list_expected_entries(self) -> list[TimetableEntry]:
        return [entry for entry in self.entries if entry.concerns] if self.mine else self.entries

    @property
    def entries(self) -> list[TimetableEntry]:
        """Everything, in order."""
        return [entry for day in self.days for entry in day.entries]

    @property
    def entries_with_documents(self) -> list[TimetableEntry]:
        return [entry for entry in self.entries if entry.resources]

    @property
    def mine(self) -> list[TimetableEntry]:
        """The reader's own entries, in order."""
        return [entry for entry in self.entries if entry.mine]


def scale_rows(table: Table[T], day: date) -> list[Context]:
    """The rows of a table for templates, to scale: time, whether there is room to write it, minutes by five, cells."""
    rows: list[Context] = []
    free = HOUR_LABEL
    for row in table.rows:
        rounded = max(5, round(row.minutes / 5) * 5)
        labelled = free >= HOUR_LABEL
        free = rounded if labelled else free + rounded
        rows.append(
            {
                "time": _find_instant(day, row.starts_at),
                "labelled": labelled,
                "minutes": min(rounded, LONGEST_ROW),
                "lasts": row.minutes,
                "cells": row.cells,
            }
        )
    return rows


def _find_instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=PARIS)


def find_readable_timetable(
    session: Session, user: User | AnonymousUser, *, every_turn: bool, draft: bool = False
) -> Timetable:
    """The released timetable, for ``user`` (maybe anonymous): three queries, five for the ``draft``.

    ``every_turn``: the team reads all turns; others read their own turns only.
    """
    programme = read_draft(session) if draft else find_released(session) or SessionProgramme()
    received = {}
    edition = session.edition_id if programme.has_autonomy else None
    if user.is_authenticated and (programme.participations or edition):
        received = find_received(programme.participations, user, edition=edition)
    return arrange(programme, user.pk, received, find_names(programme.leaders), every_turn=every_turn)


def arrange(
    programme: SessionProgramme,
    reader: int | None,
    received: Mapping[int, Received],
    names: Mapping[int, str],
    *,
    every_turn: bool = False,
) -> Timetable:
    """This timetable for the person of this key (``None``: one without an account); no query."""
    days: dict[date, Day] = {}
    for slot in programme.slots:
        entry = _read_slot(slot, reader, received, names, every_turn=every_turn)
        days.setdefault(slot.day, Day(slot.day, [])).entries.append(entry)
    everything = {pk: replace(row, comes=True) for pk, row in received.items()}
    gone = [_read_slot(slot, reader, everything, names) for slot in programme.gone]
    return Timetable(list(days.values()), gone, programme.sequence, programme.released_at, programme.place)


def _read_slot(
    slot: PlannedSlot,
    reader: int | None,
    received: Mapping[int, Received],
    names: Mapping[int, str],
    *,
    every_turn: bool = False,
) -> TimetableEntry:
    speakers = list(_show_speakers(slot, names))
    speaking = {speaker.name for speaker in speakers}
    leaders = [names[pk] for pk in slot.leaders if pk in names and names[pk] not in speaking]
    mine = reader in slot.leaders or reader in slot.speaking
    entry = TimetableEntry(slot, slot.day, leaders, mine=mine, speakers=speakers, whole=every_turn)
    for group in slot.groups:
        rows = [received[pk] for pk in group.participations if pk in received and received[pk].comes]
        own = [row for row in rows if _is_own(row, reader)]
        leads = reader in group.leaders
        mine = bool(own) or leads
        seen = sorted(row.project for row in (rows if every_turn or leads else own))
        leaders = [names[pk] for pk in group.leaders if pk in names]
        entry.groups.append(VisibleGroup(group.name, group.room, leaders, seen, mine, leads))
        entry.mine = entry.mine or mine
    for planned in slot.turns:
        row = received.get(planned.participation)
        if row is None or not row.comes:
            continue
        mine = _is_own(row, reader)
        if mine or every_turn:
            entry.turns.append(Turn(planned.participation, row.project, planned.room, row.mentor_name, mine))
            entry.mine = entry.mine or mine
    if slot.autonomy and not entry.own_turns and any(row.is_own and row.comes for row in received.values()):
        entry.alone, entry.mine = slot.autonomy_label, True
    return entry


def _show_speakers(slot: PlannedSlot, names: Mapping[int, str]) -> Iterator[AnnouncedSpeaker]:
    for row in slot.speakers:
        name = row.name if row.user is None else names.get(row.user)
        if name:
            yield AnnouncedSpeaker(name, ", ".join(part for part in (row.function, row.body) if part))


def _is_own(row: Received, reader: int | None) -> bool:
    """Whether this person is a member of the project, or its mentor."""
    return row.is_own or (row.mentor is not None and row.mentor == reader)


def find_session(edition: Edition) -> Session | None:
    """The session of this edition, if it is being prepared: one query."""
    return Session.objects.filter(edition=edition).order_by("pk").first()
