"""Who receives and who visits, from two projects to sixty: the rules of the mix, in small stories."""

from itertools import combinations

import pytest

from coaching.ideas.planning.rotation import (
    Guest,
    list_company,
    list_listening,
    plan_rotation,
    repair_rotation,
    share_hosting,
)

FEW = 500


def seat(teams, rounds=3, others=0, per_table=1, rivals=()):
    """Guests and tables: ``teams`` are the sizes of projects; ``others`` (mentors, visitors) have none."""
    keys = iter(range(10_000))
    people = [[next(keys) for _person in range(size)] for size in teams]
    tables = [list(range(len(teams)))[start : start + per_table] for start in range(0, len(teams), per_table)]
    hosting = share_hosting(people, rounds)
    barred = dict([*rivals, *((b, a) for a, b in rivals)])
    guests = [
        Guest(
            key,
            own=project // per_table,
            project=project,
            hosts=hosting[key],
            rivals=frozenset({barred[project] // per_table} if project in barred else ()),
        )
        for project, team in enumerate(people)
        for key in team
    ]
    guests += [Guest(next(keys)) for _person in range(others)]
    return guests, tables


def plan(teams, rounds=3, **more):
    guests, tables = seat(teams, rounds, **more)
    found = plan_rotation(guests, len(tables), rounds, enough=FEW)
    return found, guests, list_listening(found, guests, tables)


def test_half_of_a_team_receives_then_the_other_half():
    hosting = share_hosting([[1, 2, 3]], 4)

    assert hosting == {1: frozenset({0, 2}), 2: frozenset({1, 3}), 3: frozenset({0, 2})}


def test_people_alone_receive_one_round_and_visit_the_next_half_of_them_at_a_time():
    hosting = share_hosting([[1], [2], [3]], 3)

    assert hosting == {1: frozenset({0, 2}), 2: frozenset({1}), 3: frozenset({0, 2})}


def test_one_who_leaves_changes_no_other_team_and_no_round_that_began():
    before = share_hosting([[1], [2], [3, 4]], 4)

    after = share_hosting([[2], [4]], 4, before=before, begun=1)

    assert {key: after[key] for key in (2, 4)} == {2: before[2], 4: before[4]}
    late = share_hosting([[1, 9], [2], [3, 4]], 4, before=before, begun=1)
    assert late[9] == frozenset({1, 3})
    assert {key: late[key] for key in before} == before


STORIES = [
    ([1, 1], 2, 0),
    ([1, 2], 3, 0),
    ([2, 2, 2], 3, 0),
    ([1, 2, 3], 3, 1),
    ([1] * 5, 3, 0),
    ([1, 1, 1, 2, 3], 3, 2),
    ([2] * 13, 3, 8),
    ([1, 2, 3] * 4 + [1], 4, 7),
    ([1] * 60, 3, 0),
    ([2] * 60, 3, 0),
    ([1, 2] * 30, 3, 24),
]


@pytest.mark.parametrize(("teams", "rounds", "others"), STORIES)
def test_everybody_sits_once_in_each_round_meets_somebody_and_visits_only_who_receives(teams, rounds, others):
    found, guests, listening = plan(teams, rounds, others=others)
    assert listening.unheard == []
    assert listening.unmet == []
    own = {guest.key: guest.own for guest in guests}
    for number, seats in enumerate(found.seats):
        tables = list_company(guests, seats, number)
        assert sorted(key for table in tables for key in table) == sorted(own)
        receiving = {guest.own for guest in guests if guest.receives(number)}
        assert {table for table, seated in enumerate(seats) if seated} <= receiving
    if len(teams) > 2:
        assert not any(
            own[key] == table for seats in found.seats for table, seated in enumerate(seats) for key in seated
        )


@pytest.mark.parametrize("teams", [[1] * 13, [1, 2] * 30])
def test_nobody_meets_twice_where_tables_are_many(teams):
    found, guests, _listening = plan(teams, 3, others=8)

    assert (found.repeats, found.returns) == (0, 0)
    met = set()
    own = {guest.key: guest.own for guest in guests}
    for number, seats in enumerate(found.seats):
        for table in list_company(guests, seats, number):
            pairs = {p for p in combinations(sorted(table), 2) if own[p[0]] is None or own[p[0]] != own[p[1]]}
            assert not pairs & met
            met |= pairs


def test_people_alone_in_one_round_leave_half_of_them_unheard():
    _found, _guests, listening = plan([1] * 6, 1)

    assert len(listening.unheard) == 3


def test_two_projects_that_compete_and_nobody_else_are_heard_by_nobody_or_sit_together():
    found, _guests, listening = plan([2, 2], 2, rivals=[(0, 1)])

    assert found.with_rivals or listening.unheard


def test_two_projects_a_table_are_heard_by_more_people():
    one, two = (plan([2] * 60, 4, others=24, per_table=size)[2] for size in (1, 2))

    assert two.unheard == []
    assert two.mean > one.mean


def test_one_who_comes_late_and_one_who_left_move_few_others():
    guests, tables = seat([2] * 13, 3, others=8)
    before = plan_rotation(guests, 13, 3)

    after = repair_rotation(before.seats, [*guests[:-1], Guest(999)], 13, begun=1)

    assert after.seats[0] != before.seats[0]
    in_both = {key for at in before.seats[0] for key in at} & {key for at in after.seats[0] for key in at}
    where = [{key: t for t, at in enumerate(seats[0]) for key in at} for seats in (before.seats, after.seats)]
    assert all(where[0][key] == where[1][key] for key in in_both)
    assert list_listening(after, [*guests[:-1], Guest(999)], tables).unheard == []
