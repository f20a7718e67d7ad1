"""Repairing the turns of a day: a mentor who does not come, a room that is closed."""

from datetime import datetime, time

import pytest

from accelerator.audit.models import AuditEntry
from accelerator.web.templatetags.prose import PARIS
from coaching.models import Booking, Slot
from coaching.session.actions import turns as actions, turns as bookings
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.enums import SlotKind
from coaching.session.planning.optimum import Place, PlanMove, group_moves
from tests import factories
from tests.support.session import AT, FIRST, manage, paired, planned

pytestmark = pytest.mark.django_db


def received(projects: int = 2, rooms: tuple[str, ...] = ("Amphi", "Labo")):
    """A day on which each project is received by a mentor of its own."""
    world = factories.edition_with(participations=projects, mentors=projects)
    session = planned(world, *rooms)
    day = session.days.get(date=FIRST)
    for participation, mentor in zip(world.participations, world.mentors, strict=True):
        paired(participation, mentor)
    bookings.share_out_day(day=day, actor=world.organiser, at=AT)
    return world, session, day


def all_day(day, **missing) -> actions.Trouble:
    return actions.Trouble(day, time(8), time(19), **missing)


def test_a_closed_room_moves_the_turns_that_were_in_it_and_no_other() -> None:
    world, session, day = received()
    closed = Booking.objects.first().room
    inside = set(Booking.objects.filter(room=closed).values_list("pk", flat=True))
    others = dict(Booking.objects.exclude(room=closed).values_list("pk", "slot"))
    found = actions.find_repair(session, all_day(day, room=closed.pk), AT)
    assert {move.booking.pk for move in found.moves} == inside
    assert (found.is_least, found.bound) == (True, len(inside))

    actions.repair_turns(
        session=session,
        trouble=all_day(day, room=closed.pk),
        digest=found.digest,
        actor=world.organiser,
        at=AT,
    )

    assert not Booking.objects.filter(room=closed).exists()
    assert dict(Booking.objects.filter(pk__in=others).values_list("pk", "slot")) == others
    assert AuditEntry.objects.filter(verb="repair_turns").count() == 1


def test_a_mentor_away_all_day_leaves_their_project_without_a_turn_and_says_why() -> None:
    world, session, day = received()
    trouble = all_day(day, mentor=world.mentors[0].pk)
    found = actions.find_repair(session, trouble, AT)
    (move,) = found.moves
    assert (move.booking.participation, move.slot) == (world.participations[0], None)
    assert "pris toute la journée" in str(move.why)

    actions.repair_turns(session=session, trouble=trouble, digest=found.digest, actor=world.organiser, at=AT)

    assert [booking.participation for booking in Booking.objects.all()] == [world.participations[1]]


def test_a_late_mentor_receives_later_the_same_day() -> None:
    world, session, day = received(projects=1)
    booking = Booking.objects.get()
    first = Slot.objects.filter(day=day, kind=SlotKind.INDIVIDUAL).order_by("starts_at")[0]
    Booking.objects.filter(pk=booking.pk).update(slot=first)
    late = actions.Trouble(day, time(8), first.ends_at, mentor=world.mentors[0].pk)
    (move,) = actions.find_repair(session, late, AT).moves

    assert move.slot is not None
    assert move.slot.starts_at >= first.ends_at


def test_turns_that_have_begun_or_are_over_stay_and_the_others_move_around_them() -> None:
    """At ten past twelve the labo closes: of its three turns one is over, one has begun, one moves to the amphi."""
    world, session, day = received(projects=3)
    closed, amphi = session.rooms.get(name="Labo"), session.rooms.get(name="Amphi")
    slots = list(Slot.objects.filter(day=day, kind=SlotKind.INDIVIDUAL).order_by("starts_at"))
    turns = list(Booking.objects.order_by("participation"))
    for turn, slot in zip(turns, slots, strict=True):
        Booking.objects.filter(pk=turn.pk).update(slot=slot, room=closed)
    trouble = all_day(day, room=closed.pk)
    at = datetime.combine(FIRST, time(12, 10), tzinfo=PARIS)

    found = actions.find_repair(session, trouble, at)

    assert [(move.booking.pk, move.slot, move.room) for move in found.moves] == [
        (turns[2].pk, slots[2], amphi)
    ]
    assert (found.begun, found.is_least) == (2, True)
    # what was read at ten past twelve is refused once the last turn has begun
    late = {"session": session, "trouble": trouble, "digest": found.digest, "actor": world.organiser}
    with pytest.raises(PlanRefused, match="a changé entre-temps"):
        actions.repair_turns(**late, at=at.replace(hour=12, minute=15))
    actions.repair_turns(**late, at=at)
    assert list(Booking.objects.order_by("participation").values_list("slot", "room__name")) == [
        (slots[0].pk, "Labo"), (slots[1].pk, "Labo"), (slots[2].pk, "Amphi")
    ]  # fmt: skip


