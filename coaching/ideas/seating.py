"""The hosts and visitors among expected people: by usage, or as chosen instead."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from coaching.attendance.enums import AttendeeKind
from coaching.attendance.halves import choose_half_day, group_half_days
from coaching.ideas.enums import RotationPart, TableLayout
from coaching.ideas.planning.rotation import Guest, Hosting, share_hosting
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
"""Those who run the mix have no seat, unless one is chosen for them."""
RECEIVING = {RotationPart.SWAPS, RotationPart.STAYS}


@dataclass(frozen=True)
class Sitter:
    """An expected person: their usual part, and the chosen one instead ("": as usual)."""

    attendee: Attendee
    usual: RotationPart
    chosen: str
    is_present: bool

    @property
    def part(self) -> RotationPart:
        return RotationPart(self.chosen) if self.chosen else self.usual


@dataclass(frozen=True)
class MixCrowd:
    """The people and projects of a rotation."""

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
        """Whether most were noted as present this half-day: before that, tables are planned for everybody expected."""
        return self.present * 2 > len(self.sitters)

    def list_seated(self, *, only_present: bool) -> list[Sitter]:
        """The people with a seat."""
        return [s for s in self.sitters if s.part != RotationPart.OUT and (s.is_present or not only_present)]

    def list_hosted(self, *, only_present: bool) -> list[Participation]:
        """The projects with somebody to receive at their table."""
        seated = self.list_seated(only_present=only_present)
        receiving = {s.attendee.participation_id for s in seated if s.part in RECEIVING}
        return [place for place in self.places if place.pk in receiving]


def read_room(session: Session, at: datetime) -> MixCrowd:
    """Everybody expected, with their part; four queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day")
    half_day = choose_half_day(group_half_days(slots.order_by("day__date", "starts_at", "pk")), at)
    rows: Any = session.attendees.staying().select_related("participation__project", "rotation_choice")
    if half_day:
        there = Attendance.objects.filter(attendee=OuterRef("pk"), day=half_day.day, half=half_day.half)
        rows = rows.annotate(came=Exists(there))
    people = list(rows.order_by("name", "pk"))
    came = {person.pk for person in people if half_day and person.came}
    chosen = {p.pk: p.rotation_choice.part for p in people if hasattr(p, "rotation_choice")}
    usual = {person.pk: find_usual_part(person) for person in people}
    sitters = [Sitter(p, usual[p.pk], chosen.get(p.pk, ""), p.pk in came) for p in people]
    places = [place for place in list_coming(session) if not place.is_away]
    pairs = RotationPair.objects.filter(one__edition=session.edition_id)
    named = pairs.select_related("one__project", "other__project").order_by("pk")
    return MixCrowd(session, sitters, places, list(named))


def find_usual_part(person: Attendee) -> RotationPart:
    """Holders receive and visit in turn; the others visit. No query."""
    if person.kind in RUNNING:
        return RotationPart.OUT
    is_of_project = person.participation_id and person.kind in (AttendeeKind.HOLDER, AttendeeKind.COMPANION)
    return RotationPart.SWAPS if is_of_project else RotationPart.MOVES


USUAL_ROUNDS = 3


@dataclass(frozen=True)
class Seating:
    """The input of the solver: the projects of each table, in order, and the guests."""

    tables: list[list[int]]
    """Keys of the participations."""
    halves: list[int]
    """Of each table, its half of the mix: 1 or 2, or 0 when there is one."""
    guests: list[Guest]


def arrange_seating(
    room: MixCrowd,
    places: Sequence[int],
    *,
    rounds: int,
    only_present: bool,
    apart_by_territory: bool = False,
    layout: str = TableLayout.ONE,
    before: Hosting | None = None,
    begun: int = 0,
) -> Seating:
    """The guests and tables of these projects; two queries. ``before``: the rounds in which people received.

    A host without a table here visits like the others; nobody sits with a dossier they stepped aside from, nor at a
    table of the other half.
    """
    foes = find_foes(room, apart_by_territory=apart_by_territory)
    # user → the projects whose dossiers they stepped aside from
    rows = Participation.objects.filter(pk__in=places).values_list("project__application__pk", "pk")
    of_dossier = {dossier: pk for dossier, pk in rows if dossier}
    aside: dict[int, set[int]] = defaultdict(set)
    for dossier, user in list_pairs_set_aside(of_dossier):
        aside[user].add(of_dossier[dossier])
    return seat_crowd(
        room, places, rounds=rounds, only_present=only_present, layout=layout,
        foes=foes, aside=aside, before=before, begun=begun,
    )  # fmt: skip


