"""What cannot be in two places at once, and what an organiser may want to know before the programme leaves."""

from datetime import date, time

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import Booking, Slot, SlotGroup
from coaching.pairing.enums import PairingState
from coaching.session.actions.releases import publish_timetable
from coaching.session.details import read_details
from coaching.session.draft import list_gaps
from coaching.session.enums import SlotKind
from coaching.session.planning.clashes import Named, Occupation, list_reasons
from coaching.session.planning.grid import Block, build_table
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.session import paired, planned

pytestmark = pytest.mark.django_db

THURSDAY = date(2026, 12, 3)
WORKSHOP, FERRY = Named(1, "Atelier connecté"), Named(2, "Le bac en ligne")
SMALL_ROOM, LIBRARY = Named(1, "Petite salle"), Named(2, "Bibliothèque")
HELENE, MARC = Named(10, "Hélène Duval"), Named(11, "Marc Aubry")


def occupation(starts: str, ends: str, *, title: str = "Frise", day: date = THURSDAY, **what) -> Occupation:
    return Occupation(title, day, time.fromisoformat(starts), time.fromisoformat(ends), **what)


def list_messages(wanted: Occupation, *taken: Occupation) -> list[str]:
    return [clash.message % clash.values for clash in list_reasons(wanted, taken)]


def test_one_room_receives_one_project_at_a_time():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM)
    wanted = occupation("11:30", "12:00", project=FERRY, room=SMALL_ROOM)
    assert list_messages(wanted, taken) == [
        "La salle « Petite salle » est déjà prise par « Atelier connecté » à cette heure-là."
    ]


def test_a_mentor_is_not_in_two_rooms():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    wanted = occupation("11:15", "11:45", project=FERRY, room=LIBRARY, people=(HELENE,))
    assert list_messages(wanted, taken) == ["Hélène Duval est déjà à « Atelier connecté » à cette heure-là."]


def test_a_project_is_not_expected_twice():
    taken = occupation("11:15", "11:45", title="Frise", project=WORKSHOP, room=SMALL_ROOM)
    wanted = occupation("11:15", "11:45", title="Plan d’action", project=WORKSHOP, room=LIBRARY)
    assert list_messages(wanted, taken) == [
        "« Atelier connecté » est déjà attendu à « Frise » à cette heure-là."
    ]


def test_every_reason_is_listed():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    found = list_reasons(taken, [taken])
    assert [clash.kind for clash in found] == ["project", "room", "person"]


def test_a_plenary_takes_everybody():
    plenary = occupation("14:00", "15:30", title="Les pitchs", takes_everybody=True)
    turn = occupation("15:00", "15:30", title="Frise", project=WORKSHOP, room=SMALL_ROOM)
    group = occupation("13:30", "14:15", title="Mix")
    sentence = "« Les pitchs » réunit tout le monde : « %s » ne peut pas se tenir à la même heure."
    assert list_messages(turn, plenary) == [sentence % "Frise"]
    assert list_messages(plenary, turn, group) == [sentence % "Frise", sentence % "Mix"]
    assert list_messages(occupation("15:30", "16:00", project=WORKSHOP), plenary) == []


def test_a_turn_is_no_rival_of_its_own_block():
    block = occupation("11:15", "11:45", people=(HELENE,), slot=1)
    turn = occupation("11:15", "11:45", project=WORKSHOP, people=(HELENE,), slot=1)
    assert list_messages(turn, block) == list_messages(block, turn) == []
    elsewhere = occupation("11:15", "11:45", title="Presse", people=(HELENE,), slot=2)
    assert list_messages(block, elsewhere) == ["Hélène Duval est déjà à « Presse » à cette heure-là."]


def test_one_may_start_when_the_other_ends():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM, people=(HELENE,))
    assert (
        list_messages(occupation("11:45", "12:15", project=FERRY, room=SMALL_ROOM, people=(HELENE,)), taken)
        == []
    )


def test_the_same_hour_of_another_day_is_free():
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=SMALL_ROOM)
    assert (
        list_messages(
            occupation("11:15", "11:45", day=date(2026, 12, 4), project=WORKSHOP, room=SMALL_ROOM), taken
        )
        == []
    )


