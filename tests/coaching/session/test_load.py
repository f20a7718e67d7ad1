"""What a session occupies: its turns with their mentors, its slots with their rooms and leaders."""

import pytest

from coaching.models import Booking, Pairing, Slot
from coaching.pairing.enums import PairingState
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors
from coaching.session.planning.clashes import Named, Occupation
from coaching.session.planning.load import occupations
from tests import factories
from tests.support.session import AT, planned

pytestmark = pytest.mark.django_db


def booked() -> tuple[factories.World, Slot, Booking]:
    """A session with one turn, whose mentor has accepted."""
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world, "Amphi")
    slot = Slot.objects.filter(day__session=session, kind=SlotKind.INDIVIDUAL).order_by(
        "day__date", "starts_at"
    )[0]
    participation, mentor = world.participations[0], world.mentors[0]
    Pairing.objects.create(
        participation=participation,
        mentor=mentor,
        proposed_by=mentor,
        proposed_at=AT,
        state=PairingState.ACCEPTED,
        answered_at=AT,
    )
    booking = Booking.objects.create(slot=slot, participation=participation, room=session.rooms.get())
    return world, slot, booking


def test_a_turn_takes_its_project_its_room_and_the_mentor() -> None:
    world, slot, booking = booked()
    booked()

    turns = [occupation for occupation in occupations(slot.day.session) if occupation.project]

    assert turns == [
        Occupation(
            title=slot.title,
            day=slot.day.date,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            project=Named(booking.participation_id, world.participations[0].project.title),
            room=Named(booking.room.pk, "Amphi"),
            people=(Named(world.mentors[0].pk, str(world.mentors[0])),),
            slot=slot.pk,
        )
    ]


def test_a_slot_takes_its_room_and_its_leaders_and_a_plenary_everybody() -> None:
    world, turn, booking = booked()
    session, leader = turn.day.session, world.organiser
    slots = Slot.objects.filter(day__session=session)
    for slot in slots:
        slot.leaders.add(leader)
        slot.room = booking.room
        slot.save()
    booked()

    found = {occupation.slot: occupation for occupation in occupations(session) if not occupation.project}

    assert set(found) == {slot.pk for slot in slots}
    for slot in slots:
        assert found[slot.pk] == Occupation(
            title=slot.title,
            day=slot.day.date,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            room=None if slot.kind == SlotKind.INDIVIDUAL else Named(booking.room.pk, "Amphi"),
            people=(Named(leader.pk, str(leader)),),
            takes_everybody=slot.kind == SlotKind.PLENARY,
            slot=slot.pk,
        )


def test_one_slot_and_its_turns_are_left_out_when_asked() -> None:
    _world, slot, _booking = booked()

    left = occupations(slot.day.session, but_slot=slot.pk)

    assert slot.pk not in {occupation.slot for occupation in left}
    assert len(left) == Slot.objects.filter(day__session=slot.day.session).count() - 1


def test_only_the_mentors_that_are_asked_for_are_read() -> None:
    world, _slot, booking = booked()
    booked()

    mentor = world.mentors[0]
    assert find_mentors([booking.participation_id]) == {
        booking.participation_id: Named(mentor.pk, str(mentor))
    }
