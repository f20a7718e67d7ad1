"""One day to scale, a room in each column, as organisers move its slots."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accelerator.web.templatetags.prose import clock
from coaching.models import Room, SessionDay, Slot
from coaching.session.enums import SlotKind
from coaching.session.mentors import name_mentor
from coaching.session.planning.grid import Block, build_table
from coaching.session.timetable import scale_rows


@dataclass(frozen=True)
class GridColumn:
    """``key``: what a form sends; "" for what has no room of its own."""

    key: str
    name: str


@dataclass(frozen=True)
class RoomGrid:
    """The columns, how many lanes each takes, and the rows of a table to scale."""

    columns: list[tuple[GridColumn, int]]
    rows: list[dict[str, Any]]
    slots: list[Slot]
    """The same in order, as a phone lists them."""


@dataclass(frozen=True)
class GridTurn:
    """A project received in a room: it moves with its slot, or from the list of turns."""

    slot: int
    project: str
    mentor: str


def build_grid(day: SessionDay, slots: Iterable[Slot], rooms: Sequence[Room]) -> RoomGrid:
    """The slots of a day as they are prepared, each in its room, with turns in theirs; first, those without one.

    ``slots``: what :func:`~coaching.session.slots.list_slots` read of the session. No query.
    """
    listed = [slot for slot in slots if slot.day_id == day.pk]
    columns = [GridColumn("", _("Sans salle")), *(GridColumn(str(room.pk), room.name) for room in rooms)]
    by_column: dict[str, list[Block[Slot | GridTurn]]] = {column.key: [] for column in columns}
    for slot in listed:
        by_column[find_column(slot)].append(Block(slot.starts_at, slot.ends_at, slot))
        for turn in slot.bookings.all():
            if turn.room_id:
                turn_block = GridTurn(slot.pk, str(turn.participation.project), name_mentor(turn))
                by_column[str(turn.room_id)].append(Block(slot.starts_at, slot.ends_at, turn_block))
    table = build_table([by_column[column.key] for column in columns])
    return RoomGrid(list(zip(columns, table.lanes, strict=True)), scale_rows(table, day.date), listed)


def find_column(slot: Slot) -> str:
    """The column of a slot: coaching has no room of its own, each project has one."""
    return str(slot.room_id or "") if slot.kind != SlotKind.INDIVIDUAL else ""


def describe_place(slot: Slot) -> str:
    """The place and the hours of a slot, in words."""
    words = {
        "title": slot.title,
        "start": clock(slot.starts_at),
        "end": clock(slot.ends_at),
        "room": slot.room.name if slot.room else _("sans salle"),
    }
    return _("« %(title)s », %(start)s – %(end)s, %(room)s") % words
