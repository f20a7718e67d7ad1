"""The draft of the session: its days, missing or divided things, and one day to scale, room by room."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _, ngettext

from accelerator.types import Context
from accelerator.web.templatetags.prose import clock
from coaching.models import SessionDay, Slot
from coaching.session.details import DetailedDraft
from coaching.session.enums import SlotKind
from coaching.session.planning import load
from coaching.session.planning.clashes import Divided, find_divided
from coaching.session.planning.grid import Block, build_table
from coaching.session.planning.load import describe_quality
from coaching.session.timetable import Turn, scale_rows


def list_divided_warnings(details: DetailedDraft, *, day: date | None = None) -> list[str]:
    """The warnings of :func:`list_divided`, as text."""
    return [describe_divided(row) for row in list_divided(details, day=day)]


def describe_divided(row: Divided) -> str:
    places = ", ".join(_("« %(title)s »") % {"title": place} for place in row.places)
    words = _("%(name)s ne pourra pas suivre tous ses projets, attendus au même moment à %(places)s.")
    return words % {"name": row.name, "places": places}


def list_divided(details: DetailedDraft, *, day: date | None = None) -> list[Divided]:
    """Mentors who cannot stay with every project they follow, in the present groups; of one day, or of all. No
    query."""
    slots = [slot for slot in details.programme.slots if day in (None, slot.day)]
    return find_divided(load.list_taken(details, slots), details.mentors)


@dataclass(frozen=True)
class ProgrammeGap:
    text: str
    href: str
    label: str
    """The label of the link."""
    is_impossible: bool = False
    """Whether it prevents publishing."""
    is_act: bool = False
    """Whether the address is an action by POST."""


def list_gaps(details: DetailedDraft) -> list[ProgrammeGap]:
    """What a draft misses, with the pages to add it. No query."""
    return [*_list_unserved(details), *_list_lost(details), *_list_torn(details)]


def _list_unserved(details: DetailedDraft) -> list[ProgrammeGap]:
    """Projects without a mentor, or without a slot. No query."""
    slug, gaps = details.session.edition.slug, []
    received = {turn.participation for slot in details.programme.slots for turn in slot.turns}
    if alone := sum(row.mentor_id is None for row in details.attending_projects.values()):
        text = ngettext(
            "%(count)d projet n’a pas encore de parrain ou de marraine.",
            "%(count)d projets n’ont pas encore de parrain ou de marraine.",
            alone,
        )
        address = reverse("coaching:manage_pairings", args=[slug])
        gaps.append(ProgrammeGap(text % {"count": alone}, address, _("Proposer un parrain ou une marraine")))
    if waiting := len(details.attending_projects.keys() - received):
        text = ngettext(
            "%(count)d projet n’a aucun créneau de coaching individuel.",
            "%(count)d projets n’ont aucun créneau de coaching individuel.",
            waiting,
        )
        turns = [slot.pk for slot in details.programme.slots if slot.is_individual]
        address = (
            reverse("coaching:session_bookings", args=[slug, turns[0]])
            if turns
            else reverse("coaching:manage_session", args=[slug])
        )
        gaps.append(ProgrammeGap(text % {"count": waiting}, address, _("Placer les projets")))
    return gaps


def _list_lost(details: DetailedDraft) -> list[ProgrammeGap]:
    """Slots without groups although they need some. No query."""
    words = _("« %(title)s » se tient en groupes et n’a ni groupe ni salle : personne ne saura où aller.")
    return [
        ProgrammeGap(
            words % {"title": slot.title},
            reverse("coaching:session_groups", args=[details.session.edition.slug, slot.pk]),
            _("Faire les groupes"),
        )
        for slot in details.programme.slots
        if slot.kind == SlotKind.GROUP and not slot.room and not slot.groups
    ]


def _list_torn(details: DetailedDraft) -> list[ProgrammeGap]:
    """Mentors whose projects are in two places at once. No query."""
    gaps = []
    for row in list_divided(details):
        days = [
            slot.day_id for slot in details.slots if any(place.startswith(slot.title) for place in row.places)
        ]
        place = [details.session.edition.slug, *days[:1]]
        name = "coaching:session_grid" if days else "coaching:manage_session"
        gaps.append(
            ProgrammeGap(describe_divided(row), reverse(name, args=place), _("Voir la grille du jour"))
        )
    return gaps


@dataclass(frozen=True)
class GridColumn:
    """A column of the grid of slots. ``key``: the value in a form; "" for slots without a room of their own."""

    key: str
    name: str


@dataclass(frozen=True)
class RoomGrid:
    """The columns, how many lanes each takes, and the rows of a table to scale."""

    columns: list[tuple[GridColumn, int]]
    rows: list[Context]
    slots: list[Slot]
    """The same in order, for the list on a phone."""


@dataclass(frozen=True)
class GridTurn:
    """A project received in a room: it moves with its slot, or from the list of turns."""

    slot: int
    project: str
    mentor: str


def build_grid(details: DetailedDraft, day: SessionDay) -> RoomGrid:
    """The slots of a day, each in its room, with turns in theirs; those without a room first. No query.

    Each slot gets ``people``: the names of its leaders, then of its speakers, each once.
    """
    listed = [slot for slot in details.slots if slot.day_id == day.pk]
    rooms = (GridColumn(str(room.pk), room.name) for room in details.rooms)
    columns = [GridColumn("", _("Sans salle")), *rooms]
    by_column: dict[str, list[Block[Slot | GridTurn]]] = {column.key: [] for column in columns}
    for slot in listed:
        people = [*details.list_leaders(slot.planned.leaders), *details.list_speakers(slot.planned)]
        slot.people = list(dict.fromkeys(person.name for person in people))
        by_column[find_column(slot)].append(Block(slot.starts_at, slot.ends_at, slot))
        for turn in slot.planned.turns:
            if room := details.find_room(turn.room):
                turn_block = _make_grid_turn(slot, details.places[turn.participation])
                by_column[str(room.pk)].append(Block(slot.starts_at, slot.ends_at, turn_block))
    table = build_table([by_column[column.key] for column in columns])
    return RoomGrid(list(zip(columns, table.lanes, strict=True)), scale_rows(table, day.date), listed)


def _make_grid_turn(slot: Slot, place: Any) -> GridTurn:
    pairing = getattr(place, "current_pairing", None)
    mentor = str(pairing.mentor) if pairing and pairing.is_accepted else ""
    return GridTurn(slot.pk, str(place.project), mentor)


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


def make_turn(booking: Any) -> Turn:
    """A turn of the draft. Needs the annotations of :func:`coaching.session.mentors.annotate_mentor`."""
    return Turn(
        booking.pk,
        str(booking.participation.project),
        booking.room.name if booking.room else "",
        booking.mentor_name or booking.mentor_email or "",
        bool(getattr(booking, "mine", False)),
    )


def complete_days(details: DetailedDraft) -> list[Any]:
    """Days with their slots (``listed``) for organisers. No query.

    Each slot gets ``talk_rows``, how many people and documents it has, and ``people``, the names of its leaders.
    ``quality``: the quality of the last assignment of the day in words; "" without one.
    """
    for day in details.days:
        day.quality = describe_quality(day.shared_gap) if day.shared_at else ""
        day.listed = [slot for slot in details.slots if slot.day_id == day.pk]
    for slot in details.slots:
        slot.talk_rows = len(slot.planned.speakers) + slot.resources_count
        slot.people = [person.name for person in details.list_leaders(slot.planned.leaders)]
    return details.days
