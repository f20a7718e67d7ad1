"""Two organisers at one slot, and rooms that are the same room."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.models import Booking, Room, Slot
from coaching.session.actions import bookings
from coaching.session.actions import session as actions
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.enums import SlotKind
from tests import factories
from tests.support.session import manage, planned

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["amphi ÉTÉ", "Amphi Été", " amphi  ete "])
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
    for held in ("Conférence", "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10", "Labo"):
        assert f"Enregistré entre-temps\N{NO-BREAK SPACE}: {held}" in late_answer.text
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
