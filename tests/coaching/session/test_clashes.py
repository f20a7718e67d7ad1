"""What cannot be in two places at once, and of turns shared out."""

from datetime import date, time

from coaching.session.planning.clashes import Named, Occupation, clashes
from coaching.session.planning.grid import Block, build_table

THURSDAY = date(2026, 12, 3)
WORKSHOP, FERRY = Named(1, "Atelier connecté"), Named(2, "Le bac en ligne")
SMALL_ROOM, LIBRARY = Named(1, "Petite salle"), Named(2, "Bibliothèque")
HELENE, MARC = Named(10, "Hélène Duval"), Named(11, "Marc Aubry")


def occupation(starts: str, ends: str, *, title: str = "Frise", day: date = THURSDAY, **what) -> Occupation:
    return Occupation(title, day, time.fromisoformat(starts), time.fromisoformat(ends), **what)


def said(wanted: Occupation, *taken: Occupation) -> list[str]:
    return [clash.message % clash.values for clash in clashes(wanted, taken)]


def test_one_room_receives_one_project_at_a_time():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM)
    wanted = occupation("11:30", "12:00", project=FERRY, room=SMALL_ROOM)
    assert said(wanted, taken) == [
        "La salle « Petite salle » est déjà prise par « Atelier connecté » à cette heure-là."
    ]


def test_a_mentor_is_not_in_two_rooms():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    wanted = occupation("11:15", "11:45", project=FERRY, room=LIBRARY, people=(HELENE,))
    assert said(wanted, taken) == ["Hélène Duval est déjà à « Atelier connecté » à cette heure-là."]


def test_a_project_is_not_expected_twice():
    taken = occupation("11:15", "11:45", title="Frise", project=WORKSHOP, room=SMALL_ROOM)
    wanted = occupation("11:15", "11:45", title="Plan d’action", project=WORKSHOP, room=LIBRARY)
    assert said(wanted, taken) == ["« Atelier connecté » est déjà attendu à « Frise » à cette heure-là."]


def test_every_reason_is_listed():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    found = clashes(taken, [taken])
    assert [clash.kind for clash in found] == ["project", "room", "person"]


def test_a_plenary_takes_everybody():
    plenary = occupation("14:00", "15:30", title="Les pitchs", takes_everybody=True)
    turn = occupation("15:00", "15:30", title="Frise", project=WORKSHOP, room=SMALL_ROOM)
    group = occupation("13:30", "14:15", title="Mix")
    sentence = "« Les pitchs » réunit tout le monde : « %s » ne peut pas se tenir à la même heure."
    assert said(turn, plenary) == [sentence % "Frise"]
    assert said(plenary, turn, group) == [sentence % "Frise", sentence % "Mix"]
    assert said(occupation("15:30", "16:00", project=WORKSHOP), plenary) == []


def test_a_turn_is_no_rival_of_its_own_block():
    block = occupation("11:15", "11:45", people=(HELENE,), slot=1)
    turn = occupation("11:15", "11:45", project=WORKSHOP, people=(HELENE,), slot=1)
    assert said(turn, block) == said(block, turn) == []
    elsewhere = occupation("11:15", "11:45", title="Presse", people=(HELENE,), slot=2)
    assert said(block, elsewhere) == ["Hélène Duval est déjà à « Presse » à cette heure-là."]


def test_one_may_start_when_the_other_ends():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    assert said(occupation("11:45", "12:15", project=FERRY, room=SMALL_ROOM, people=(HELENE,)), taken) == []


def test_the_same_hour_of_another_day_is_free():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM)
    assert (
        said(occupation("11:15", "11:45", day=date(2026, 12, 4), project=WORKSHOP, room=SMALL_ROOM), taken)
        == []
    )


def test_two_bookings_without_a_room_do_not_clash():
    taken = occupation("11:15", "11:45", project=WORKSHOP)
    assert said(occupation("11:15", "11:45", project=FERRY), taken) == []


def block(starts: str, ends: str, item: str) -> Block[str]:
    return Block(time.fromisoformat(starts), time.fromisoformat(ends), item)


