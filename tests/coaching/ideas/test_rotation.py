"""Tables and rounds: small stories, each with its adverse case."""

import random
from itertools import combinations, permutations

import pytest

from coaching.ideas.planning import search
from coaching.ideas.planning.rotation import (
    Guest,
    NoRoom,
    count_moves,
    count_repeats,
    plan_rotation,
    repair_rotation,
)
from coaching.ideas.planning.search import share_seats

FEW = 200
"""Exchanges that small plans need: the whole search takes seconds where no bound proves that it may stop."""


def a_random_plan(people: int, tables: int, rounds: int, dice: random.Random) -> int:
    seats = []
    for _round in range(rounds):
        order = list(range(people))
        dice.shuffle(order)
        cut, start = [], 0
        for size in share_seats(people, [people] * tables):
            cut.append(order[start : start + size])
            start += size
        seats.append(cut)
    return count_repeats(crowd(people), seats)


def crowd(people):
    return [Guest(key) for key in range(people)]


def list_unvisited(plan):
    """Tables without a visitor in any round."""
    return [table for table, rounds in enumerate(zip(*plan.seats, strict=True)) if not any(rounds)]


def test_everybody_sits_once_in_each_round_and_tables_are_even():
    plan = plan_rotation([Guest(key) for key in range(30)], 13, 4)

    for tables in plan.seats:
        assert sorted(guest for table in tables for guest in table) == list(range(30))
        assert {len(table) for table in tables} == {2, 3}
    assert list_unvisited(plan) == []


def test_eight_people_at_four_tables_never_meet_twice_in_three_rounds():
    plan = plan_rotation([Guest(key) for key in range(8)], 4, 3)

    assert (plan.repeats, plan.returns) == (0, 0)


def test_thirteen_projects_and_thirty_people_meet_far_less_often_than_by_chance():
    plan = plan_rotation([Guest(key) for key in range(30)], 13, 4)
    dice = random.Random(7)

    by_chance = sum(a_random_plan(30, 13, 4, dice) for _time in range(50)) / 50

    assert plan.repeats == 0
    assert by_chance > 3
    assert plan.returns == 0


def test_competitors_and_one_s_own_table_are_separated():
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


def test_more_rounds_than_tables_bring_people_back_and_say_so():
    plan = plan_rotation(crowd(4), 2, 3, enough=FEW)

    assert plan.returns == 4
    assert plan.repeats == 2


def test_fewer_people_than_tables_leave_some_unheard():
    plan = plan_rotation([Guest(key) for key in range(2)], 3, 1)

    assert len(list_unvisited(plan)) == 1


def test_the_same_seed_gives_the_same_plan():
    guests = [Guest(key) for key in range(20)]

    assert plan_rotation(guests, 6, 4).seats == plan_rotation(guests, 6, 4).seats


def test_a_rotation_has_tables_and_rounds():
    with pytest.raises(ValueError, match="tables and rounds"):
        plan_rotation([], 0, 3)


def test_known_solutions_of_the_social_golfer_problem_are_found(monkeypatch):
    """Affine planes of order 3 to 5, Kirkman's fifteen schoolgirls and other known weeks: when only meetings count."""
    monkeypatch.setattr(search, "RETURN", 0)
    for people, tables, rounds in (
        (9, 3, 4),
        (15, 5, 7),
        (16, 4, 5),
        (20, 5, 5),
        (24, 8, 7),
        (25, 5, 6),
        (28, 7, 6),
        (30, 6, 4),
        (32, 8, 6),
    ):
        assert plan_rotation(crowd(people), tables, rounds).repeats == 0, (people, tables, rounds)


def list_halves(people):
    """Every way to share people over two tables as even as they come."""
    for first in combinations(range(people), (people + 1) // 2):
        second = tuple(person for person in range(people) if person not in first)
        yield from permutations([first, second])


def price(people, seats):
    visits = {}
    for tables in seats:
        for table, seated in enumerate(tables):
            for person in seated:
                visits[person, table] = visits.get((person, table), 0) + 1
    return count_repeats(crowd(people), seats) + search.RETURN * sum(times - 1 for times in visits.values())


def test_small_plans_are_as_good_as_the_best_of_all():
    for people, rounds in ((4, 2), (4, 3), (5, 2), (6, 2), (7, 2)):
        # the first round is any: people are alike
        first = next(list_halves(people))
        plans = [[first]]
        for _round in range(rounds - 1):
            plans = [[*plan, halves] for plan in plans for halves in list_halves(people)]
        found = plan_rotation(crowd(people), 2, rounds, enough=FEW)
        assert price(people, found.seats) == min(price(people, plan) for plan in plans), (people, rounds)


def test_people_who_do_not_sit_together_never_do():
    guests = [Guest(key, apart=frozenset({key ^ 1})) for key in range(12)]

    plan = plan_rotation(guests, 4, 3)

    assert plan.with_rivals == []
    assert not any(key ^ 1 in seated for at in plan.seats for seated in at for key in seated)


def test_a_table_with_less_room_seats_fewer():
    plan = plan_rotation(crowd(10), 4, 3, room=[1, 9, 9, 9], enough=FEW)

    assert {len(at[0]) for at in plan.seats} == {1}
    assert share_seats(10, [1, 9, 9, 9]) == [1, 3, 3, 3]
    with pytest.raises(NoRoom):
        plan_rotation(crowd(10), 2, 3, room=[4, 4])


def test_one_who_leaves_and_one_who_comes_move_nobody_else():
    guests = crowd(30)
    before = plan_rotation(guests, 13, 4)

    after = repair_rotation(before.seats, [*guests[:-1], Guest(99)], 13)

    assert count_moves(before.seats, after.seats) <= 4
    assert all(sorted(key for seated in at for key in seated) == [*range(29), 99] for at in after.seats)
    assert after.repeats <= 3


def test_a_table_that_closes_sends_its_people_elsewhere_and_tables_stay_even():
    before = plan_rotation(crowd(12), 4, 3)

    after = repair_rotation([at[:3] for at in before.seats], crowd(12), 3)

    assert {len(seated) for at in after.seats for seated in at} == {4}


def test_rounds_that_began_do_not_change():
    guests = crowd(12)
    before = plan_rotation(guests, 4, 3)
    rivals = [Guest(0, rivals=frozenset(range(3))), *guests[1:]]

    after = repair_rotation(before.seats, rivals, 4, begun=1)

    assert [sorted(seated) for seated in after.seats[0]] == [sorted(seated) for seated in before.seats[0]]
    assert all(0 in at[3] for at in after.seats[1:])
