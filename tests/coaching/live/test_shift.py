"""« +10 min »: what moves, what stays, what is refused, and putting it back."""

from datetime import datetime, time, timedelta

import pytest

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from coaching.live import actions
from coaching.live.actions import CurrentSlot, NothingLeft, NoTimeLeft, plan_shift
from coaching.models import Room, Slot, SlotShift
from coaching.session.actions import releases
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.changes import compare
from coaching.session.enums import SlotKind
from coaching.session.releases import find_released, read_draft
from coaching.session.timetable import PARIS
from tests import factories
from tests.support.session import FIRST, manage, planned
from tests.support.shared import share_world

MORNING = datetime.combine(FIRST, time(10, 30), tzinfo=PARIS)


def make_slot(pk, starts, ends, kind="plenary"):
    return CurrentSlot(pk, time.fromisoformat(starts), time.fromisoformat(ends), kind)


DAY = [
    make_slot(1, "09:00", "10:00"),
    make_slot(2, "10:00", "11:00"),
    make_slot(3, "11:00", "12:30"),
    make_slot(4, "12:30", "13:30", "break"),
    make_slot(5, "13:30", "16:00"),
]


def hours_by_slot(moves):
    return {move.pk: (f"{move.starts_at:%H:%M}", f"{move.ends_at:%H:%M}") for move in moves}


# --- what moves ---


def test_the_current_slot_ends_later_next_ones_move_and_lunch_is_shortened():
    assert hours_by_slot(plan_shift(DAY, time(10, 50), 10)) == {
        2: ("10:00", "11:10"),
        3: ("11:10", "12:40"),
        4: ("12:40", "13:30"),
    }


def test_the_afternoon_moves_to_its_end():
    assert hours_by_slot(plan_shift(DAY, time(14), 15)) == {5: ("13:30", "16:15")}


def test_a_lunch_that_lasts_moves_the_afternoon():
    assert hours_by_slot(plan_shift(DAY, time(13, 20), 10)) == {4: ("12:30", "13:40"), 5: ("13:40", "16:10")}


def test_a_lunch_is_never_cut_to_nothing():
    with pytest.raises(NoTimeLeft):
        plan_shift(DAY, time(10, 50), 50)


def test_a_hole_before_lunch_is_taken_first():
    day = [*DAY[:2], make_slot(4, "12:30", "13:30", "break")]
    assert 4 not in hours_by_slot(plan_shift(day, time(10, 50), 10))


def test_nothing_moves_once_the_day_is_over_nor_beyond_midnight():
    with pytest.raises(NothingLeft):
        plan_shift(DAY, time(18), 10)
    with pytest.raises(NoTimeLeft):
        plan_shift([make_slot(1, "23:00", "23:55")], time(23, 30), 10)


def test_a_day_without_lunch_moves_to_its_end():
    day = [slot for slot in DAY if slot.pk != 4]
    assert set(hours_by_slot(plan_shift(day, time(10, 50), 10))) == {2, 3, 5}


# --- the action ---


def prepare():
    world = factories.edition_with()
    return world, planned(world, "Amphi")


built, prepared = share_world(prepare)


def shifted(world, session, at=MORNING, seen=None, by=10):
    return actions.shift_rest(session=session, by=by, seen=seen, actor=world.organiser, at=at)


def times(session):
    return {slot.pk: (slot.starts_at, slot.ends_at) for slot in Slot.objects.filter(day__session=session)}


def test_shifted_and_put_back_the_programme_is_as_it_was(prepared):
    world, session = prepared
    before = times(session)

    made = shifted(world, session)

    lunch = Slot.objects.get(day__session=session, day__date=FIRST, starts_at=time(12, 55))
    assert (lunch.kind, lunch.ends_at) == (SlotKind.BREAK, time(14))
    assert times(session) != before
    actions.undo_shift(session=session, pk=made.pk, actor=world.organiser, at=MORNING)
    assert times(session) == before
    assert [entry.verb for entry in AuditEntry.objects.order_by("pk")][-2:] == [
        "shift_programme",
        "undo_shift",
    ]


def test_two_clicks_shift_once(prepared):
    world, session = prepared
    shifted(world, session, seen=0)

    with pytest.raises(TransitionRefused, match="vient déjà"):
        shifted(world, session, seen=0)

    assert SlotShift.objects.count() == 1


def test_a_clash_is_refused_and_nothing_moves(prepared):
    """Partners meet in the room of the morning, at the hour of lunch."""
    world, session = prepared
    day = session.days.order_by("date")[0]
    room = Room.objects.get(session=session)
    Slot.objects.filter(day=day, starts_at=time(12, 15)).update(kind=SlotKind.GROUP, room=room)
    Slot.objects.create(
        day=day,
        starts_at=time(12, 45),
        ends_at=time(13, 30),
        title_fr="Réunion",
        kind=SlotKind.GROUP,
        room=room,
    )
    before = times(session)

    with pytest.raises(PlanRefused, match="Amphi"):
        shifted(world, session)

    assert times(session) == before
    assert not SlotShift.objects.exists()


def test_a_slot_edited_since_is_not_restored(prepared):
    world, session = prepared
    made = shifted(world, session)
    Slot.objects.filter(pk=made.moves[0]["slot"]).update(version=99)

    with pytest.raises(TransitionRefused, match="a changé depuis"):
        actions.undo_shift(session=session, pk=made.pk, actor=world.organiser, at=MORNING)

    made.refresh_from_db()
    assert made.undone_at is None


def test_only_the_last_shift_is_put_back(prepared):
    world, session = prepared
    first = shifted(world, session)
    shifted(world, session, at=MORNING + timedelta(minutes=5))

    with pytest.raises(TransitionRefused, match="plus le dernier"):
        actions.undo_shift(session=session, pk=first.pk, actor=world.organiser, at=MORNING)


def test_another_day_has_nothing_to_shift(prepared):
    world, session = prepared
    with pytest.raises(TransitionRefused, match="plus rien"):
        shifted(world, session, at=MORNING - timedelta(days=3))


def test_a_shift_moves_the_release_and_leaves_the_draft_unreleased(prepared):
    world, session = prepared
    releases.publish_timetable(session=session, actor=world.organiser, at=MORNING)
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Titre préparé")
    hours = [(slot.pk, slot.starts_at, slot.ends_at) for slot in find_released(session).slots]

    shift = actions.shift_rest(session=session, by=10, seen=None, actor=world.organiser, at=MORNING)

    moved = find_released(session)
    assert [(slot.pk, slot.starts_at, slot.ends_at) for slot in moved.slots] != hours
    assert (moved.number, len(compare(moved, read_draft(session)))) == (2, 1)
    actions.undo_shift(session=session, pk=shift.pk, actor=world.organiser, at=MORNING)
    assert [(slot.pk, slot.starts_at, slot.ends_at) for slot in find_released(session).slots] == hours


def test_a_shift_that_nobody_saw_is_no_breakdown(client, prepared):
    world, _session = prepared

    assert manage(client, world, "shift_programme", data={"seen": "9" * 5000}).status_code == 302
