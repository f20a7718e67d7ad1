"""The grid of a day: a slot moves with its version, is refused where it clashes; two organisers read one another."""

import copy
from datetime import time

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.models import Session, Slot
from coaching.session.enums import SlotKind
from coaching.session.room_grid import build_grid
from coaching.session.slots import list_slots
from tests import factories
from tests.support.session import FIRST, manage, planned

pytestmark = pytest.mark.django_db


def given() -> tuple[factories.World, Session, Slot]:
    world = factories.edition_with(organisers=2, facilitators=1)
    session = planned(world, "Amphi", "Labo")
    return world, session, Slot.objects.get(title_fr="Apéro")


def move(client, world, slot: Slot, starts_at: str, room="", *, who=None, **more):
    client.force_login(who or world.organiser)
    url = reverse("coaching:session_move_slot", args=[world.edition.slug, slot.pk])
    return client.post(url, {"starts_at": starts_at, "room": room, "seen": slot.version, **more})


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(given)


@pytest.fixture
def made(built, db):
    return copy.deepcopy(built)


def test_a_slot_moves_to_another_hour_and_room_and_keeps_its_length(client, made):
    world, session, slot = made
    labo = session.rooms.get(name="Labo")

    answer = move(client, world, slot, "19:30", labo.pk)

    slot.refresh_from_db()
    assert (answer.status_code, answer.json()["version"]) == (200, slot.version)
    assert (slot.starts_at, slot.ends_at, slot.room) == (time(19, 30), time(20, 45), labo)
    assert "Labo" in answer.json()["said"]


def test_what_clashes_is_said_at_once_and_nothing_moves(client, made):
    world, _session, slot = made
    logged = AuditEntry.objects.count()
    for check in ("", "1"):
        answer = move(client, world, slot, "18:30", check=check)
        assert answer.status_code == 422
        assert "réunit tout le monde" in answer.json()["said"]
    assert move(client, world, slot, "19:30", check="1").json() == {"said": ""}
    slot.refresh_from_db()
    assert (slot.starts_at, slot.version) == (time(19, 15), 1)
    assert AuditEntry.objects.count() == logged


def test_the_second_of_two_organisers_reads_both_places(client, made):
    world, session, slot = made
    seen_by_both = Slot.objects.get(pk=slot.pk)
    assert move(client, world, slot, "19:30").status_code == 200

    response = move(
        client, world, seen_by_both, "20:00", session.rooms.get(name="Labo").pk, who=world.organisers[1]
    )

    message = response.json()["said"].replace("\N{NO-BREAK SPACE}", " ")
    assert response.status_code == 409
    for words in (str(world.organiser), "19 h 30", "20 h", "Labo"):
        assert words in message
    seen_by_both.version = response.json()["version"]
    assert move(client, world, seen_by_both, "20:00", who=world.organisers[1]).status_code == 200


def test_undoing_puts_back_what_was_and_not_what_a_colleague_wrote_since(client, made):
    world, _session, slot = made
    slot.version = move(client, world, slot, "19:30").json()["version"]
    mine = slot.version
    slot.version = move(client, world, slot, "20:00", who=world.organisers[1]).json()["version"]
    slot.version = mine
    assert move(client, world, slot, "19:15").status_code == 409


@pytest.mark.parametrize(
    ("starts_at", "room"), [("23:30", ""), ("25:00", ""), ("x", ""), ("19:30", "99999"), ("19:30", "x")]
)
def test_a_place_that_does_not_exist_is_refused_in_words(client, starts_at, room, made):
    world, _session, slot = made
    answer = move(client, world, slot, starts_at, room)
    assert answer.status_code == 422
    assert "rien n’a bougé" in answer.json()["said"]


def test_a_room_of_another_edition_is_no_place(client, made):
    world, _session, slot = made
    other = planned(factories.edition_with(slug="autre"), "Ailleurs")
    assert move(client, world, slot, "19:30", other.rooms.get().pk).status_code == 422


def test_each_slot_stands_in_its_room_and_leads_to_its_form(client, made):
    world, session, slot = made
    page = manage(client, world, "session_grid", session.days.get(date=FIRST).pk)
    assert page.status_code == 200
    assert reverse("coaching:session_slot", args=[world.edition.slug, slot.pk]) in page.text
    grid = build_grid(session.days.get(date=FIRST), list_slots(session), list(session.rooms.order_by("name")))
    assert [column.name for column, _lanes in grid.columns] == ["Sans salle", "Amphi", "Labo"]


def test_coaching_keeps_its_rooms_and_talks_move_with_who_leads(client, made):
    world, session, _slot = made
    coaching = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, day__date=FIRST).order_by("starts_at")[2]
    assert move(client, world, coaching, "12:30", session.rooms.get(name="Labo").pk).status_code == 200
    coaching.refresh_from_db()
    assert coaching.room is None
    talk = Slot.objects.get(title_fr="Conférence")
    talk.leaders.add(world.facilitators[0])
    assert move(client, world, talk, "18:00", session.rooms.get(name="Labo").pk).status_code == 200
    assert list(talk.leaders.all()) == [world.facilitators[0]]