def test_a_table_has_a_row_for_each_instant_at_which_something_changes():
    table = build_table(
        [
            [block("09:00", "10:00", "Accueil")],
            [block("09:00", "09:30", "Café"), block("09:30", "10:00", "Mix")],
        ]
    )
    assert [(row.starts_at, row.minutes) for row in table.rows] == [(time(9), 30), (time(9, 30), 30)]
    assert [[(cell.item, cell.rowspan) for cell in row.cells] for row in table.rows] == [
        [("Accueil", 2), ("Café", 1)],
        [("Mix", 1)],
    ]


def test_parallel_slots_share_the_width_and_a_slot_alone_takes_it_all():
    table = build_table(
        [[block("09:00", "10:00", "Accueil"), block("10:00", "11:00", "A"), block("10:00", "10:30", "B")]]
    )
    assert table.lanes == [2]
    assert [[(cell.item, cell.colspan) for cell in row.cells] for row in table.rows] == [
        [("Accueil", 2)],
        [("B", 1), ("A", 1)],
        [(None, 1)],
    ]


def test_an_empty_timetable_is_an_empty_table():
    table = build_table([[]])
    assert (table.lanes, table.rows) == ([1], [])


def test_a_column_is_taken_again_as_soon_as_it_is_free():
    table = build_table(
        [[block("09:00", "10:00", "A"), block("09:00", "11:00", "B"), block("10:00", "11:00", "C")]]
    )
    assert table.lanes == [2]
    assert [[(cell.item, cell.rowspan) for cell in row.cells] for row in table.rows] == [
        [("A", 1), ("B", 2)],
        [("C", 1)],
    ]


def test_empty_columns_side_by_side_are_one_cell_of_one_row_before_what_follows():
    table = build_table(
        [
            [
                block("09:00", "10:00", "A"),
                block("09:00", "10:00", "B"),
                block("09:00", "11:00", "C"),
                block("09:00", "10:00", "D"),
            ]
        ]
    )
    cells = [[(cell.item, cell.rowspan, cell.colspan) for cell in row.cells] for row in table.rows]
    assert cells == [
        [("A", 1, 1), ("B", 1, 1), ("D", 1, 1), ("C", 2, 1)],
        [(None, 1, 3)],
    ]
    table = build_table(
        [[block("09:00", "11:00", "Z"), block("09:00", "10:00", "A"), block("09:00", "10:00", "B")]]
    )
    assert [(cell.item, cell.rowspan, cell.colspan) for cell in table.rows[1].cells] == [(None, 1, 2)]
    assert [cell.item for cell in table.rows[0].cells] == ["A", "B", "Z"]


def test_columns_emptied_before_a_block_that_goes_on_are_one_cell():
    table = build_table(
        [
            [
                block("08:00", "09:30", "A"),
                block("08:00", "09:30", "B"),
                block("08:30", "10:00", "C"),
            ]
        ]
    )
    assert [(cell.item, cell.rowspan, cell.colspan) for cell in table.rows[-1].cells] == [(None, 1, 2)]
    assert [(cell.item, cell.rowspan, cell.colspan) for cell in table.rows[1].cells] == [("C", 2, 1)]


def test_columns_that_stay_empty_to_the_end_of_the_day_are_one_cell():
    table = build_table(
        [[block("08:00", "11:00", "Z"), block("09:00", "10:00", "A"), block("09:00", "10:00", "B")]]
    )
    cells = [[(cell.item, cell.rowspan, cell.colspan) for cell in row.cells] for row in table.rows]
    assert cells == [
        [("Z", 3, 1), (None, 1, 2)],
        [("A", 1, 1), ("B", 1, 1)],
        [(None, 1, 2)],
    ]


def test_what_is_free_does_not_hide_what_is_taken():
    before = occupation("09:00", "10:00", project=WORKSHOP, room=SMALL_ROOM)
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=LIBRARY)
    wanted = occupation("11:15", "11:45", project=FERRY, room=LIBRARY)
    assert len(said(wanted, before, taken)) == 1
