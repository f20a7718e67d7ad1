"""What an organiser may want to know before the programme leaves."""

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import Booking, Slot, SlotGroup
from coaching.pairing.enums import PairingState
from coaching.session.actions.releases import publish_timetable
from coaching.session.enums import SlotKind
from coaching.session.gaps import list_gaps
from coaching.session.slots import list_slots
from projects.decision.enums import ParticipationState
from tests import factories
from tests.support.session import paired, planned

pytestmark = pytest.mark.django_db


def turns_of(session):
    return Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )


def list_sentences(session):
    """What is missing, with plain spaces: the catalogue of a language adds those that do not break."""
    return [gap.text.replace("\N{NO-BREAK SPACE}", " ") for gap in list_gaps(session, list_slots(session))]


def say_lost(title):
    return f"« {title} » se tient en groupes et n’a ni groupe ni salle : personne ne saura où aller."


def test_only_a_mentor_who_accepted_counts_before_publishing():
    world = factories.edition_with(participations=len(PairingState) + 1, mentors=1)
    session = planned(world)
    elsewhere = factories.participation(world.edition, state=ParticipationState.OFFERED)
    for participation, state in zip(world.participations, PairingState, strict=False):
        paired(participation, world.mentors[0], state=state)
    paired(elsewhere, world.mentors[0])

    said, *_others = list_sentences(session)

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

    titles = [
        "ADN Project Tool : la carte du projet",
        "Fin de la carte ADN : les verrous",
        "Grand Mix des idées",
    ]
    assert list_sentences(session) == [
        "3 projets n’ont pas encore de parrain ou de marraine.",
        "2 projets n’ont aucun créneau de coaching individuel.",
        *(say_lost(title) for title in titles),
    ]


def test_a_slot_in_groups_leads_somewhere_by_its_room_or_by_its_groups():
    session = planned(factories.edition_with())
    first, second, third = Slot.objects.filter(day__session=session, kind=SlotKind.GROUP)
    first.room = session.rooms.create(name="Amphi")
    first.save()
    for name in ("Table 1", "Table 2"):
        SlotGroup.objects.create(slot=second, name=name, key=name)

    assert list_sentences(session) == [say_lost(third.title)]

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