def seat_crowd(
    room: MixCrowd,
    places: Sequence[int],
    *,
    rounds: int,
    only_present: bool,
    layout: str,
    foes: Mapping[int, Set[int]],
    aside: Mapping[int, Set[int]],
    before: Hosting | None = None,
    begun: int = 0,
) -> Seating:
    """Seat a crowd, as :func:`arrange_seating`. ``foes``: by project, its competitors; ``aside``: by user, the
    dossiers they stepped aside from.
    """
    tables = _group_places(places, TableLayout(layout).per_table, foes)
    table_of = {pk: table for table, projects in enumerate(tables) for pk in projects}
    in_halves = layout == TableLayout.HALVES and len(tables) > 1
    halves = [1 + (2 * table >= len(tables)) if in_halves else 0 for table in range(len(tables))]
    people = [sitter.attendee for sitter in room.list_seated(only_present=only_present)]
    parts = {sitter.attendee.pk: sitter.part for sitter in room.sitters}
    hosting = _share_hosting(people, parts, tables, rounds, before, begun)
    guests, visitor = [], 0
    for person in people:
        own = table_of.get(person.participation_id or 0)
        barred = foes.get(person.participation_id or 0, set()) | aside.get(person.user_id or 0, set())
        rivals = {table_of[pk] for pk in barred if pk in table_of} - {own}
        if in_halves:
            half = halves[own] if own is not None else 1 + visitor % 2
            visitor += own is None
            rivals |= {table for table, of_table in enumerate(halves) if of_table != half}
        guests.append(
            Guest(
                key=person.pk,
                own=own,
                project=person.participation_id if own is not None else None,
                hosts=hosting.get(person.pk, frozenset()),
                rivals=frozenset(rivals),
                apart=frozenset(
                    other.pk
                    for other in people
                    if other.participation_id in foes.get(person.participation_id or 0, ())
                ),
            )
        )
    return Seating(tables, halves, guests)


def _group_places(places: Sequence[int], per_table: int, foes: Mapping[int, Set[int]]) -> list[list[int]]:
    """The projects of each table: neighbours in the order, without competitors together."""
    tables: list[list[int]] = []
    for pk in places:
        for projects in tables:
            if len(projects) < per_table and not foes.get(pk, set()) & set(projects):
                projects.append(pk)
                break
        else:
            tables.append([pk])
    return tables


def _share_hosting(
    people: Iterable[Attendee],
    parts: Mapping[int, RotationPart],
    tables: Sequence[Sequence[int]],
    rounds: int,
    before: Hosting | None,
    begun: int,
) -> Hosting:
    """The hosts of each round. With a single table, all holders receive: there is none to visit."""
    teams: dict[int, list[int]] = {pk: [] for projects in tables for pk in projects}
    staying = []
    for person in sorted(people, key=lambda person: (person.kind != AttendeeKind.HOLDER, person.pk)):
        if person.participation_id not in teams or parts[person.pk] not in RECEIVING:
            continue
        if parts[person.pk] == RotationPart.STAYS or len(tables) == 1:
            staying.append(person.pk)
        else:
            teams[person.participation_id].append(person.pk)
    hosting = share_hosting([team for team in teams.values() if team], rounds, before=before, begun=begun)
    return hosting | dict.fromkeys(staying, frozenset(range(rounds)))


def find_foes(room: MixCrowd, *, apart_by_territory: bool) -> dict[int, set[int]]:
    """Participation → projects whose people may not share a table with its own. One query when territories count,
    else none."""
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


def find_rotation(session: Session) -> Rotation | None:
    """The rotation of a session, which comes with its board. One query."""
    return Rotation.objects.filter(session=session).select_related("session__mix_board").first()


def find_rotation_and_code(session: Session, at: datetime) -> tuple[Rotation | None, str]:
    """The rotation, and the code that is valid now, or ``None``. One query."""
    codes = SessionCode.objects.valid(at).filter(session=OuterRef("session"))
    rotations = Rotation.objects.filter(session=session).annotate(code=Subquery(codes.values("code")[:1]))
    planned = rotations.first()
    return planned, (planned.code or "") if planned else ""


def count_begun(session: Session, rotation: Rotation) -> int:
    """How many of its rounds have begun, and do not change. One query."""
    last = MixRound.objects.filter(session=session, number__gte=rotation.first).begun()
    number = last.order_by("-number").values_list("number", flat=True).first()
    return min(rotation.rounds, number - rotation.first + 1) if number else 0


def suggest_rounds(session: Session) -> tuple[int, int]:
    """The number of the first round that did not begin, and the number of rounds to seat. One query."""
    rounds = list(
        MixRound.objects.filter(session=session).order_by("number").values_list("number", "opened_at")
    )
    left = [number for number, opened_at in rounds if opened_at is None]
    last = max((number for number, _opened in rounds), default=0)
    return (left[0], len(left)) if left else (last + 1, USUAL_ROUNDS)


@dataclass(frozen=True)
class SeatsBefore:
    """The seats of an earlier plan: ``visits[round][participation]``, and the rounds, from 0, in which people
    received."""

    visits: list[dict[int, list[int]]]
    hosting: dict[int, frozenset[int]]

    def arrange(self, tables: Sequence[Sequence[int]], rounds: int) -> list[list[list[int]]]:
        """``[round][table]``: its visitors; later rounds are empty."""
        seats = []
        for number in range(rounds):
            places = self.visits[number] if number < len(self.visits) else {}
            seats.append([sorted({key for pk in table for key in places.get(pk, ())}) for table in tables])
        return seats


def read_seats(rotation: Rotation) -> SeatsBefore:
    """One query."""
    visits: list[dict[int, list[int]]] = [defaultdict(list) for _number in rotation.numbers]
    received: dict[int, set[int]] = defaultdict(set)
    rows = MixSeat.objects.filter(table__rotation=rotation).order_by("-stays", "pk")
    for number, place, attendee, stays in rows.values_list(
        "number", "table__participation", "attendee", "stays"
    ):
        round_index = number - rotation.first
        if stays:
            received[attendee].add(round_index)
        elif round_index not in received[attendee]:  # who receives also listens at their own table
            visits[round_index][place].append(attendee)
    return SeatsBefore(visits, {pk: frozenset(rounds) for pk, rounds in received.items()})
