"""Who turns from table to table, who stays, and where everybody sits: the rotation as its pages and papers need it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Exists, F, OuterRef, Subquery

from accelerator.web.search import normalise
from coaching.attendance.enums import AttendeeKind
from coaching.attendance.halves import choose_half_day, group_half_days
from coaching.ideas.enums import RotationPart
from coaching.ideas.planning.rotation import Guest
from coaching.ideas.queries import list_coming
from coaching.models import (
    Attendance,
    Attendee,
    MixRound,
    MixSeat,
    Rotation,
    RotationPair,
    RotationTable,
    Session,
    SessionCode,
    Slot,
)
from coaching.session.programme import PlannedSlot
from projects.conflicts.queries.judging import list_pairs_set_aside
from projects.models import Participation

RUNNING = {AttendeeKind.ORGANISER, AttendeeKind.FACILITATOR}
"""Those who run the mix sit nowhere, unless somebody says so."""
USUAL_ROUNDS = 3
NAME = "mix"
"""What the default agenda calls it: « Grand Mix des idées »."""


@dataclass(frozen=True)
class Sitter:
    """Somebody expected: what they do by usage, and what was said instead (nothing: as usual)."""

    attendee: Attendee
    usual: RotationPart
    said: str
    is_present: bool

    @property
    def part(self) -> RotationPart:
        return RotationPart(self.said) if self.said else self.usual


@dataclass(frozen=True)
class MixCrowd:
    """What a rotation is planned from."""

    session: Session
    sitters: list[Sitter]
    places: list[Participation]
    """The projects that come, by title."""
    pairs: list[RotationPair]

    @property
    def present(self) -> int:
        return sum(sitter.is_present for sitter in self.sitters)

    @property
    def is_gathered(self) -> bool:
        """Whether most were noted as there this half-day: before that, tables are for everybody expected."""
        return self.present * 2 > len(self.sitters)

    def list_seated(self, *, only_present: bool) -> list[Sitter]:
        """Those who sit somewhere."""
        return [s for s in self.sitters if s.part != RotationPart.OUT and (s.is_present or not only_present)]

    def list_hosted(self, *, only_present: bool) -> list[Participation]:
        """The projects that have somebody to stay at their table."""
        seated = self.list_seated(only_present=only_present)
        held = {s.attendee.participation_id for s in seated if s.part == RotationPart.STAYS}
        return [place for place in self.places if place.pk in held]


def read_room(session: Session, at: datetime) -> MixCrowd:
    """Everybody expected, with their part; four queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day")
    half_day = choose_half_day(group_half_days(slots.order_by("day__date", "starts_at", "pk")), at)
    rows: Any = session.attendees.expected().select_related("participation__project", "rotation_choice")
    if half_day:
        there = Attendance.objects.filter(attendee=OuterRef("pk"), day=half_day.day, half=half_day.half)
        rows = rows.annotate(came=Exists(there))
    people = list(rows.order_by("name", "pk"))
    came = {person.pk for person in people if half_day and person.came}
    said = {p.pk: p.rotation_choice.part for p in people if hasattr(p, "rotation_choice")}
    usual = find_usual_parts(people, came)
    sitters = [Sitter(p, usual[p.pk], said.get(p.pk, ""), p.pk in came) for p in people]
    places = list(list_coming(session))
    pairs = RotationPair.objects.filter(one__edition=session.edition_id)
    named = pairs.select_related("one__project", "other__project").order_by("pk")
    return MixCrowd(session, sitters, places, list(named))


def find_usual_parts(people: Iterable[Attendee], came: set[int]) -> dict[int, RotationPart]:
    """One of those who hold a project stays at its table, present ones first; the others turn. No query."""
    parts = {person.pk: RotationPart.MOVES for person in people}
    at_home: dict[int, list[Attendee]] = defaultdict(list)
    for person in people:
        if person.kind in RUNNING:
            parts[person.pk] = RotationPart.OUT
        elif person.participation_id and person.kind in (AttendeeKind.HOLDER, AttendeeKind.COMPANION):
            at_home[person.participation_id].append(person)
    for team in at_home.values():
        host = min(team, key=lambda p: (p.pk not in came, p.kind != AttendeeKind.HOLDER, p.pk))
        parts[host.pk] = RotationPart.STAYS
    return parts


@dataclass(frozen=True)
class Seating:
    """What the solver is asked: tables in order, who stays at each, guests."""

    tables: list[int]
    """Keys of the participations."""
    hosts: dict[int, list[int]]
    """Table, from 0 → keys of the attendees who stay there."""
    guests: list[Guest]

    def list_free(self, capacity: int) -> list[int]:
        """Seats left at each table for those who turn."""
        return [max(0, capacity - len(self.hosts.get(table, []))) for table in range(len(self.tables))]


