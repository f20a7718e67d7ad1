"""Individual turns of both days at best, what is dropped and why, and what a session occupies."""

from dataclasses import replace

import pytest

from coaching.models import Booking, Pairing, Slot
from coaching.pairing.enums import PairingState
from coaching.session.enums import SlotKind
from coaching.session.planning import optimum
from coaching.session.planning.clashes import Named, Occupation
from coaching.session.planning.load import describe_quality, find_gap, list_occupations
from coaching.session.planning.optimum import (
    Left,
    OpenTurn,
    Place,
    PlanMove,
    TurnProblem,
    WhyLeft,
    plan_turns,
)
from tests import factories
from tests.support.session import AT, planned
from tests.support.turns import draw_problem, lose_room

pytestmark = pytest.mark.django_db

BREAD, SAILS, WELL = 1, 2, 3
ALMA, BRUNO = 11, 12
MONDAY, TUESDAY = 1, 2
NINE, TEN, ELEVEN = 900, 1000, 1100
ATTIC, CELLAR = 51, 52


def problem(*turns: OpenTurn, mentors: dict[int, int | None], **fields) -> TurnProblem:
    """Projects that ask for a turn on Monday, when all of ``turns`` are."""
    return TurnProblem(
        wishes=tuple((project, MONDAY) for project in mentors),
        turns=turns,
        days={turn.key: MONDAY for turn in turns},
        mentors=mentors,
        **fields,
    )


def check_nothing_is_in_two_places(turn_problem: TurnProblem, plan: optimum.TurnPlan) -> None:
    places = list(plan.places.values())
    received = [
        (place.turn, turn_problem.mentors[place.project])
        for place in places
        if turn_problem.mentors[place.project] is not None
    ]
    assert len({(place.turn, place.room) for place in places}) == len(places)
    assert len(set(received)) == len(received)
    for turn in turn_problem.turns:
        for place in places:
            if place.turn == turn.key:
                assert place.room in turn.rooms
                assert turn_problem.mentors[place.project] not in turn.busy
                assert place.project not in turn.elsewhere


def test_everybody_has_a_turn_each_day_and_mentors_keep_their_room() -> None:
    turn_problem = draw_problem(13, 7, 6, 2, 6)
    plan = plan_turns(turn_problem)

    check_nothing_is_in_two_places(turn_problem, plan)
    assert set(plan.places) == set(turn_problem.wishes)
    assert (plan.aim, plan.bound, plan.is_proven) == (14, 14, True)


def test_turns_are_spread_when_the_rooms_of_mentors_allow_it() -> None:
    rooms = (ATTIC, CELLAR)
    turn_problem = problem(OpenTurn(NINE, rooms), OpenTurn(TEN, rooms), mentors={BREAD: ALMA, SAILS: BRUNO})

    assert len({place.turn for place in plan_turns(turn_problem).places.values()}) == 2


def test_a_mentor_with_more_projects_than_turns_leaves_one_and_the_reason() -> None:
    rooms = (ATTIC, CELLAR)
    turn_problem = problem(
        OpenTurn(NINE, rooms), OpenTurn(TEN, rooms), mentors={BREAD: ALMA, SAILS: ALMA, WELL: ALMA}
    )
    plan = plan_turns(turn_problem)

    assert len(plan.places) == 2
    assert [left.why for left in plan.left] == [WhyLeft.MENTOR_FULL]
    assert plan.is_proven


def test_the_smallest_set_of_wishes_is_dropped_where_one_pass_would_drop_more() -> None:
    """Bread may be received at nine only; giving nine to the sails would leave it without a turn."""
    turn_problem = problem(
        OpenTurn(NINE, (ATTIC,)),
        OpenTurn(TEN, (ATTIC,), elsewhere=frozenset({BREAD})),
        mentors={SAILS: None, BREAD: None},
    )
    plan = plan_turns(turn_problem)

    assert {wish[0]: place.turn for wish, place in plan.places.items()} == {BREAD: NINE, SAILS: TEN}
    assert plan.left == ()


