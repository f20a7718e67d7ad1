"""The input of the planner of the rotation: tables, who stays, who turns and with whom not; and its saved plans."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db.models import OuterRef, Subquery

from coaching.ideas.crowd import MixCrowd
from coaching.ideas.enums import RotationPart
from coaching.ideas.planning.rotation import Guest
from coaching.models import MixRound, MixSeat, Rotation, Session, SessionCode
from projects.conflicts.queries import list_pairs_set_aside
from projects.models import Participation

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
