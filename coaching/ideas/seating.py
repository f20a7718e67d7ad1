"""Who turns from table to table and who stays, among those expected: by usage, or as chosen instead."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

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
    Session,
    SessionCode,
    Slot,
)
from projects.conflicts.queries import list_pairs_set_aside
from projects.models import Participation

RUNNING = {AttendeeKind.ORGANISER, AttendeeKind.FACILITATOR}
"""Those who run the mix sit nowhere, unless somebody says so."""


@dataclass(frozen=True)
class Sitter:
    """An expected person: their usual part, and the one chosen instead (empty: as usual)."""

    attendee: Attendee
    usual: RotationPart
    chosen: str
    is_present: bool

    @property
    def part(self) -> RotationPart:
        return RotationPart(self.chosen) if self.chosen else self.usual


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
        staying = {s.attendee.participation_id for s in seated if s.part == RotationPart.STAYS}
        return [place for place in self.places if place.pk in staying]


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
    chosen = {p.pk: p.rotation_choice.part for p in people if hasattr(p, "rotation_choice")}
    usual = find_usual_parts(people, came)
    sitters = [Sitter(p, usual[p.pk], chosen.get(p.pk, ""), p.pk in came) for p in people]
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


USUAL_ROUNDS = 3


@dataclass(frozen=True)
class Seating:
    """The input of the solver: tables in order, who stays at each, guests."""

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

    A person who stays but has no table here turns like the others; nobody sits with a dossier they stepped aside from.
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
        couples += [(one, other) for (one, here), (other, there) in combinations(where, 2) if here == there]
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
    """``[round][table]``: who turns and sat there, with tables in the order of the solver. One query."""
    order = {pk: table for table, pk in enumerate(tables)}
    seats: list[list[list[int]]] = [[[] for _table in tables] for _round in range(rotation.rounds)]
    rows = MixSeat.objects.filter(table__rotation=rotation, stays=False).order_by("pk")
    for number, place, attendee in rows.values_list("number", "table__participation", "attendee"):
        round_index = number - rotation.first
        if place in order and 0 <= round_index < rotation.rounds:
            seats[round_index][order[place]].append(attendee)
    return seats
