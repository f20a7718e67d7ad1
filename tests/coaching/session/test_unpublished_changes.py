"""What waits to be published: the changes of a draft since it was last released as a whole."""

from datetime import timedelta

import pytest

from accelerator.audit.actions import record
from coaching.models import Booking, Session, Slot
from coaching.session.actions import releases, session as actions
from coaching.session.actions.turns import share_out_day
from coaching.session.releases import (
    compute_fingerprint,
    find_released,
    read_draft,
    select_unpublished_changes,
)
from tests.factories import World, edition_with
from tests.support.session import AT, planned

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def publish_session(world: World) -> Session:
    session = planned(world, "Amphi", "Labo")
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return session


def remove_a_slot(session: Session, world: World, *, at) -> None:
    slot = Slot.objects.filter(day__session=session).order_by("pk").first()
    actions.remove_slot(slot=slot, actor=world.organiser, at=at)


def release(session: Session, world: World, *, at) -> None:
    seen = compute_fingerprint(find_released(session), read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=world.organiser, at=at)


def count_changes(*worlds: World) -> list[int]:
    """Of each of these editions, read together."""
    keys = select_unpublished_changes([world.edition for world in worlds]).values_list(
        "edition_key", flat=True
    )
    return [list(keys).count(world.edition.pk) for world in worlds]


def test_a_change_waits_until_the_next_release_and_the_one_after_it_too() -> None:
    world = edition_with()
    session = publish_session(world)
    assert count_changes(world) == [0]

    remove_a_slot(session, world, at=AT + HOUR)
    assert count_changes(world) == [1]
    release(session, world, at=AT + 2 * HOUR)
    assert count_changes(world) == [0]
    remove_a_slot(session, world, at=AT + 3 * HOUR)
    assert count_changes(world) == [1]


def test_a_change_released_by_itself_waits_no_more_and_those_before_it_do() -> None:
    """A project that leaves is out of the draft and of what is public at one instant."""
    world = edition_with(participations=2)
    session = planned(world, "Amphi", "Labo")
    share_out_day(day=session.days.first(), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    turn = Booking.objects.filter(slot__day__session=session).first()
    about = {"subject": session, "actor": world.organiser, "scope": world.edition.scope}
    record(verb="edit_session", at=AT + HOUR, **about)

    record(verb="unbook_slot", at=AT + 2 * HOUR, **{**about, "subject": turn})
    assert count_changes(world) == [2]
    releases.take_out(
        edition=world.edition, participation=turn.participation_id, actor=world.organiser, at=AT + 2 * HOUR
    )

    assert count_changes(world) == [1]


def test_the_release_of_another_edition_publishes_nothing_of_this_one() -> None:
    """Even at the very instant of the change, or later."""
    world, other = edition_with(), edition_with()
    session, other_session = publish_session(world), publish_session(other)

    remove_a_slot(session, world, at=AT + HOUR)
    remove_a_slot(other_session, other, at=AT + HOUR)
    release(other_session, other, at=AT + HOUR)

    assert count_changes(world, other) == [1, 0]
    remove_a_slot(other_session, other, at=AT + 2 * HOUR)
    release(other_session, other, at=AT + 3 * HOUR)
    assert count_changes(world, other) == [1, 0]
