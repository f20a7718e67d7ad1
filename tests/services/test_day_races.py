"""The two days, by several people at one instant: presence, « +10 min », the release, rows that do not exist yet."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from coaching.attendance.actions import attendees
from coaching.attendance.halves import list_half_days
from coaching.live import actions
from coaching.models import (
    Attendance,
    Attendee,
    AttendeeResponse,
    ProgrammeRelease,
    Session,
    Slot,
    SlotShift,
    Survey,
)
from coaching.rehearsal.actions import end_rehearsal, start_rehearsal
from coaching.session.actions import releases, turns as bookings
from coaching.session.actions.occupancy import PlanRefused
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from coaching.session.timetable import PARIS
from coaching.surveys.actions import room
from coaching.surveys.actions.survey import open_survey
from coaching.surveys.enums import SurveyKind
from programmes.models import Edition
from projects.application.actions.submission import withdraw_application
from projects.decision.actions.participation import decline
from projects.models import Application, Duplicate
from projects.triage.actions.screening import pair_up
from tests import factories
from tests.factories import edition, edition_with
from tests.support.dossiers import full_form, lead, sent
from tests.support.live import run_session
from tests.support.races import TABS, at_once
from tests.support.session import AT, FIRST, planned

pytestmark = pytest.mark.django_db(transaction=True)


def expected(world: factories.World, session: Any, name: str = "Ana Exemple") -> Attendee:
    return attendees.add_attendee(session=session, name=name, kind="observer", actor=world.organiser, at=AT)


def test_a_rehearsal_is_begun_once_and_ended_once_by_several_at_once() -> None:
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world)

    begun = at_once(lambda _tab: start_rehearsal(session=session, actor=world.organiser, at=AT))
    assert len(set(begun)) == 1

    assert at_once(lambda _tab: end_rehearsal(edition=begun[0])) == [None] * TABS
    assert Edition.with_rehearsals.get() == world.edition


def test_an_attendee_checked_in_by_several_at_once_is_present_once() -> None:
    world = factories.edition_with()
    session = planned(world)
    attendee, half_day = expected(world, session), list_half_days(session)[0]

    results = at_once(
        lambda _tab: attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
    )

    assert sorted(results) == [False] * (TABS - 1) + [True]
    assert Attendance.objects.count() == 1


def test_an_attendee_removed_while_checking_in_is_present_or_refused() -> None:
    world = factories.edition_with()
    session = planned(world)
    half_day = list_half_days(session)[0]
    for turn in range(4):
        attendee = expected(world, session, f"Personne {turn}")

        def act(tab: int, attendee: Attendee = attendee) -> Any:
            if tab:
                return attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
            return attendees.remove_attendee(attendee=attendee, actor=world.organiser, at=AT)

        removal, checked = at_once(act, tabs=2)

        came = Attendance.objects.filter(attendee=attendee).exists()
        assert came == (checked is True)
        assert came or isinstance(checked, attendees.NotExpected)
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


def changed() -> tuple[factories.World, Session, str]:
    """A published session with a change that waits, and what an organiser reads of it."""
    world = factories.edition_with(participations=2)
    session = planned(world, "Amphi", "Labo")
    bookings.share_out_day(day=session.days.get(date=FIRST), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Causerie")
    released = find_released(session)
    assert released is not None
    return world, session, compute_fingerprint(released, read_draft(session))


def test_of_two_organisers_who_release_at_once_one_wins_and_the_other_is_refused() -> None:
    world, session, seen = changed()

    def act(_tab: int) -> int:
        return releases.release_changes(session=session, seen=seen, actor=world.organiser, at=timezone.now())

    results = at_once(act, tabs=4)

    refused = [result for result in results if isinstance(result, PlanRefused)]
    assert len(refused) == 3
    assert all("a publié des changements" in str(refusal) for refusal in refused)
    assert list(ProgrammeRelease.objects.order_by("number").values_list("number", flat=True)) == [1, 2]
    mails = OutgoingMail.objects.filter(template="coaching/session/timetable_changed")
    assert mails.count() == mails.values("user").distinct().count()


def test_a_project_that_leaves_while_changes_are_released_is_in_no_later_release() -> None:
    world, session, seen = changed()
    left = world.participations[0]

    def act(tab: int) -> Any:
        if tab:
            return decline(participation=left, actor=world.holder, at=AT)
        return releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)

    results = at_once(act, tabs=2)

    assert not isinstance(results[1], Exception)
    assert results[0] is not None
    assert not isinstance(results[0], Exception) or isinstance(results[0], PlanRefused)
    released = find_released(session)
    assert released is not None
    assert left.pk not in {pk for slot in released.slots for pk in slot.participations}


def test_two_organisers_open_one_survey_for_the_first_time() -> None:
    world, at = edition_with(participations=1), timezone.now()
    organiser = world.organiser

    results = at_once(
        lambda _tab: open_survey(
            edition=world.edition,
            kind=SurveyKind.SYNTHESIS,
            opens_at=at,
            closes_at=at + timedelta(days=30),
            actor=organiser,
            at=at,
        )
    )

    assert {getattr(result, "pk", result) for result in results} == {Survey.objects.get().pk}


def test_look_alikes_are_compared_and_withdrawn_at_once() -> None:
    made = edition(form=full_form())
    for _turn in range(4):
        dossiers = [sent(made, at=timezone.now(), title="L’écran d’atelier partagé") for _number in range(4)]
        people = [lead(dossier) for dossier in dossiers]

        def act(tab: int, dossiers: list[Application] = dossiers, people: list[object] = people) -> None:
            if tab % 2:
                withdraw_application(application=dossiers[tab], actor=people[tab], at=timezone.now())  # type: ignore[arg-type]
            else:
                pair_up(application=dossiers[tab])

        assert at_once(act) == [None, None, None, None]
        counted = Application.objects.filter(pk__in=[dossier.pk for dossier in dossiers])
        assert [item.duplicates for item in counted.order_by("pk")] == [1, 0, 1, 0]
        Duplicate.objects.all().delete()
        Application.objects.update(duplicates=0)
        for item in counted:
            item.duplicate_keys.all().delete()
