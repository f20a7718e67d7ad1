"""Two organisers at one slot: moved, removed or changed by the other meanwhile."""

from datetime import time
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.models import Booking, Room, Session, Slot, SlotGroup, SlotResource, SlotSpeaker
from coaching.session.actions import groups, session as actions, talks, turns as bookings
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.enums import SlotKind
from tests import factories
from tests.support.session import AT, FIRST, manage, meanwhile, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["amphi ÉTÉ", " amphi  ete "])
def test_a_room_is_the_same_room_without_case_nor_accents(client, name):
    world = factories.edition_with()
    session = planned(world, "Amphi Été", name)
    assert session.rooms.count() == 1
    response = manage(client, world, "session_add_room", data={"name": name, "seats": ""})
    assert response.status_code == 422
    assert "Cette salle existe déjà" in response.text.partition('id="id_name"')[2]
    with pytest.raises(IntegrityError, match="room"), transaction.atomic():
        Room.objects.create(session=session, name=name)


def test_a_room_is_added_renamed_and_removed_each_with_its_entry(client):
    world = factories.edition_with()
    session = planned(world)
    already = AuditEntry.objects.count()

    assert (
        manage(client, world, "session_add_room", data={"name": "Verrière", "seats": "40"}).status_code == 302
    )
    room = session.rooms.get(name="Verrière")
    renamed = {"name": "Grande verrière", "seats": "40"}
    assert manage(client, world, "session_room", room.pk, data=renamed).status_code == 302
    room.refresh_from_db()
    assert (room.name, room.seats) == ("Grande verrière", 40)
    assert manage(client, world, "session_remove_room", room.pk, data={}).status_code == 302

    assert not session.rooms.filter(pk=room.pk).exists()
    entries = AuditEntry.objects.order_by("pk")[already:]
    assert [(entry.verb, entry.actor) for entry in entries] == [
        (verb, world.organiser) for verb in ("add_room", "edit_room", "remove_room")
    ]


def slot_data(slot: Slot, **changed) -> dict:
    """What the page of a slot sends, as the editor sees it now."""
    return {
        "title_fr": slot.title_fr,
        "title_en": slot.title_en,
        "kind": slot.kind,
        "starts_at": f"{slot.starts_at:%H:%M}",
        "ends_at": f"{slot.ends_at:%H:%M}",
        "room": slot.room_id or "",
        "seen": slot.version,
        **changed,
    }


def test_of_two_organisers_the_second_reads_what_the_first_wrote(client):
    world = factories.edition_with(organisers=2)
    session = planned(world, "Amphi", "Labo")
    slot = Slot.objects.get(title_fr="Conférence")
    labo = session.rooms.get(name="Labo")
    as_seen_by_the_second = slot_data(slot, title_fr="La grande conférence")
    first = slot_data(slot, ends_at="19:10", room=labo.pk)
    assert manage(client, world, "session_slot", slot.pk, data=first).status_code == 302
    client.force_login(world.organisers[1])
    address = reverse("coaching:session_slot", args=[world.edition.slug, slot.pk])

    late_answer = client.post(address, as_seen_by_the_second)

    slot.refresh_from_db()
    assert (late_answer.status_code, slot.title_fr, slot.room) == (422, "Conférence", labo)
    assert f"{world.organiser} a enregistré ce créneau entre-temps" in late_answer.text
    assert "La grande conférence" in late_answer.text
    for stored in ("Conférence", "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10", "Labo"):
        assert f"Enregistré entre-temps\N{NO-BREAK SPACE}: {stored}" in late_answer.text
    again = {**as_seen_by_the_second, "seen": late_answer.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    slot.refresh_from_db()
    assert (slot.title_fr, slot.saved_by) == ("La grande conférence", world.organisers[1])


def test_two_organisers_who_wrote_the_same_are_not_stopped(client):
    world = factories.edition_with()
    planned(world)
    slot = Slot.objects.get(title_fr="Conférence")
    same = slot_data(slot, ends_at="19:10")
    for _organiser in range(2):
        assert manage(client, world, "session_slot", slot.pk, data=same).status_code == 302


def test_a_slot_that_a_colleague_removed_meanwhile_does_not_come_back():
    world = factories.edition_with(organisers=2)
    planned(world, "Amphi")
    slot = Slot.objects.get(title_fr="Conférence")
    as_read_before = Slot.objects.select_related("day__session__edition").get(pk=slot.pk)
    actions.remove_slot(slot=slot, actor=world.organiser, at=factories.NOW)

    with pytest.raises(PlanRefused, match="supprimé ce créneau"):
        actions.save_slot(
            slot=as_read_before, leaders=[], seen=1, actor=world.organisers[1], at=factories.NOW
        )

    assert not Slot.objects.filter(title_fr="Conférence").exists()


def test_nobody_is_booked_in_a_slot_that_was_removed_or_made_plenary_meanwhile():
    world = factories.edition_with(participations=1)
    session = planned(world, "Amphi")
    first, second = Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL)[:2]
    read_before = [
        Slot.objects.select_related("day__session__edition").get(pk=slot.pk) for slot in (first, second)
    ]
    Slot.objects.filter(pk=first.pk).update(kind=SlotKind.PLENARY)
    second.delete()

    for slot, why in zip(read_before, ("n’est pas un coaching individuel", "supprimé"), strict=True):
        with pytest.raises(PlanRefused, match=why):
            bookings.book_slot(
                slot=slot,
                participation=world.participations[0],
                room=None,
                actor=world.organiser,
                at=factories.NOW,
            )

    assert not Booking.objects.exists()


