"""Stories of two organisers at one slot, and of rooms that are the same room."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from coaching.models import Room, Slot
from tests import factories
from tests.coaching.test_session import manage, planned

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

    told = client.post(address, as_seen_by_the_second)

    slot.refresh_from_db()
    assert (told.status_code, slot.title_fr, slot.room) == (422, "Conférence", labo)
    assert f"{world.organiser} a enregistré ce créneau entre-temps" in told.text
    assert "La grande conférence" in told.text
    for held in ("Conférence", "19\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}10", "Labo"):
        assert f"Enregistré entre-temps\N{NO-BREAK SPACE}: {held}" in told.text
    again = {**as_seen_by_the_second, "seen": told.context["form"]["seen"].value()}
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
