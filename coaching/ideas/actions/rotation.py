"""Plan the seats of each round of the mix, and plan again when people come or leave."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _, ngettext

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.ideas.enums import RotationPart, TableLayout
from coaching.ideas.models import LONGEST_ROUND
from coaching.ideas.planning.rotation import (
    ENOUGH,
    NoRoom,
    RotationPlan,
    count_moves,
    list_company,
    list_presented,
    plan_rotation,
    repair_rotation,
)
from coaching.ideas.queries import take_tick
from coaching.ideas.seating import (
    Seating,
    arrange_seating,
    count_begun,
    find_rotation,
    read_room,
    read_seats,
    suggest_rounds,
)
from coaching.ideas.seats import read_table_rooms
from coaching.models import (
    Attendee,
    MixBoard,
    MixRound,
    MixSeat,
    Rotation,
    RotationChoice,
    RotationPair,
    RotationTable,
    Session,
)
from projects.models import Participation


@dataclass(frozen=True)
class RotationWish:
    """The request of those who run the mix. ``tables``: keys of participations."""

    tables: list[int]
    rounds: int
    capacity: int
    only_present: bool
    apart_by_territory: bool
    parts: dict[int, str] = field(default_factory=dict)
    """Attendee → their part, or "" for the usual one; people who are not in it keep their saved part."""
    enough: int = ENOUGH
    """Exchanges to try for a new plan."""
    layout: str = TableLayout.ONE


def make_rotation(
    *, session: Session, wish: RotationWish, keep: bool, seen: str, actor: User, at: datetime
) -> Rotation:
    """Plan the seats; ``keep``: stay close to the present plan, whose begun rounds do not change.

    The search runs before anything is locked. Side effects: choices, the rotation with its tables and seats, the
    tick, the minutes of later rounds if the layout needs more or less time, an audit entry. Raises
    :class:`TransitionRefused` without enough tables or seats, or when ``seen`` (the instant of the plan on the page)
    is not that of the present plan.
    """
    save_choices(session=session, parts=wish.parts)
    room, before = read_room(session, at), find_rotation(session)
    places = _order_tables(before if keep else None, wish.tables, read_table_rooms(session))
    previous = read_seats(before) if before and keep else None
    begun = count_begun(session, before) if before and keep else 0
    rounds = max(wish.rounds, begun)
    seating = arrange_seating(
        room,
        places,
        rounds=rounds,
        only_present=wish.only_present,
        apart_by_territory=wish.apart_by_territory,
        layout=wish.layout,
        before=previous.hosting if previous else None,
        begun=begun,
    )
    if not seating.tables or not any(
        guest.own is None or len(seating.tables) > 1 for guest in seating.guests
    ):
        raise TransitionRefused(_("Il faut au moins une table, et une personne qui visite."))
    if before and previous:
        seats = previous.arrange(seating.tables, rounds)
        plan = _plan(seating, wish, rounds, seats, begun)
        moves: int | None = count_moves(seats, plan.seats)
        first = before.first
    else:
        first, _count = suggest_rounds(session)
        plan, moves = _plan(seating, wish, rounds), None
    return _write(
        session=session,
        wish=wish,
        seating=seating,
        plan=plan,
        first=first,
        moves=moves,
        seen=seen,
        actor=actor,
        at=at,
    )


def _order_tables(before: Rotation | None, wanted: list[int], rooms: Mapping[int, str]) -> list[int]:
    """The tables room by room, so that neighbours have consecutive numbers; existing tables keep their order, and new
    ones come last.

    ``rooms`` by project.
    """
    ranks = {room: rank for rank, room in enumerate(dict.fromkeys(rooms.values()))}
    numbered = (
        list(before.tables.order_by("number").values_list("participation", flat=True)) if before else []
    )
    remaining = [pk for pk in numbered if pk in wanted]
    added = sorted(
        (pk for pk in wanted if pk not in remaining), key=lambda pk: ranks.get(rooms.get(pk, ""), len(ranks))
    )
    return [*remaining, *added]


def _plan(
    seating: Seating,
    wish: RotationWish,
    rounds: int,
    seats: list[list[list[int]]] | None = None,
    begun: int = 0,
) -> RotationPlan:
    tables = len(seating.tables)
    free = [wish.capacity * max(1, len(projects)) for projects in seating.tables]
    try:
        if seats is None:
            return plan_rotation(seating.guests, tables, rounds, room=free, enough=wish.enough)
        return repair_rotation(seats, seating.guests, tables, begun=begun, room=free)
    except NoRoom as refused:
        raise TransitionRefused(
            ngettext(
                "Il manque %(count)d place : ajoutez une table, ou des places à chacune.",
                "Il manque %(count)d places : ajoutez une table, ou des places à chacune.",
                refused.lacking,
            )
            % {"count": refused.lacking}
        ) from None


@transaction.atomic
def save_choices(*, session: Session, parts: dict[int, str]) -> None:
    """Save the part chosen for each person, and delete the others. Side effects: the choices."""
    coming = set(session.attendees.expected().filter(pk__in=list(parts)).values_list("pk", flat=True))
    chosen = {pk: RotationPart(part) for pk, part in parts.items() if part and pk in coming}
    RotationChoice.objects.filter(attendee__in=coming).exclude(attendee__in=list(chosen)).delete()
    RotationChoice.objects.bulk_create(
        [RotationChoice(attendee_id=pk, part=part) for pk, part in chosen.items()],
        update_conflicts=True,
        unique_fields=["attendee"],
        update_fields=["part"],
    )


@transaction.atomic
def _write(
    *,
    session: Session,
    wish: RotationWish,
    seating: Seating,
    plan: RotationPlan,
    first: int,
    moves: int | None,
    seen: str,
    actor: User,
    at: datetime,
) -> Rotation:
    tick = take_tick(session.pk)
    there = Rotation.objects.filter(session=session).first()
    if format_version(there) != seen:
        raise TransitionRefused(_("Le plan vient d’être refait par quelqu’un d’autre : relisez-le d’abord."))
    if there:
        there.delete()
    rotation = Rotation.objects.create(
        session=session, first=first, rounds=len(plan.seats), capacity=wish.capacity, layout=wish.layout,
        only_present=wish.only_present, apart_by_territory=wish.apart_by_territory,
        repeats=plan.repeats, returns=plan.returns, with_rivals=len(plan.with_rivals),
        moves=moves, created_at=at, created_by=actor,
    )  # fmt: skip
    _fit_minutes(session, there.layout if there else TableLayout.ONE, wish.layout)
    rows = RotationTable.objects.bulk_create(
        RotationTable(rotation=rotation, participation_id=pk, number=number, half=half)
        for number, (projects, half) in enumerate(zip(seating.tables, seating.halves, strict=True), start=1)
        for pk in projects
    )
    # people removed from the list while the search ran get no seat
    coming = set(Attendee.objects.expected().filter(session=session).values_list("pk", flat=True))
    tables = {row.participation_id: row for row in rows}
    MixSeat.objects.bulk_create(
        MixSeat(table=tables[place], attendee_id=pk, number=first + number, stays=stays)
        for number, pk, place, stays in _list_rows(seating, plan)
        if pk in coming
    )
    MixBoard.objects.filter(session=session).update(seats_tick=tick)
    record(verb="plan_rotation", subject=rotation, actor=actor, at=at, scope=session.edition.scope, data={})
    return rotation


def _list_rows(seating: Seating, plan: RotationPlan) -> Iterator[tuple[int, int, int, bool]]:
    """(round, person, project, whether they receive): each person beside each project that is presented to them."""
    by_key = {guest.key: guest for guest in seating.guests}
    for number, seats in enumerate(plan.seats):
        for projects, people in zip(seating.tables, list_company(seating.guests, seats, number), strict=True):
            receiving = {by_key[key].project for key in people if by_key[key].receives(number)}
            presented = list_presented(projects, receiving, seating.guests)
            for key in people:
                own = by_key[key].project
                if own in projects:  # also who finds no other table
                    yield number, key, own, True
                yield from ((number, key, pk, False) for pk in presented if pk != own)


def _fit_minutes(session: Session, before: str, after: str) -> None:
    """Adapt the minutes of rounds that did not begin to the number of projects at a table."""
    extra = TableLayout(after).extra_minutes - TableLayout(before).extra_minutes
    if extra:
        waiting = MixRound.objects.filter(session=session, opened_at=None)
        waiting.update(minutes=Greatest(1, Least(LONGEST_ROUND, F("minutes") + extra)))


def format_version(rotation: Rotation | None) -> str:
    """The version of the plan that a form was rendered with."""
    return rotation.created_at.isoformat() if rotation else ""


@transaction.atomic
def remove_rotation(*, session: Session, actor: User, at: datetime) -> bool:
    """Delete the plan; ``False`` when there is none. Side effects: its seats, the minutes it had added to rounds, the
    tick, an audit entry."""
    tick = take_tick(session.pk)
    there = Rotation.objects.filter(session=session).first()
    if there is None:
        return False
    record(verb="remove_rotation", subject=there, actor=actor, at=at, scope=session.edition.scope, data={})
    there.delete()
    _fit_minutes(session, there.layout, TableLayout.ONE)
    MixBoard.objects.filter(session=session).update(seats_tick=tick)
    return True


@transaction.atomic
def separate_projects(*, session: Session, one: Participation, other: Participation) -> None:
    """Keep the people of two projects at different tables in the next plan. Side effects: the pair."""
    first, last = sorted((one, other), key=lambda place: place.pk)
    RotationPair.objects.get_or_create(one=first, other=last)


@transaction.atomic
def allow_together(*, session: Session, pk: int) -> None:
    """Delete the pair. Side effects: the row."""
    RotationPair.objects.filter(pk=pk, one__edition=session.edition_id).delete()
