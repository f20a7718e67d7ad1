"""Whether a programme can be held, in small stories: what is too short, too small, or in two places."""

from datetime import date, time

from coaching.session.planning.clashes import Named, Occupation
from coaching.session.planning.feasibility import (
    PitchSlot,
    RoomUse,
    TurnBlock,
    find_busy_mentors,
    find_clashes,
    find_short_pitches,
    find_short_turns,
    find_small_rooms,
    find_waiting,
)

DAY = date(2026, 6, 11)
TURNS = TurnBlock("La frise", 3)


def test_sixty_pitches_of_four_minutes_take_three_rooms_of_ninety_minutes():
    found = find_short_pitches(60, [PitchSlot(1, "Les pitchs", 90)])

    assert found is not None
    assert (found.needed, found.minutes, found.rooms) == (240, 90, 3)
    assert find_short_pitches(22, [PitchSlot(1, "Les pitchs", 90)]) is None
    assert find_short_pitches(23, [PitchSlot(1, "Les pitchs", 90)]) is not None


def test_two_slots_of_pitches_count_together_and_no_slot_lacks_nothing():
    assert find_short_pitches(40, [PitchSlot(1, "1", 90), PitchSlot(2, "2", 90)]) is None
    assert find_short_pitches(40, []) is None


def test_rooms_in_parallel_are_counted_by_the_fullest():
    assert find_short_pitches(60, [PitchSlot(1, "Les pitchs", 90, (20, 20, 20))]) is None
    uneven = find_short_pitches(60, [PitchSlot(1, "Les pitchs", 90, (30, 20, 10))])
    assert uneven is not None
    assert (uneven.needed, uneven.rooms) == (120, 3)


def test_a_slot_shorter_than_one_pitch_has_no_number_of_rooms():
    found = find_short_pitches(2, [PitchSlot(1, "Les pitchs", 3)])

    assert found is not None
    assert found.rooms == 0


def test_sixty_projects_in_three_turns_take_twenty_rooms():
    [found] = find_short_turns(60, 19, [TURNS])

    assert found.needed == 20
    assert find_short_turns(60, 20, [TURNS]) == []
    assert [short.block for short in find_short_turns(13, 4, [TURNS, TurnBlock("Le plan", 5)])] == [TURNS]


def test_a_mentor_of_more_projects_than_turns_is_named():
    found = find_busy_mentors({"Anne": 4, "Bruno": 3}, [TurnBlock("Le plan", 5), TURNS])

    assert [(row.name, row.projects, row.block) for row in found] == [("Anne", 4, TURNS)]
    assert find_busy_mentors({"Anne": 4}, []) == []


def test_a_room_too_small_is_listed_once_for_its_largest_crowd():
    uses = [
        RoomUse(slot, f"S{slot}", 7, "Amphi", 50, people)
        for slot, people in ((1, 50), (2, 60), (3, 80), (4, 70))
    ]

    assert find_small_rooms(uses) == [uses[2]]


def at(title, start, end, **more):
    return Occupation(title, DAY, time(start), time(end), **more)


def test_a_person_a_project_and_a_room_cannot_be_in_two_places():
    anne, project, room = Named(1, "Anne"), Named(2, "Tablette"), Named(3, "Dumont")
    taken = [
        at("Frise", 9, 11, slot=1, people=(anne,), project=project, room=room),
        at("Conférence", 10, 12, slot=2, people=(anne,), group=(project,), room=room),
    ]

    assert {found.clash.kind for found in find_clashes(taken)} == {"person", "project", "room"}
    assert find_clashes([taken[0], at("Après", 11, 12, slot=3, people=(anne,), room=room)]) == []


def test_a_turn_is_no_rival_of_its_own_slot():
    anne = Named(1, "Anne")
    taken = [at("Frise", 9, 10, slot=1, people=(anne,)), at("Frise", 9, 10, slot=1, project=Named(2, "T"))]

    assert find_clashes(taken) == []


def test_projects_that_wait_are_counted_until_there_is_something_to_do():
    slots = [(30, frozenset({1}), False), (30, frozenset({2}), False), (30, frozenset(), True)]

    found = find_waiting([1, 2, 3], slots)

    assert found is not None
    assert (found.projects, found.minutes) == (3, 60)
    assert find_waiting([1, 2], [(30, frozenset({1, 2}), False)]) is None
    assert find_waiting([1, 2], [(30, frozenset(), True)]) is None