def test_the_reason_of_a_project_without_a_turn_is_named() -> None:
    for turn, why in (
        (OpenTurn(NINE, ()), WhyLeft.NO_ROOM),
        (OpenTurn(NINE, (ATTIC,), busy=frozenset({ALMA})), WhyLeft.MENTOR_AWAY),
        (OpenTurn(NINE, (ATTIC,), elsewhere=frozenset({BREAD})), WhyLeft.PROJECT_BUSY),
    ):
        assert plan_turns(problem(turn, mentors={BREAD: ALMA})).left == (Left((BREAD, MONDAY), why),)


def test_one_room_for_two_projects_leaves_one_without_a_turn() -> None:
    plan = plan_turns(problem(OpenTurn(NINE, (ATTIC,)), mentors={BREAD: ALMA, SAILS: BRUNO}))

    assert (len(plan.places), [left.why for left in plan.left]) == (1, [WhyLeft.NO_ROOM])


def test_turns_that_overlap_share_neither_a_room_nor_a_mentor() -> None:
    rooms = (ATTIC, CELLAR)
    turn_problem = problem(
        OpenTurn(NINE, rooms),
        OpenTurn(TEN, rooms),
        mentors={BREAD: ALMA, SAILS: ALMA},
        overlapping=((NINE, TEN),),
    )

    assert len(plan_turns(turn_problem).places) == 1


def test_a_lost_room_moves_only_what_was_in_it() -> None:
    taken = {(BREAD, MONDAY): Place(BREAD, NINE, ATTIC), (SAILS, MONDAY): Place(SAILS, TEN, CELLAR)}
    turn_problem = problem(
        OpenTurn(NINE, (CELLAR,)),
        OpenTurn(TEN, (CELLAR,)),
        mentors={BREAD: ALMA, SAILS: ALMA},
        previous=taken,
    )
    plan = plan_turns(turn_problem)

    assert plan.moves == (PlanMove((BREAD, MONDAY), taken[BREAD, MONDAY], Place(BREAD, NINE, CELLAR)),)
    assert (plan.aim, plan.bound, plan.is_proven) == (1, 1, True)


def test_a_repair_moves_somebody_else_when_nobody_would_be_left_otherwise() -> None:
    """Alma comes at ten: the bread takes ten, where Bruno received the well, who moves to nine."""
    taken = {(BREAD, MONDAY): Place(BREAD, NINE, ATTIC), (WELL, MONDAY): Place(WELL, TEN, ATTIC)}
    turn_problem = problem(
        OpenTurn(NINE, (ATTIC,), busy=frozenset({ALMA})),
        OpenTurn(TEN, (ATTIC,)),
        mentors={BREAD: ALMA, WELL: BRUNO},
        previous=taken,
    )
    plan = plan_turns(turn_problem)

    assert {wish[0]: place.turn for wish, place in plan.places.items()} == {BREAD: TEN, WELL: NINE}
    assert (plan.left, plan.aim, plan.bound) == ((), 2, 2)


def test_a_turn_without_a_place_any_more_is_a_move_to_nowhere() -> None:
    taken = {(BREAD, MONDAY): Place(BREAD, NINE, ATTIC)}
    plan = plan_turns(problem(OpenTurn(NINE, ()), mentors={BREAD: ALMA}, previous=taken))

    assert plan.moves == (PlanMove((BREAD, MONDAY), taken[BREAD, MONDAY], None),)
    assert [left.why for left in plan.left] == [WhyLeft.NO_ROOM]


def test_a_large_session_is_repaired_within_one_move_of_the_bound() -> None:
    turn_problem = draw_problem(60, 20, 8, 2, 10)
    plan = plan_turns(turn_problem)
    lost = lose_room(turn_problem, plan)
    repaired = plan_turns(lost)

    check_nothing_is_in_two_places(lost, repaired)
    assert repaired.left == ()
    assert len(repaired.moves) == repaired.aim <= repaired.bound + 1


