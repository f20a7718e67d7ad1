"""What a colleague removed while somebody else had its page open: it does not come back, and they get a message."""

from typing import Any

import pytest

from coaching.models import Booking, Room, Slot, SlotGroup, SlotResource, SlotSpeaker
from coaching.session.actions import bookings, groups, talks
from coaching.session.actions import session as actions
from coaching.session.enums import SlotKind
from tests import factories
from tests.support.session import AT, manage, meanwhile, planned

pytestmark = pytest.mark.django_db


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


def test_a_person_who_removes_twice_reads_that_they_did(client, world) -> None:
    room = prepare(world)["session_room"]
    for _click in range(2):
        answer = manage(client, world, "session_remove_room", room.pk, data={})

    assert "Vous avez déjà supprimé cette salle." in client.get(answer.url).text


def test_what_was_never_there_is_a_404_for_everybody(client, world) -> None:
    prepare(world)
    assert manage(client, world, "session_room", 10**6, data={}).status_code == 404


@pytest.mark.parametrize(
    ("name", "module", "action", "sent", "said"),
    [
        ("session_room", actions, "save_room", {"name": "Serre", "seats": ""}, "a supprimé cette salle"),
        ("session_speaker", talks, "save_speaker", {"name": "Zoé Noir"}, "a retiré cette personne"),
        (
            "session_resource",
            talks,
            "edit_resource",
            {"title": "Vues", "url": "https://exemple.fr/"},
            "a retiré ce document",
        ),
    ],
)
def test_a_row_removed_while_it_is_saved_does_not_come_back(
    client, world, monkeypatch, name, module, action, sent, said
) -> None:
    row = prepare(world)[name]
    meanwhile(monkeypatch, module, action, type(row).objects.filter(pk=row.pk).delete)

    page = manage(client, world, name, row.pk, data=sent)

    assert (page.status_code, said in page.text) == (422, True)
    assert not type(row).objects.filter(pk=row.pk).exists()