@pytest.fixture
def world() -> factories.World:
    return factories.edition_with(organisers=2, participations=1)


def prepare(world: factories.World) -> dict[str, Any]:
    """One row of each kind that has a page."""
    session = planned(world, "Verrière", "Labo")
    kwargs: dict[str, Any] = {"actor": world.organisers[1], "at": AT}
    talk, individual = (
        Slot.objects.filter(kind=kind).order_by("pk")[0] for kind in (SlotKind.PLENARY, SlotKind.INDIVIDUAL)
    )
    grouped = Slot.objects.filter(kind=SlotKind.GROUP).order_by("pk")[0]
    return {
        "session_room": session.rooms.get(name="Labo"),
        "session_slot": Slot.objects.get(title_fr="Conférence"),
        "session_bookings": Slot.objects.filter(kind=SlotKind.INDIVIDUAL).order_by("-pk")[0],
        "session_unbook": bookings.book_slot(
            slot=individual, participation=world.participations[0], room=None, **kwargs
        ),
        "session_group": groups.save_group(
            group=SlotGroup(slot=grouped, name="Nord"), leaders=[], participations=[], **kwargs
        ),
        "session_speaker": talks.save_speaker(speaker=SlotSpeaker(slot=talk, name="Ada Blanc"), **kwargs),
        "session_resource": talks.add_resource(
            resource=SlotResource(slot=talk, title="Notes", url="https://exemple.fr/"), **kwargs
        ),
    }


REMOVALS = {
    Room: lambda row, kwargs: actions.remove_room(room=row, **kwargs),
    Slot: lambda row, kwargs: actions.remove_slot(slot=row, **kwargs),
    Booking: lambda row, kwargs: bookings.unbook(booking=row, **kwargs),
    SlotGroup: lambda row, kwargs: groups.remove_group(group=row, **kwargs),
    SlotSpeaker: lambda row, kwargs: talks.remove_speaker(speaker=row, **kwargs),
    SlotResource: lambda row, kwargs: talks.remove_resource(resource=row, **kwargs),
}


def test_a_person_who_sends_the_page_of_what_is_gone_reads_who_removed_it(client, world) -> None:
    rows = prepare(world)
    pages = {name: (row.pk, type(row)) for name, row in rows.items()}
    for row in rows.values():
        REMOVALS[type(row)](row, {"actor": world.organisers[1], "at": AT})

    for name, (pk, model) in pages.items():
        answer = manage(client, world, name, pk, data={"name": "Autre", "seats": "12"})
        kwargs = client.get(answer.url).text
        assert f"{world.organisers[1]} a supprimé" in kwargs, name
        assert "rien n’est enregistré" in kwargs
        assert not model.objects.filter(pk=pk).exists(), name


