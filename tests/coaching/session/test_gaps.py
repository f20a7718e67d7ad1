"""What an organiser may want to know before the programme leaves."""

import pytest

from coaching.models import Booking, Slot, SlotGroup
from coaching.pairing.enums import PairingState
from coaching.session.enums import SlotKind
from coaching.session.queries import gaps_before_publishing
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.session import paired, planned

pytestmark = pytest.mark.django_db


def turns_of(session):
    return Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )


def told(session):
    """What is missing, with plain spaces: the catalogue of a language adds those that do not break."""
    return [gap.replace("\N{NO-BREAK SPACE}", " ") for gap in gaps_before_publishing(session)]


def test_only_a_mentor_who_accepted_counts_before_publishing():
    world = factories.edition_with(participations=len(PairingState) + 1, mentors=1)
    session = planned(world)
    elsewhere = factories.participation(world.edition, state=ParticipationState.OFFERED)
    for participation, state in zip(world.participations, PairingState, strict=False):
        paired(participation, world.mentors[0], state=state)
    paired(elsewhere, world.mentors[0])

    said, *_others = told(session)

    assert said == f"{len(PairingState)} projets n’ont pas encore de parrain ou de marraine."


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

    titles = "ADN Project Tool : la carte du projet ; Fin de la carte ADN : les verrous ; Grand Mix des idées"
    assert told(session) == [
        "3 projets n’ont pas encore de parrain ou de marraine.",
        "2 projets n’ont aucun créneau de coaching individuel.",
        f"3 créneaux en groupes n’ont ni groupe ni salle, personne ne saura où aller : {titles}",
    ]


def test_a_slot_in_groups_leads_somewhere_by_its_room_or_by_its_groups():
    session = planned(factories.edition_with())
    first, second, third = Slot.objects.filter(day__session=session, kind=SlotKind.GROUP)
    first.room = session.rooms.create(name="Amphi")
    first.save()
    for name in ("Table 1", "Table 2"):
        SlotGroup.objects.create(slot=second, name=name, key=name)

    assert told(session) == [
        f"1 créneau en groupes n’a ni groupe ni salle, personne ne saura où aller : {third.title}"
    ]

    third.delete()
    assert told(session) == []