def test_two_bookings_without_a_room_do_not_clash():
    taken = occupation("11:15", "11:45", project=WORKSHOP)
    assert list_messages(occupation("11:15", "11:45", project=FERRY), taken) == []


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


def test_a_free_slot_does_not_hide_a_clash():
    before = occupation("09:00", "10:00", project=WORKSHOP, room=SMALL_ROOM)
    taken = occupation("11:15", "11:45", project=WORKSHOP, room=LIBRARY)
    wanted = occupation("11:15", "11:45", project=FERRY, room=LIBRARY)
    assert len(list_messages(wanted, before, taken)) == 1


def turns_of(session):
    return Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )


def list_sentences(session):
    """What is missing, with plain spaces: the catalogue of a language adds those that do not break."""
    return [gap.text.replace("\N{NO-BREAK SPACE}", " ") for gap in list_gaps(read_details(session))]


def describe_lost(title):
    return f"« {title} » se tient en groupes et n’a ni groupe ni salle : personne ne saura où aller."


def test_only_a_mentor_who_accepted_counts_before_publishing():
    world = factories.edition_with(participations=len(PairingState) + 1, mentors=1)
    session = planned(world)
    elsewhere = factories.participation(world.edition, state=ParticipationState.OFFERED)
    for participation, state in zip(world.participations, PairingState, strict=False):
        paired(participation, world.mentors[0], state=state)
    paired(elsewhere, world.mentors[0])

    sentence, *_others = list_sentences(session)

    assert sentence == f"{len(PairingState)} projets n’ont pas encore de parrain ou de marraine."


def test_a_project_with_several_turns_and_pairings_is_one_project_before_publishing():
    world = factories.edition_with(participations=4, mentors=2)
    session, elsewhere = planned(world), planned(factories.edition_with())
    ready, unpaired, *_others = world.participations
    paired(ready, world.mentors[0], state=PairingState.ENDED)
    paired(ready, world.mentors[1])
    slots = turns_of(session)
    for participation, slot in ((ready, slots[0]), (ready, slots[1]), (unpaired, slots[0])):
        Booking.objects.create(participation=participation, slot=slot)
    Booking.objects.create(participation=world.participations[2], slot=turns_of(elsewhere)[0])

    titles = [
        "ADN Project Tool : la carte du projet",
        "Fin de la carte ADN : les verrous",
        "Grand Mix des idées",
    ]
    assert list_sentences(session) == [
        "3 projets n’ont pas encore de parrain ou de marraine.",
        "2 projets n’ont aucun créneau de coaching individuel.",
        *(describe_lost(title) for title in titles),
    ]


def test_a_slot_in_groups_leads_somewhere_by_its_room_or_by_its_groups():
    session = planned(factories.edition_with())
    first, second, third = Slot.objects.filter(day__session=session, kind=SlotKind.GROUP)
    first.room = session.rooms.create(name="Amphi")
    first.save()
    for name in ("Table 1", "Table 2"):
        SlotGroup.objects.create(slot=second, name=name, key=name)

    assert list_sentences(session) == [describe_lost(third.title)]

    third.delete()
    assert list_sentences(session) == []


def test_each_gap_leads_to_where_it_is_mended_and_stays_once_the_programme_is_out(as_user):
    world = factories.edition_with(participations=1)
    session, organiser = planned(world), as_user(world.organiser)
    slug, lost = world.edition.slug, Slot.objects.filter(day__session=session, kind=SlotKind.GROUP)
    mended = [
        reverse("coaching:manage_pairings", args=[slug]),
        reverse("coaching:session_bookings", args=[slug, turns_of(session)[0].pk]),
        *(reverse("coaching:session_groups", args=[slug, slot.pk]) for slot in lost),
    ]
    pages = [
        reverse("coaching:session_publish", args=[slug]),
        reverse("coaching:manage_session", args=[slug]),
    ]

    before = organiser.get(pages[0]).text
    publish_timetable(session=session, actor=world.organiser, at=timezone.now())
    after = [organiser.get(page).text for page in pages]

    assert [address for address in mended if f'href="{address}"' not in before] == []
    for page in after:
        assert "Ce qui manque encore" in page
        assert [address for address in mended if f'href="{address}"' not in page] == []
    assert [organiser.get(address).status_code for address in mended] == [200] * len(mended)
