"""Who was there: half-days, one tap a person, the code of a badge."""

from datetime import datetime, time

import pytest
from django.urls import reverse

from accelerator.audit.models import AuditEntry
from coaching.attendance import queries
from coaching.attendance.actions import attendees
from coaching.attendance.codes import BADGE
from coaching.attendance.enums import AttendeeKind, Half
from coaching.attendance.halves import choose_half_day, list_half_days
from coaching.models import Attendance, SessionDay, Slot
from coaching.session.timetable import PARIS
from tests import factories
from tests.support.session import AT, FIRST, SECOND, manage, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def prepare():
    world = factories.edition_with()
    return world, planned(world)


built, prepared = share_world(prepare)


def came(world, session, name="Ana Exemple"):
    return attendees.add_attendee(
        session=session, name=name, kind=AttendeeKind.OBSERVER, actor=world.organiser, at=AT
    )


def test_two_days_are_four_half_days_without_their_breaks():
    session = planned(factories.edition_with())
    half_days = list_half_days(session)

    assert [(half.day.date, half.half) for half in half_days] == [
        (FIRST, Half.MORNING),
        (FIRST, Half.AFTERNOON),
        (SECOND, Half.MORNING),
        (SECOND, Half.AFTERNOON),
    ]
    assert half_days[0].starts_at == time(9)
    assert half_days[1].ends_at == time(19, 15)  # the drinks after it are a break


def test_the_half_day_of_an_hour_is_the_one_that_runs_or_comes():
    half_days = list_half_days(planned(factories.edition_with()))

    def at(day, hour):
        return choose_half_day(half_days, datetime.combine(day, time(hour), tzinfo=PARIS))

    assert at(FIRST, 8) == at(FIRST, 12) == half_days[0]
    assert at(FIRST, 13) == at(FIRST, 22) == half_days[1]
    assert at(SECOND, 23) == half_days[3]
    assert choose_half_day(half_days, AT) == half_days[0]
    assert choose_half_day([], AT) is None


def test_checking_in_twice_stores_the_first_hour(prepared):
    world, session = prepared
    attendee, half_day = came(world, session), list_half_days(session)[0]

    assert attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
    later = AT.replace(hour=AT.hour + 1)
    assert not attendees.check_in(attendee=attendee, half_day=half_day, actor=world.organiser, at=later)

    assert Attendance.objects.get().at == AT


def test_a_presence_is_taken_back_and_the_journal_knows(prepared):
    world, session = prepared
    attendee, half_day = came(world, session), list_half_days(session)[0]
    attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
    undo = {"attendee": attendee, "half_day": half_day, "actor": world.organiser, "at": AT}

    assert attendees.undo_check_in(**undo)
    assert not attendees.undo_check_in(**undo)
    assert not Attendance.objects.exists()
    assert AuditEntry.objects.filter(verb="undo_check_in").count() == 1


def test_missing_people_come_first(prepared):
    world, session = prepared
    half_day = list_half_days(session)[0]
    here = came(world, session, "Aaron Exemple")
    came(world, session, "Zoé Exemple")
    attendees.check_in(attendee=here, half_day=half_day, actor=None, at=AT)

    roll = queries.call_roll(session, half_day)

    assert [row.attendee.name for row in roll.people] == ["Zoé Exemple", "Aaron Exemple"]
    assert (roll.present, len(roll.missing)) == (1, 1)


def test_one_tap_marks_and_another_takes_back(client, prepared):
    world, session = prepared
    attendee, half_day = came(world, session), list_half_days(session)[0]

    answer = manage(client, world, "mark_presence", half_day.key, attendee.pk, data={"there": "1"})
    assert answer.status_code == 302
    assert Attendance.objects.get().by == world.organiser

    answer = client.post(
        reverse("coaching:mark_presence", args=[world.edition.slug, half_day.key, attendee.pk]),
        {"there": "0"},
        headers={"HX-Request": "true"},
    )
    assert "roll-count" in answer.content.decode()
    assert not Attendance.objects.exists()


def test_a_removed_slot_leaves_the_presences_of_its_half_day(client, prepared):
    world, session = prepared
    attendee, half_day = came(world, session), list_half_days(session)[0]
    attendees.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)
    Slot.objects.filter(day=half_day.day).delete()

    assert Attendance.objects.count() == 1
    assert SessionDay.objects.filter(pk=half_day.day.pk).exists()
    assert manage(client, world, "presence").status_code == 200


def test_the_code_of_a_badge_gives_strangers_nothing(client, prepared):
    world, session = prepared
    attendee = came(world, session)
    url = reverse("coaching:badge", args=[BADGE.token_of(attendee)])

    for page in (client.get(url), client.post(url)):
        assert page.status_code == 200
        assert attendee.name not in page.content.decode()
    client.force_login(factories.user("Visiteuse"))
    assert attendee.name not in client.get(url).content.decode()
    assert not Attendance.objects.exists()
    assert client.get(f"{url[:-3]}x/").status_code == 404


def test_a_person_who_runs_the_session_checks_a_badge_in_and_back(client):
    world = factories.edition_with(facilitators=1)
    attendee = came(world, planned(world))
    url = reverse("coaching:badge", args=[BADGE.token_of(attendee)])
    client.force_login(world.facilitators[0])

    assert attendee.name in client.get(url).content.decode()
    client.post(url)
    client.post(url)
    assert Attendance.objects.count() == 1
    client.post(url, {"there": "0"})
    assert not Attendance.objects.exists()


def test_the_badge_of_who_was_removed_is_refused_and_says_why(client, prepared):
    world, session = prepared
    attendee = came(world, session)
    attendees.remove_attendee(attendee=attendee, actor=world.organiser, at=AT)
    client.force_login(world.organiser)
    url = reverse("coaching:badge", args=[BADGE.token_of(attendee)])

    page = client.post(url, follow=True).content.decode()

    assert "n’est plus sur la liste" in page
    assert not Attendance.objects.exists()
