"""Tables and rounds: small stories, each with its adverse case."""

import random

import pytest

from coaching.ideas.planning.rotation import (
    Guest,
    count_repeats,
    find_fewest_repeats,
    list_sizes,
    plan_rotation,
)


def a_random_plan(people: int, tables: int, rounds: int, dice: random.Random) -> int:
    seats = []
    for _round in range(rounds):
        order = list(range(people))
        dice.shuffle(order)
        cut, start = [], 0
        for size in list_sizes(people, tables):
            cut.append(order[start : start + size])
            start += size
        seats.append(cut)
    return count_repeats(seats)


def test_everybody_sits_once_in_each_round_and_tables_are_even():
    plan = plan_rotation([Guest(key) for key in range(30)], 13, 4)

    for tables in plan.seats:
        assert sorted(guest for table in tables for guest in table) == list(range(30))
        assert {len(table) for table in tables} == {2, 3}
    assert plan.unheard == []


def test_eight_people_at_four_tables_never_meet_twice_in_three_rounds():
    plan = plan_rotation([Guest(key) for key in range(8)], 4, 3)

    assert (plan.repeats, plan.returns) == (0, 0)
    assert plan.is_proven
    assert plan.reasons == []


def test_thirteen_projects_and_thirty_people_meet_far_less_often_than_by_chance():
    plan = plan_rotation([Guest(key) for key in range(30)], 13, 4)
    dice = random.Random(7)

    by_chance = sum(a_random_plan(30, 13, 4, dice) for _time in range(50)) / 50

    assert plan.repeats == plan.lower_bound == 0
    assert by_chance > 3
    assert plan.returns == 0


def test_competitors_and_one_s_own_table_are_kept_apart():
    guests = [
        Guest(key, own=key % 5, rivals=frozenset({(key + 1) % 5}) if key < 5 else frozenset())
        for key in range(15)
    ]

    plan = plan_rotation(guests, 5, 3)

    assert plan.with_rivals == []
    for tables in plan.seats:
        for table, seated in enumerate(tables):
            assert all(table != guests[guest].own and table not in guests[guest].rivals for guest in seated)


def test_a_competitor_who_has_no_other_table_is_named():
    plan = plan_rotation([Guest(7, rivals=frozenset({0}))], 1, 1)

    assert plan.with_rivals == [(0, 0, 7)]
    assert ("rivals", 1) in plan.reasons


def test_more_rounds_than_tables_bring_people_back_and_say_so():
    plan = plan_rotation([Guest(key) for key in range(4)], 2, 3)

    assert plan.returns == 4
    assert plan.repeats >= plan.lower_bound


def test_fewer_people_than_tables_leave_some_unheard():
    plan = plan_rotation([Guest(key) for key in range(2)], 3, 1)

    assert len(plan.unheard) == 1


@pytest.mark.parametrize(("people", "tables", "rounds", "least"), [(4, 1, 2, 6), (6, 2, 2, 2), (9, 3, 3, 0)])
def test_no_plan_goes_below_the_bound(people, tables, rounds, least):
    assert find_fewest_repeats(people, tables, rounds) == least
    assert plan_rotation([Guest(key) for key in range(people)], tables, rounds).repeats >= least


def test_the_same_seed_gives_the_same_plan():
    guests = [Guest(key) for key in range(20)]

    assert plan_rotation(guests, 6, 4).seats == plan_rotation(guests, 6, 4).seats


def test_a_rotation_has_tables_and_rounds():
    with pytest.raises(ValueError, match="tables and rounds"):
        plan_rotation([], 0, 3)
