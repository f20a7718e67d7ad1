"""One's own calendar by subscription: what it holds, for whom it opens, and how it dies."""

import copy

import pytest
from django.urls import reverse
from icalendar import Calendar

from accelerator.accounts.models import User
from coaching.models import Booking, CalendarFeed, Slot
from coaching.session.actions import bookings, releases
from coaching.session.actions import feed as actions
from coaching.session.feed import LINK
from coaching.session.releases import find_released, fingerprint, read_draft
from programmes.actions.roles import end_role
from programmes.models import Role
from tests import factories
from tests.support.session import AT, FIRST, paired, planned

pytestmark = pytest.mark.django_db


def published() -> tuple[factories.World, object]:
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world, "Amphi", "Labo")
    paired(world.participations[0], world.mentors[0])
    bookings.share_out_day(day=session.days.get(date=FIRST), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return world, session


def address_of(user) -> str:
    return reverse("coaching:feed", args=[LINK.token_of(actions.make_feed(user=user, at=AT))])


@pytest.fixture(scope="module")
def built(build_once):
    return build_once(published)


@pytest.fixture
def shown(built, db):
    return copy.deepcopy(built)


def test_it_holds_one_s_own_programme_and_nothing_of_others(client, shown):
    world, _session = shown
    file = client.get(address_of(world.holder))
    assert file["Content-Type"].startswith("text/calendar")
    assert "no-store" in file["Cache-Control"]
    text = file.content.decode().replace("\r\n ", "")
    assert world.participations[0].project.title in text
    assert world.participations[1].project.title not in text
    assert "PT1H" in text


def test_it_follows_each_release_and_no_draft(client, shown):
    world, session = shown
    address = address_of(world.mentors[0])
    turn = Booking.objects.get(participation=world.participations[0])
    uid = f"slot-{turn.slot_id}@"
    Booking.objects.all().delete()

    def event() -> dict:
        events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        return next(row for row in events if row["uid"].startswith(uid))

    assert "status" not in event()
    seen = fingerprint(find_released(session), read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)
    assert (event()["status"], event()["sequence"]) == ("CANCELLED", 2)


def test_a_revoked_changed_or_foreign_address_opens_nothing(client, as_user, shown):
    world, _session = shown
    address = address_of(world.holder)
    foreign = reverse("coaching:feed", args=["x" + LINK.token(CalendarFeed.objects.get().pk, "0" * 32)])
    assert client.get(foreign).status_code == 404
    browser = as_user(world.holder)
    assert LINK.address_of(CalendarFeed.objects.get()) in browser.get(reverse("coaching:my_feed")).text

    browser.post(reverse("coaching:make_feed"))
    assert client.get(address).status_code == 404
    newer = reverse("coaching:feed", args=[LINK.token_of(CalendarFeed.objects.get())])
    assert client.get(newer).status_code == 200

    browser.post(reverse("coaching:revoke_feed"))
    assert client.get(newer).status_code == 404
    assert "Créer mon adresse" in browser.get(reverse("coaching:my_feed")).text


def test_an_account_that_is_closed_has_no_calendar(client, shown):
    world, _session = shown
    address = address_of(world.holder)
    User.objects.filter(pk=world.holder.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_a_person_who_is_of_no_session_any_more_reads_nothing(client, shown):
    world, _session = shown
    address = address_of(world.mentors[0])
    assert b"VEVENT" in client.get(address).content
    end_role(role=Role.objects.get(user=world.mentors[0]), actor=world.organiser, at=AT, reason="Congé")
    assert b"VEVENT" not in client.get(address).content


def test_before_publication_it_is_empty(client):
    world = factories.edition_with(participations=1)
    planned(world)
    assert b"VEVENT" not in client.get(address_of(world.holder)).content
    assert Slot.objects.exists()


def test_nobody_makes_an_address_without_signing_in(client):
    assert client.post(reverse("coaching:make_feed")).status_code in (302, 403)
    assert not CalendarFeed.objects.exists()


def test_homes_lead_to_it(as_user, shown):
    world, _session = shown
    link = f'href="{reverse("coaching:my_feed")}"'
    assert link in as_user(world.holder).get(reverse("coaching:my_home")).text
    assert link in as_user(world.mentors[0]).get(reverse("coaching:coaching_home")).text