def test_no_turn_moves_to_one_that_has_begun() -> None:
    world, session, day = received(projects=1)
    slots = list(Slot.objects.filter(day=day, kind=SlotKind.INDIVIDUAL).order_by("starts_at"))
    Booking.objects.update(slot=slots[2])
    away = actions.Trouble(day, slots[2].starts_at, slots[2].ends_at, mentor=world.mentors[0].pk)

    (move,) = actions.find_repair(
        session, away, datetime.combine(FIRST, slots[1].starts_at, tzinfo=PARIS)
    ).moves

    assert move.slot is None


def test_a_plan_that_nobody_read_moves_nothing() -> None:
    world, session, day = received()
    room = Booking.objects.first().room
    before = list(Booking.objects.order_by("pk").values_list("pk", "slot", "room"))
    with pytest.raises(PlanRefused, match="a changé entre-temps"):
        actions.repair_turns(
            session=session, trouble=all_day(day, room=room.pk), digest="0" * 16, actor=world.organiser, at=AT
        )

    assert list(Booking.objects.order_by("pk").values_list("pk", "slot", "room")) == before


def test_moves_that_need_one_another_go_together_and_others_alone() -> None:
    """The first takes the room that the second leaves; the third needs nobody."""
    first = PlanMove((1, 0), Place(1, 10, 100), Place(1, 10, 101))
    second = PlanMove((2, 0), Place(2, 10, 101), Place(2, 11, 100))
    third = PlanMove((3, 0), Place(3, 12, 100), None)
    mentors: dict[int, int | None] = {1: 7, 2: 8, 3: 9}

    assert group_moves([first, second, third], mentors, ()) == [[0, 1], [2]]
    assert group_moves([second, third, first], mentors, ()) == [[0, 2], [1]]
    # one mentor of both: the second may not be received while the third still is
    assert group_moves([second, third], {2: 9, 3: 9}, [(11, 12)]) == [[0, 1]]


def test_one_set_of_moves_is_accepted_and_the_others_stay_proposed(client) -> None:
    world, session, day = received(projects=3, rooms=("Amphi", "Labo", "Serre"))
    slots = list(Slot.objects.filter(day=day, kind=SlotKind.INDIVIDUAL).order_by("starts_at")[:2])
    closed = session.rooms.get(name="Amphi")
    for booking, slot in zip(Booking.objects.order_by("pk")[:2], slots, strict=True):
        Booking.objects.filter(pk=booking.pk).update(slot=slot, room=closed)
    third = Booking.objects.order_by("pk")[2]
    Booking.objects.filter(pk=third.pk).update(room=session.rooms.get(name="Labo"))
    query = {"room": closed.pk, "starts_at": "08:00", "ends_at": "19:00", "mentor": ""}
    client.force_login(world.organiser)
    address = manage(client, world, "session_repair", day.pk).request["PATH_INFO"]
    found = client.get(address, query).context["proposal"]
    assert [len(together) for together in found.sets] == [1, 1]

    unknown = [
        client.post(address, {**query, "digest": found.digest, "only": only}).status_code
        for only in ("9", "-1", "9" * 5000)
    ]
    done = client.post(address, {**query, "digest": found.digest, "only": "0"}, follow=True)

    assert unknown == [409, 409, 409]
    assert Booking.objects.filter(room=closed).count() == 1
    assert [move.booking.pk for move in done.context["proposal"].moves] == [found.sets[1][0].booking.pk]


# pages


def test_the_moves_are_read_then_accepted_at_once(client) -> None:
    world, _session, day = received()
    room = Booking.objects.first().room
    query = {"room": room.pk, "starts_at": "08:00", "ends_at": "19:00", "mentor": ""}
    client.force_login(world.organiser)
    address = manage(client, world, "session_repair", day.pk).request["PATH_INFO"]

    page = client.get(address, query)
    assert "Aucun autre plan ne change moins de créneaux." in page.text
    assert Booking.objects.filter(room=room).exists()
    stale = client.post(address, {**query, "digest": "x"})
    assert stale.status_code == 409
    done = client.post(address, {**query, "digest": page.context["proposal"].digest})

    assert done.status_code == 302
    assert not Booking.objects.filter(room=room).exists()
    assert "rien à changer" in client.get(address, query).text
