"""The seats of the mix: the tables of a rotation on screens and papers, one person's seats, the current round."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.utils.translation import gettext as _

from accelerator.types import Context
from coaching.ideas.planning.rotation import find_met
from coaching.models import Attendee, MixBoard, MixRound, MixSeat, Rotation, RotationTable, Session, Slot
from coaching.session.enums import SlotActivity
from coaching.session.printing import render_paper
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.releases import find_followed, find_released


@dataclass(frozen=True)
class TableRound:
    """The people at a table in a round: hosts, then visitors."""

    number: int
    staying: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SeatedTable:
    number: int
    projects: dict[int, str]
    """Titles by participation."""
    rounds: list[TableRound]
    room: str = ""

    @property
    def title(self) -> str:
        return " · ".join(self.projects.values())

    def find_round(self, number: int) -> TableRound | None:
        return next((round_seats for round_seats in self.rounds if round_seats.number == number), None)


@dataclass(frozen=True)
class OwnSeat:
    """The seat of one person in a round; ``is_now``: in the current round, else the next."""

    number: int
    table: int
    title: str
    stays: bool
    is_now: bool = False
    place: int | None = None
    """Key of the participation of the table."""
    room: str = ""
    """The room of the group of that project, if the mix has groups."""


@dataclass(frozen=True)
class Slip:
    """The slip of one person, with their table at each round."""

    name: str
    body: str
    seats: list[OwnSeat]


@dataclass(frozen=True)
class SeatedMix:
    """Every table, round by round, and those left out: projects without a listener, people who meet nobody."""

    tables: list[SeatedTable]
    unheard: list[str]
    unmet: list[str]


def read_seated(rotation: Rotation, rooms: Mapping[int, str] | None = None) -> SeatedMix:
    """``rooms`` by project. Two queries."""
    tables: dict[int, SeatedTable] = {}
    for row in RotationTable.objects.filter(rotation=rotation).select_related("participation__project"):
        room = (rooms or {}).get(row.participation_id) or name_half(row.half)
        empty = [TableRound(number) for number in rotation.numbers]
        table = tables.setdefault(row.number, SeatedTable(row.number, {}, empty, room))
        table.projects[row.participation_id] = row.participation.project.title
    seats = list(_list_seats(rotation))
    receiving = {(seat.number, seat.attendee_id) for seat in seats if seat.stays}
    once = {(seat.number, seat.attendee_id): seat for seat in seats}  # a table may have several projects
    for (number, attendee), seat in once.items():
        round_seats = tables[seat.table.number].find_round(number)
        if round_seats:
            is_host = (number, attendee) in receiving
            (round_seats.staying if is_host else round_seats.coming).append(seat.attendee.name)
    listened = {seat.table.participation_id for seat in seats if not seat.stays}
    titles = {pk: title for table in tables.values() for pk, title in table.projects.items()}
    unheard = [title for pk, title in titles.items() if pk not in listened]
    return SeatedMix(list(tables.values()), unheard, _list_unmet(seats))


def list_tables(rotation: Rotation, rooms: Mapping[int, str] | None = None) -> list[SeatedTable]:
    """The tables of :func:`read_seated`."""
    return read_seated(rotation, rooms).tables


def _list_unmet(seats: Iterable[MixSeat]) -> list[str]:
    """The names of people who never sit with somebody of another project, or of none."""
    people = {seat.attendee_id: seat.attendee for seat in seats}
    companies: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for seat in seats:
        team = seat.attendee.participation_id or -seat.attendee_id
        companies[seat.number, seat.table.number][seat.attendee_id] = team
    met = find_met(companies.values())
    return [person.name for pk, person in people.items() if pk not in met]


def name_half(half: int) -> str:
    """« 1re session » or « 2e session » of the mix; "" when there is one."""
    return _("Séance %(number)d") % {"number": half} if half else ""


def list_slips(rotation: Rotation, rooms: Mapping[int, str] | None = None) -> list[Slip]:
    """One slip for each visitor, by name; ``rooms`` by project. One query."""
    seats: dict[int, list[MixSeat]] = defaultdict(list)
    for seat in _list_seats(rotation):
        seats[seat.attendee_id].append(seat)
    slips = [
        Slip(rows[0].attendee.name, rows[0].attendee.body, place_seats(describe_seats(rows), rooms or {}))
        for rows in seats.values()
        if len({row.table_id for row in rows}) > 1 or not rows[0].stays
    ]
    return sorted(slips, key=lambda slip: slip.name)


def _list_seats(rotation: Rotation) -> "QuerySet[MixSeat]":
    seats = MixSeat.objects.filter(table__rotation=rotation, attendee__in=Attendee.objects.expected())
    related = seats.select_related("attendee", "table__participation__project")
    return related.order_by("number", "table__number", "-stays", "attendee__name", "pk")


def describe_seats(seats: Iterable[MixSeat], now: int | None = None) -> list[OwnSeat]:
    """The seats of one person, one a round: their own project when they receive, else the projects they listen to."""
    rounds: dict[int, list[MixSeat]] = defaultdict(list)
    for seat in seats:
        rounds[seat.number].append(seat)
    own_seats = []
    for number, rows in rounds.items():
        rows = [row for row in rows if row.stays] or rows
        table = rows[0].table
        title = " · ".join(row.table.participation.project.title for row in rows)
        own_seats.append(
            OwnSeat(
                number, table.number, title, rows[0].stays, number == now, table.participation_id,
                name_half(table.half),
            )
        )  # fmt: skip
    return own_seats


def find_round_to_seat(session_id: int, at: datetime) -> int | None:
    """The number of the current round, else of the next one, else of the last. One query."""
    rounds = list(MixRound.objects.filter(session=session_id).order_by("number"))
    running = [mix_round for mix_round in rounds if mix_round.takes_ideas(at)]
    coming = [mix_round for mix_round in rounds if not mix_round.is_over(at)]
    return next((mix_round.number for mix_round in [*running, *coming, *rounds[-1:]]), None)


@dataclass(frozen=True)
class OwnMix:
    """The mix of one person: ``last``, the last round that began; ``slot``, the one chosen for it.

    ``has_next``: a round is open or planned.
    """

    seats: list[OwnSeat] = field(default_factory=list)
    last: MixRound | None = None
    has_next: bool = False
    slot: int | None = None

    def takes_ideas(self, at: datetime) -> bool:
        return self.last is not None and self.last.takes_ideas(at)

    @property
    def is_over(self) -> bool:
        """Whether no round is left to sit down for."""
        return not any(seat.is_now for seat in self.seats)


def read_own_mix(attendee: Attendee, at: datetime) -> OwnMix:
    """The seats of this person, round by round, whether the mix is over or not. One query."""
    mix_rounds, seats, slot = _list_rounds_and_seats(attendee)
    begun = [row for row in mix_rounds if row.opened_at]
    # the current round, else the next one with a seat
    ended = {row.number for row in mix_rounds if row.is_over(at)}
    running = {row.number for row in mix_rounds if row.takes_ideas(at)}
    left = [seat.number for seat in seats if seat.number not in ended]
    return OwnMix(
        describe_seats(seats, next(iter([*(number for number in left if number in running), *left]), None)),
        max(begun, key=lambda row: row.opened_at, default=None),
        not all(row.is_over(at) for row in mix_rounds),
        slot if mix_rounds or seats else None,
    )


def _list_rounds_and_seats(attendee: Attendee) -> tuple[list[Any], list[Any], int | None]:
    """The rounds of the mix by number, the seats of this person by round, and the chosen slot. One query."""
    own = Q(rotation__tables__seats__attendee=attendee)
    rows: Any = Session.objects.filter(pk=attendee.session_id).annotate(
        mix_round=FilteredRelation("mix_rounds"),
        seat=FilteredRelation("rotation__tables__seats", condition=own),
        slot=F("mix_board__slot"),
    )
    related = ("mix_round", "seat__table__participation__project")
    slot, rounds, seats = None, {}, {}
    # a row for each round and seat
    for row in rows.select_related(*related).order_by(
        "mix_round__number", "seat__number", "-seat__stays", "seat__pk"
    ):
        slot = row.slot
        if hasattr(row, "mix_round"):
            rounds[row.mix_round.pk] = row.mix_round
        if hasattr(row, "seat"):
            seats[row.seat.pk] = row.seat
    return list(rounds.values()), list(seats.values()), slot


def find_table_rooms(slot: PlannedSlot | None) -> dict[int, str]:
    """By project, the room of its group in the mix, where its table is. No query."""
    return {pk: room for pk, (_group, room, _leaders) in slot.find_places().items()} if slot else {}


def place_seats(seats: Iterable[OwnSeat], rooms: Mapping[int, str]) -> list[OwnSeat]:
    """Add the room of its table to each seat; ``rooms`` by project. No query."""
    return [replace(seat, room=rooms.get(seat.place or 0) or seat.room) for seat in seats]


def read_own_seats(session: Session, mix: OwnMix) -> list[OwnSeat]:
    """The seats of somebody in the mix, each with its released room. One query, none without seats."""
    programme = find_released(session) if mix.seats else None
    if programme is None:
        return mix.seats
    return place_seats(mix.seats, find_table_rooms(_find_mix(programme, mix.slot)))


def read_table_rooms(session: Session) -> dict[int, str]:
    """By project, the room of its table, in the released timetable or else in the draft. Five queries at most."""
    board: MixBoard | None = getattr(session, "mix_board", None)
    return find_table_rooms(_find_mix(find_followed(session), board.slot_id if board else None))


def _find_mix(programme: SessionProgramme, chosen: int | None) -> PlannedSlot | None:
    key = find_mix_slot(programme.slots, chosen)
    return next((slot for slot in programme.slots if slot.pk == key), None)


def find_mix_slot(slots: Iterable[Slot | PlannedSlot], chosen: int | None) -> int | None:
    """The key of the slot of the mix: the chosen one, else the first with this activity. No query."""
    mix_slots = list(slots)
    keys = [slot.pk for slot in mix_slots if slot.pk == chosen]
    return next(iter([*keys, *(slot.pk for slot in mix_slots if slot.activity == SlotActivity.MIX)]), None)


def print_table_cards(rotation: Rotation, at: datetime) -> bytes:
    """One landscape page a table: its number, its projects, and who receives and visits in each round. Seven queries
    at most."""
    rooms = read_table_rooms(rotation.session)
    data = {
        "table": _("Table"),
        "empty": _("en visite"),
        "rounds": [_name_round(number) for number in rotation.numbers],
        "tables": [_arrange_table(table) for table in list_tables(rotation, rooms)],
    }
    return _render("coaching/ideas/tables.typ", data, _("Tables du Grand Mix – %(name)s"), rotation, at)


def _arrange_table(table: SeatedTable) -> Context:
    return {
        "number": str(table.number),
        "title": table.title,
        "room": table.room,
        "rounds": [
            {"hosts": round_seats.staying, "guests": round_seats.coming} for round_seats in table.rounds
        ],
    }


def print_slips(rotation: Rotation, at: datetime) -> bytes:
    """Eight slips a page, to be cut: one person's table at each round. Six queries at most."""
    rooms = read_table_rooms(rotation.session)
    data = {
        "table": _("Table"),
        "slips": [
            {
                "name": slip.name,
                "body": slip.body,
                "seats": [
                    [_name_round(seat.number), str(seat.table), _name_place(seat)] for seat in slip.seats
                ],
            }
            for slip in list_slips(rotation, rooms)
        ],
    }
    return _render("coaching/ideas/slips.typ", data, _("Billets du Grand Mix – %(name)s"), rotation, at)


def _name_place(seat: OwnSeat) -> str:
    parts = [seat.room, seat.title, _("vous recevez") if seat.stays else ""]
    return " · ".join(part for part in parts if part)


def _name_round(number: int) -> str:
    return _("Tour %(number)d") % {"number": number}


def _render(template: str, data: Context, title: str, rotation: Rotation, at: datetime) -> bytes:
    edition = rotation.session.edition
    return render_paper(template, {"edition": edition.name, **data}, title % {"name": edition.name}, at)