def test_out_of_time_a_plan_stands_and_does_not_pretend_to_be_the_best(monkeypatch) -> None:
    turn_problem = problem(
        OpenTurn(NINE, (ATTIC,)),
        OpenTurn(TEN, (ATTIC,), elsewhere=frozenset({BREAD})),
        mentors={SAILS: None, BREAD: None},
    )
    first = {(SAILS, MONDAY): Place(SAILS, NINE, ATTIC)}
    monkeypatch.setattr(optimum, "build_plan", lambda _problem, _possible: dict(first))
    plan = plan_turns(replace(turn_problem), effort=0.0)

    assert (plan.places, plan.is_proven) == (first, False)
    assert [left.wish for left in plan.left] == [(BREAD, MONDAY)]


def test_a_search_without_time_gives_the_plan_made_by_hand_and_says_so() -> None:
    """Two mentors cross in two rooms: no effort is left to prove anything."""
    turns = tuple(OpenTurn(number, (1, 2, 3)) for number in range(5))
    problem = TurnProblem(
        wishes=tuple((project, 0) for project in range(13)),
        turns=turns,
        days=dict.fromkeys(range(5), 0),
        mentors={project: project % 4 for project in range(13)},
    )
    plan = plan_turns(problem, effort=0.0)
    assert len(plan.places) + len(plan.left) == 13
    assert plan.is_proven or "Meilleur plan trouvé" in describe_quality(find_gap(plan))


def booked() -> tuple[factories.World, Slot, Booking]:
    """A session with one turn, whose mentor has accepted."""
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world, "Amphi")
    slot = Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )[0]
    participation, mentor = world.participations[0], world.mentors[0]
    Pairing.objects.create(
        participation=participation,
        mentor=mentor,
        proposed_by=mentor,
        proposed_at=AT,
        state=PairingState.ACCEPTED,
        answered_at=AT,
    )
    booking = Booking.objects.create(slot=slot, participation=participation, room=session.rooms.get())
    return world, slot, booking


def test_a_turn_takes_its_project_its_room_and_the_mentor() -> None:
    world, slot, booking = booked()
    booked()

    turns = [occupation for occupation in list_occupations(slot.day.session) if occupation.project]

    assert turns == [
        Occupation(
            title=slot.title,
            day=slot.day.date,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            project=Named(booking.participation_id, world.participations[0].project.title),
            room=Named(booking.room.pk, "Amphi"),
            people=(Named(world.mentors[0].pk, str(world.mentors[0])),),
            slot=slot.pk,
        )
    ]


def test_a_slot_takes_its_room_and_its_leaders_and_a_plenary_everybody() -> None:
    world, turn, booking = booked()
    session, leader = turn.day.session, world.organiser
    slots = Slot.objects.filter(day__session=session)
    for slot in slots:
        slot.leaders.add(leader)
        slot.room = booking.room
        slot.save()
    booked()

    found = {
        occupation.slot: occupation for occupation in list_occupations(session) if not occupation.project
    }

    assert set(found) == {slot.pk for slot in slots}
    for slot in slots:
        assert found[slot.pk] == Occupation(
            title=slot.title,
            day=slot.day.date,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            room=None if slot.kind == SlotKind.INDIVIDUAL else Named(booking.room.pk, "Amphi"),
            people=(Named(leader.pk, str(leader)),),
            takes_everybody=slot.kind == SlotKind.PLENARY,
            slot=slot.pk,
        )


def test_one_slot_and_its_turns_are_left_out_when_asked() -> None:
    _world, slot, _booking = booked()

    left = list_occupations(slot.day.session, but_slot=slot.pk)

    assert slot.pk not in {occupation.slot for occupation in left}
    assert len(left) == Slot.objects.filter(day__session=slot.day.session).count() - 1