def arrange_seating(
    room: MixCrowd, tables: Sequence[int], *, only_present: bool, apart_by_territory: bool
) -> Seating:
    """Guests and hosts of these tables; two queries.

    Whoever stays and has no table here turns like the others; who stepped aside from a dossier does not sit with it.
    """
    order = {pk: table for table, pk in enumerate(tables)}
    seated = room.list_seated(only_present=only_present)
    hosts: dict[int, list[int]] = defaultdict(list)
    moving = []
    for sitter in seated:
        table = order.get(sitter.attendee.participation_id or 0)
        if sitter.part == RotationPart.STAYS and table is not None:
            hosts[table].append(sitter.attendee.pk)
        else:
            moving.append(sitter.attendee)
    foes = find_foes(room, apart_by_territory=apart_by_territory)
    aside = _list_set_aside(room.places, order)
    guests = [
        Guest(
            key=person.pk,
            own=order.get(person.participation_id or 0),
            rivals=frozenset(
                {order[pk] for pk in foes[person.participation_id or 0] if pk in order}
                | aside[person.user_id or 0]
            ),
            apart=frozenset(
                other.pk for other in moving if other.participation_id in foes[person.participation_id or 0]
            ),
        )
        for person in moving
    ]
    return Seating(list(tables), dict(hosts), guests)


def find_foes(room: MixCrowd, *, apart_by_territory: bool) -> dict[int, set[int]]:
    """Participation → those with whose people its own do not sit. One query when territories count, else none."""
    foes: dict[int, set[int]] = defaultdict(set)
    couples = [(pair.one_id, pair.other_id) for pair in room.pairs]
    if apart_by_territory:
        rows = Participation.objects.filter(pk__in=[place.pk for place in room.places])
        where = [
            (pk, name)
            for pk, name in rows.order_by("pk").values_list("pk", "project__application__department")
            if name
        ]
        couples += [
            (one, other) for one, here in where for other, there in where if here == there and one < other
        ]
    for one, other in couples:
        foes[one].add(other)
        foes[other].add(one)
    return foes


def _list_set_aside(places: Iterable[Participation], order: dict[int, int]) -> dict[int, set[int]]:
    """User → the tables of the dossiers they stepped aside from."""
    rows = Participation.objects.filter(pk__in=list(order)).values_list("project__application__pk", "pk")
    of_dossier = {dossier: order[pk] for dossier, pk in rows if dossier}
    found: dict[int, set[int]] = defaultdict(set)
    for dossier, user in list_pairs_set_aside(of_dossier):
        found[user].add(of_dossier[dossier])
    return found


@dataclass(frozen=True)
class TableRound:
    """Who sits at a table in a round: those who stay first."""

    number: int
    staying: list[str] = field(default_factory=list)
    coming: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class SeatedTable:
    number: int
    title: str
    place: int
    """Key of the participation."""
    rounds: list[TableRound]

    def find_round(self, number: int) -> TableRound | None:
        return next((held for held in self.rounds if held.number == number), None)


@dataclass(frozen=True)
class OwnSeat:
    """Where one person sits in a round; ``is_now``: it is the round that runs, else the next."""

    number: int
    table: int
    title: str
    stays: bool
    is_now: bool = False
    place: int | None = None
    """Key of the participation whose table it is."""
    slot: int | None = None
    """Key of the slot in which the mix is held, where somebody said it."""


@dataclass(frozen=True)
class Slip:
    """What one person carries from table to table."""

    name: str
    body: str
    seats: list[OwnSeat]


def list_tables(rotation: Rotation) -> list[SeatedTable]:
    """Every table, round by round. Two queries."""
    tables = {
        table.pk: SeatedTable(
            table.number,
            table.participation.project.title,
            table.participation_id,
            [TableRound(number) for number in rotation.numbers],
        )
        for table in RotationTable.objects.filter(rotation=rotation).select_related("participation__project")
    }
    for seat in _list_seats(rotation):
        held = tables[seat.table_id].find_round(seat.number)
        if held:
            (held.staying if seat.stays else held.coming).append(seat.attendee.name)
    return list(tables.values())


def list_slips(rotation: Rotation) -> list[Slip]:
    """One for each person who turns, by name. One query."""
    found: dict[int, Slip] = {}
    for seat in _list_seats(rotation):
        if not seat.stays:
            slip = found.setdefault(seat.attendee_id, Slip(seat.attendee.name, seat.attendee.body, []))
            slip.seats.append(_describe(seat))
    return sorted(found.values(), key=lambda slip: slip.name)


