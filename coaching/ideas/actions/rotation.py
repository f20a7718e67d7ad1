"""Planning who sits where in each round of the mix, and planning again what people who came or left change."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accelerator.accounts.models import User
from accelerator.audit.actions import record
from accelerator.transitions import TransitionRefused
from coaching.ideas.enums import RotationPart
from coaching.ideas.planning.rotation import (
    ENOUGH,
    NoRoom,
    RotationPlan,
    count_moves,
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
    """What those who run the mix ask for. ``tables``: keys of participations."""

    tables: list[int]
    rounds: int
    capacity: int
    only_present: bool
    apart_by_territory: bool
    parts: dict[int, str] = field(default_factory=dict)
    """Attendee → their part, or nothing for the usual one; people who are not in it keep their saved part."""
    enough: int = ENOUGH
    """Exchanges to try for a new plan."""


def make_rotation(
    *, session: Session, wish: RotationWish, keep: bool, seen: str, actor: User, at: datetime
) -> Rotation:
    """Plan who sits where; ``keep``: stay close to the plan there is, whose rounds that began stay as they were.

    The search runs before anything is locked. Side effects: choices, the rotation with its tables and seats, the tick,
    an audit entry. Raises :class:`TransitionRefused` without enough tables or seats, or when ``seen`` (the instant of
    the plan that was on the page) is not that of the plan there is.
    """
    save_choices(session=session, parts=wish.parts)
    room, before = read_room(session, at), find_rotation(session)
    tables = _order_tables(before if keep else None, wish.tables, read_table_rooms(session))
    seating = arrange_seating(
        room, tables, only_present=wish.only_present, apart_by_territory=wish.apart_by_territory
    )
    if not seating.tables or not seating.guests:
        raise TransitionRefused(_("Il faut au moins une table, et une personne qui tourne."))
    if before and keep:
        seats, begun = read_seats(before, tables), count_begun(session, before)
        seats, begun = _fit_rounds(seats, wish.rounds, begun)
        plan = _plan(seating, wish, seats, begun)
        moves: int | None = count_moves(seats, plan.seats)
        first = before.first
    else:
        first, _count = suggest_rounds(session)
        plan, moves = _plan(seating, wish), None
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
    """Room by room, so that numbers that follow stand together; tables there were keep their order, so that people
    find them again, and new ones come last. ``rooms`` by project.
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


def _fit_rounds(seats: list[list[list[int]]], rounds: int, begun: int) -> tuple[list[list[list[int]]], int]:
    rounds = max(rounds, begun)
    empty: list[list[int]] = [[] for _table in seats[0]] if seats else []
    return [*seats[:rounds], *([empty] * (rounds - len(seats)))], begun


def _plan(
    seating: Seating, wish: RotationWish, seats: list[list[list[int]]] | None = None, begun: int = 0
) -> RotationPlan:
    tables, free = len(seating.tables), seating.list_free(wish.capacity)
    try:
        if seats is None:
            return plan_rotation(seating.guests, tables, wish.rounds, room=free, enough=wish.enough)
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
        session=session, first=first, rounds=len(plan.seats), capacity=wish.capacity,
        only_present=wish.only_present, apart_by_territory=wish.apart_by_territory,
        repeats=plan.repeats, lower_bound=plan.lower_bound, by_chance=plan.by_chance, returns=plan.returns,
        with_rivals=len(plan.with_rivals), is_proven=plan.is_proven, moves=moves, made_at=at, made_by=actor,
    )  # fmt: skip
    tables = RotationTable.objects.bulk_create(
        RotationTable(rotation=rotation, participation_id=pk, number=number)
        for number, pk in enumerate(seating.tables, start=1)
    )
    # who left the list while the search ran sits nowhere
    coming = set(Attendee.objects.expected().filter(session=session).values_list("pk", flat=True))
    MixSeat.objects.bulk_create(
        MixSeat(table=tables[table], attendee_id=pk, number=first + number, stays=stays)
        for number, seats in enumerate(plan.seats)
        for table, guests in enumerate(seats)
        for stays, people in ((True, seating.hosts.get(table, [])), (False, guests))
        for pk in people
        if pk in coming
    )
    MixBoard.objects.filter(session=session).update(seats_tick=tick)
    record(verb="plan_rotation", subject=rotation, actor=actor, at=at, scope=session.edition.scope, data={})
    return rotation


def format_version(rotation: Rotation | None) -> str:
    """The version of the plan that a form was rendered with."""
    return rotation.made_at.isoformat() if rotation else ""


@transaction.atomic
def remove_rotation(*, session: Session, actor: User, at: datetime) -> bool:
    """Nobody has a table any more; ``False`` when it was so. Side effects: the plan goes, the tick, an audit entry."""
    tick = take_tick(session.pk)
    there = Rotation.objects.filter(session=session).first()
    if there is None:
        return False
    record(verb="remove_rotation", subject=there, actor=actor, at=at, scope=session.edition.scope, data={})
    there.delete()
    MixBoard.objects.filter(session=session).update(seats_tick=tick)
    return True


@transaction.atomic
def keep_apart(*, session: Session, one: Participation, other: Participation) -> None:
    """The people of two projects do not sit together in the next plan; twice is once. Side effects: the pair."""
    first, last = sorted((one, other), key=lambda place: place.pk)
    RotationPair.objects.get_or_create(one=first, other=last)


@transaction.atomic
def let_together(*, session: Session, pk: int) -> None:
    """Side effects: the pair goes."""
    RotationPair.objects.filter(pk=pk, one__edition=session.edition_id).delete()
