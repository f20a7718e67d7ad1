"""The day itself, by several people at one instant: presence, the list, « +10 min », the debrief."""

from datetime import datetime, time
from typing import Any

import pytest
from django.utils import timezone

from coaching.attendance.actions import people, presence
from coaching.attendance.halves import list_half_days
from coaching.live import actions
from coaching.models import Attendance, Attendee, AttendeeResponse, Slot, SlotShift
from coaching.session.timetable import PARIS
from coaching.surveys.actions import room
from tests import factories
from tests.support.live import run_session
from tests.support.races import TABS, at_once
from tests.support.session import AT, FIRST, planned

pytestmark = pytest.mark.django_db(transaction=True)


def expected(world: factories.World, session: Any, name: str = "Ana Exemple") -> Attendee:
    return people.add_attendee(session=session, name=name, kind="observer", actor=world.organiser, at=AT)


def test_checked_in_by_several_at_once_is_once() -> None:
    world = factories.edition_with()
    session = planned(world)
    attendee, half_day = expected(world, session), list_half_days(session)[0]

    results = at_once(lambda _tab: presence.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT))

    assert sorted(results) == [False] * (TABS - 1) + [True]
    assert Attendance.objects.count() == 1


def test_removed_while_checking_in_is_there_or_refused_never_both_unsaid() -> None:
    world = factories.edition_with()
    session = planned(world)
    half_day = list_half_days(session)[0]
    for turn in range(4):
        attendee = expected(world, session, f"Personne {turn}")

        def act(tab: int, attendee: Attendee = attendee) -> Any:
            if tab:
                return presence.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
            return people.remove_attendee(attendee=attendee, actor=world.organiser, at=AT)

        removal, checked = at_once(act, tabs=2)

        came = Attendance.objects.filter(attendee=attendee).exists()
        assert came == (checked is True)
        assert came or isinstance(checked, presence.NotExpected)
        assert removal in (0, 1)


def test_one_name_added_by_several_at_once_is_one_person() -> None:
    world = factories.edition_with()
    session = planned(world)

    at_once(lambda _tab: expected(world, session))

    assert session.attendees.count() == 1


def test_two_organisers_shift_once() -> None:
    world = factories.edition_with()
    session = planned(world)
    at = datetime.combine(FIRST, time(10, 30), tzinfo=PARIS)

    at_once(lambda _tab: actions.shift_rest(session=session, by=10, seen=0, actor=world.organiser, at=at))

    assert SlotShift.objects.count() == 1
    assert Slot.objects.filter(day__date=FIRST, ends_at=time(11, 25)).count() == 1


def test_one_phone_that_begins_twice_has_one_response() -> None:
    live, at = run_session(), timezone.now()
    survey = room.open_in_room(edition=live.world.edition, actor=live.world.organiser, at=at)
    attendee = expected(live.world, live.session)

    results = at_once(lambda _tab: room.start_room_response(survey=survey, attendee=attendee, at=at))

    assert {getattr(result, "pk", result) for result in results} == {AttendeeResponse.objects.get().pk}