def _list_seats(rotation: Rotation) -> Any:
    seats = MixSeat.objects.filter(table__rotation=rotation, attendee__in=Attendee.objects.expected())
    related = seats.select_related("attendee", "table__participation__project")
    return related.order_by("number", "table__number", "-stays", "attendee__name", "pk")


def _describe(seat: MixSeat, now: int | None = None) -> OwnSeat:
    table, title = seat.table, seat.table.participation.project.title
    slot = getattr(seat, "slot", None)
    return OwnSeat(
        seat.number, table.number, title, seat.stays, seat.number == now, table.participation_id, slot
    )


def find_round_to_seat(session_id: int, at: datetime) -> int | None:
    """The number of the round that runs, else of the next one, else of the last. One query."""
    rounds = list(MixRound.objects.filter(session=session_id).order_by("number"))
    running = [found for found in rounds if found.takes_ideas(at)]
    coming = [found for found in rounds if not found.is_over(at)]
    return next((found.number for found in [*running, *coming, *rounds[-1:]]), None)


def list_own_seats(attendee: Attendee, at: datetime, *, over: bool = False) -> list[OwnSeat]:
    """Where this person sits, round by round; nothing once the mix is over, unless asked for ``over`` ones too.

    One query, two with a seat.
    """
    own = MixSeat.objects.filter(attendee=attendee).select_related("table__participation__project")
    seats = list(own.annotate(slot=F("table__rotation__session__mix_board__slot")).order_by("number"))
    if not seats:
        return []
    rounds = {found.number: found for found in MixRound.objects.filter(session=attendee.session_id)}
    ended = {number for number, found in rounds.items() if found.is_over(at)}
    left = [seat.number for seat in seats if seat.number not in ended]
    running = [number for number in left if number in rounds and rounds[number].takes_ideas(at)]
    now = next(iter([*running, *left]), None)
    return [_describe(seat, now) for seat in seats] if left or over else []


def find_mix_slot(slots: Iterable[Slot | PlannedSlot], chosen: int | None) -> int | None:
    """The key of the slot of the mix: the one that was chosen, else the first that is called so. No query."""
    found = list(slots)
    keys = [slot.pk for slot in found if slot.pk == chosen]
    return next(iter([*keys, *(slot.pk for slot in found if NAME in normalise(slot.title_fr).split())]), None)


def find_rotation(session: Session) -> Rotation | None:
    """One query."""
    return Rotation.objects.filter(session=session).first()


def find_rotation_and_code(session: Session, at: datetime) -> tuple[Rotation | None, str]:
    """The plan, and the code that opens the session's pages now, or nothing. One query."""
    codes = SessionCode.objects.valid(at).filter(session=OuterRef("session"))
    found: Any = Rotation.objects.filter(session=session).annotate(code=Subquery(codes.values("code")[:1]))
    planned = found.first()
    return planned, (planned.code or "") if planned else ""


def count_begun(session: Session, rotation: Rotation) -> int:
    """How many of its rounds began, and stay as they were. One query."""
    last = MixRound.objects.filter(session=session, number__gte=rotation.first).begun()
    number = last.order_by("-number").values_list("number", flat=True).first()
    return min(rotation.rounds, number - rotation.first + 1) if number else 0


def suggest_rounds(session: Session) -> tuple[int, int]:
    """The number of the first round that did not begin, and how many there are to seat. One query."""
    rounds = list(
        MixRound.objects.filter(session=session).order_by("number").values_list("number", "opened_at")
    )
    left = [number for number, opened_at in rounds if opened_at is None]
    last = max((number for number, _opened in rounds), default=0)
    return (left[0], len(left)) if left else (last + 1, USUAL_ROUNDS)


def read_seats(rotation: Rotation, tables: Sequence[int]) -> list[list[list[int]]]:
    """``[round][table]``: who turns and sat there, tables as the solver is told them now. One query."""
    order = {pk: table for table, pk in enumerate(tables)}
    seats: list[list[list[int]]] = [[[] for _table in tables] for _round in range(rotation.rounds)]
    rows = MixSeat.objects.filter(table__rotation=rotation, stays=False).order_by("pk")
    for number, place, attendee in rows.values_list("number", "table__participation", "attendee"):
        round_index = number - rotation.first
        if place in order and 0 <= round_index < rotation.rounds:
            seats[round_index][order[place]].append(attendee)
    return seats