def test_a_row_removed_by_two_organisers_at_once_is_logged_once(world) -> None:
    for row in reversed(prepare(world).values()):
        stale, logged = type(row).objects.get(pk=row.pk), AuditEntry.objects.count()
        for seen in (row, stale):
            REMOVALS[type(row)](seen, {"actor": world.organiser, "at": AT})

        assert AuditEntry.objects.count() == logged + 1, type(row)


def test_a_row_removed_while_it_is_saved_does_not_come_back(client, world, monkeypatch) -> None:
    rows = prepare(world)
    link = {"title": "Vues", "url": "https://exemple.fr/"}
    for name, module, action, sent, message in (
        ("session_room", actions, "save_room", {"name": "Serre", "seats": ""}, "a supprimé cette salle"),
        ("session_speaker", talks, "save_speaker", {"name": "Zoé Noir"}, "a retiré cette personne"),
        ("session_resource", talks, "edit_resource", link, "a retiré ce document"),
    ):
        row = rows[name]
        meanwhile(monkeypatch, module, action, type(row).objects.filter(pk=row.pk).delete)
        page = manage(client, world, name, row.pk, data=sent)
        assert (page.status_code, message in page.text) == (422, True), name
        assert not type(row).objects.filter(pk=row.pk).exists(), name


def given() -> tuple[factories.World, Session, Slot]:
    world = factories.edition_with(organisers=2, facilitators=1)
    session = planned(world, "Amphi", "Labo")
    return world, session, Slot.objects.get(title_fr="Apéro")


def move(client, world, slot: Slot, starts_at: str, room="", *, who=None, **more):
    client.force_login(who or world.organiser)
    url = reverse("coaching:session_move_slot", args=[world.edition.slug, slot.pk])
    return client.post(url, {"starts_at": starts_at, "room": room, "seen": slot.version, **more})


built, made = share_world(given)


def test_a_slot_moves_to_another_hour_and_room_without_changing_its_length(client, made):
    world, session, slot = made
    labo = session.rooms.get(name="Labo")

    answer = move(client, world, slot, "19:30", labo.pk)

    slot.refresh_from_db()
    assert (answer.status_code, answer.json()["version"]) == (200, slot.version)
    assert (slot.starts_at, slot.ends_at, slot.room) == (time(19, 30), time(20, 45), labo)
    assert "Labo" in answer.json()["message"]


def test_a_clash_is_reported_at_once_and_nothing_moves(client, made):
    world, _session, slot = made
    logged = AuditEntry.objects.count()
    for check in ("", "1"):
        answer = move(client, world, slot, "18:30", check=check)
        assert answer.status_code == 422
        assert "réunit tout le monde" in answer.json()["message"]
    assert move(client, world, slot, "19:30", check="1").json() == {"message": ""}
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

    message = response.json()["message"].replace("\N{NO-BREAK SPACE}", " ")
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


def test_a_place_that_does_not_exist_is_refused_in_words(client, made):
    world, _session, slot = made
    for starts_at, room in (("23:30", ""), ("25:00", ""), ("x", ""), ("19:30", "99999"), ("19:30", "x")):
        answer = move(client, world, slot, starts_at, room)
        assert answer.status_code == 422, starts_at
        assert "rien n’a bougé" in answer.json()["message"]


def test_a_room_of_another_edition_is_no_place(client, made):
    world, _session, slot = made
    other = planned(factories.edition_with(slug="autre"), "Ailleurs")
    assert move(client, world, slot, "19:30", other.rooms.get().pk).status_code == 422


def test_coaching_moves_without_a_room(client, made):
    world, session, _slot = made
    coaching = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, day__date=FIRST).order_by("starts_at")[2]
    assert move(client, world, coaching, "12:30", session.rooms.get(name="Labo").pk).status_code == 200
    coaching.refresh_from_db()
    assert coaching.room is None
    talk = Slot.objects.get(title_fr="Conférence")
    talk.leaders.add(world.facilitators[0])
    assert move(client, world, talk, "18:00", session.rooms.get(name="Labo").pk).status_code == 200
    assert list(talk.leaders.all()) == [world.facilitators[0]]
