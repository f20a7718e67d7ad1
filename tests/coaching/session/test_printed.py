"""The programme that leaves the site: a PDF, a calendar by subscription, a reminder."""

import io
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from pypdf import PdfReader

from accelerator.accounts.models import User
from accelerator.outbox.reminders import rules
from accelerator.web.templatetags.prose import french_spaces
from coaching.models import Booking, CalendarFeed, Slot
from coaching.session import calendar as actions
from coaching.session.actions import releases, turns as bookings
from coaching.session.calendar import LINK
from coaching.session.enums import SlotKind
from coaching.session.printing import list_blocks
from coaching.session.releases import compute_fingerprint, find_released, read_draft
from coaching.session.timetable import find_readable_timetable
from programmes.actions.roles import end_role
from programmes.models import Role
from tests import factories
from tests.support.session import AT, FIRST, paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def given(**more):
    world = factories.edition_with(participations=2, mentors=1, **more)
    session = planned(world, "Amphi", "Labo")
    Slot.objects.filter(title_fr="Conférence").update(room=session.rooms.get(name="Amphi"))
    slot = Slot.objects.filter(kind=SlotKind.INDIVIDUAL, day__date=FIRST).order_by("starts_at")[0]
    for participation, room in zip(world.participations, session.rooms.order_by("name"), strict=True):
        Booking.objects.create(slot=slot, participation=participation, room=room)
    return world, session, slot


def read(client, world, who=None, query=""):
    client.logout()
    if who:
        client.force_login(who)
    answer = client.get(reverse("coaching:timetable_pdf", args=[world.edition.slug]) + query)
    if answer.status_code != 200:
        return answer.status_code
    return PdfReader(io.BytesIO(answer.content))


def words(document):
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def test_a_page_a_day_with_turns_in_their_rooms_for_the_team(client):
    world, session, slot = given()
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    document = read(client, world, world.organiser, "?by=day")

    assert len(document.pages) == 2
    assert document.pages[0].mediabox.width > document.pages[0].mediabox.height
    assert "/StructTreeRoot" in document.trailer["/Root"]
    for text in (
        "Amphi",
        "Labo",
        "Conférence",
        "Programme publié",
        *map(str, (world.participations[0].project,)),
    ):
        assert text in words(document)
    timetable_read = find_readable_timetable(session, world.organiser, every_turn=True)
    entry = next(entry for entry in timetable_read.entries if entry.slot.pk == slot.pk)
    assert [(block.room, block.title) for block in list_blocks(entry)] == [
        ("Amphi", str(world.participations[0].project)),
        ("Labo", str(world.participations[1].project)),
    ]
    assert read(client, world, world.organiser, "?paper=a3").pages[0].mediabox.width > 1100
    assert read(client, world, world.organiser, "?paper=a5") == 404


@pytest.mark.parametrize(("paper", "days"), [("a3", 2), ("a4", 3)])
def test_the_whole_programme_stands_on_one_page(client, paper, days):
    world, session, slot = given()
    if days > 2:
        third = session.days.create(date=FIRST + timedelta(days=2))
        for timed in Slot.objects.filter(day__date=FIRST):
            third.slots.create(
                starts_at=timed.starts_at, ends_at=timed.ends_at, title_fr=timed.title_fr, kind=timed.kind
            )
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    document = read(client, world, world.organiser, f"?paper={paper}")

    assert len(document.pages) == 1
    text = words(document)
    for timed in Slot.objects.filter(day__session=session):
        assert " ".join(french_spaces(timed.title_fr).split()) in text
    for turn in slot.bookings.all():
        assert str(turn.participation.project) in text
        assert turn.room.name in text


@pytest.mark.parametrize("query", ["", "?by=day"])
def test_the_printed_programme_hides_the_turns_of_others(client, query):
    world, session, slot = given()
    mentor = world.mentors[0]
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)

    public = words(read(client, world, query=query))
    own = words(read(client, world, world.holder, query))

    assert french_spaces(slot.title) in public
    for place in world.participations:
        assert place.project.title not in public
    assert world.participations[0].project.title in own
    assert world.participations[1].project.title not in own
    assert str(mentor) not in public


def test_a_draft_is_for_organisers_and_says_so(client):
    world, session, _slot = given()
    assert read(client, world) == 404
    assert "Brouillon" in words(read(client, world, world.organiser))
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    Slot.objects.filter(title_fr="Conférence").update(title_fr="Titre secret")

    assert "Titre secret" not in words(read(client, world, query="?draft=1"))
    draft = words(read(client, world, world.organiser, "?draft=1"))
    assert "Titre secret" in draft
    assert "Brouillon" in draft


def published() -> tuple[factories.World, object]:
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world, "Amphi", "Labo")
    paired(world.participations[0], world.mentors[0])
    bookings.share_out_day(day=session.days.get(date=FIRST), actor=world.organiser, at=AT)
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return world, session


def address_of(user) -> str:
    return reverse("coaching:feed", args=[LINK.token_of(actions.make_feed(user=user, at=AT))])


built, schedule = share_world(published)


def test_a_calendar_has_its_owners_programme_and_nothing_of_others(client, schedule):
    world, _session = schedule
    file = client.get(address_of(world.holder))
    assert file["Content-Type"].startswith("text/calendar")
    assert "no-store" in file["Cache-Control"]
    text = file.content.decode().replace("\r\n ", "")
    assert world.participations[0].project.title in text
    assert world.participations[1].project.title not in text
    assert "PT1H" in text


def test_a_calendar_follows_each_release_and_no_draft(client, schedule):
    world, session = schedule
    address = address_of(world.mentors[0])
    turn = Booking.objects.get(participation=world.participations[0])
    uid = f"slot-{turn.slot_id}@"
    Booking.objects.all().delete()

    def event() -> dict:
        events = Calendar.from_ical(client.get(address).content).walk("VEVENT")
        return next(row for row in events if row["uid"].startswith(uid))

    assert "status" not in event()
    seen = compute_fingerprint(find_released(session), read_draft(session))
    releases.release_changes(session=session, seen=seen, actor=world.organiser, at=AT)
    assert (event()["status"], event()["sequence"]) == ("CANCELLED", 2)


def test_a_revoked_changed_or_foreign_address_opens_nothing(client, as_user, schedule):
    world, _session = schedule
    address = address_of(world.holder)
    foreign = reverse("coaching:feed", args=["x" + LINK.token(CalendarFeed.objects.get().pk, "0" * 32)])
    assert client.get(foreign).status_code == 404
    browser = as_user(world.holder)
    page = browser.get(reverse("coaching:my_feed"))
    assert page.context["address"] in page.text
    assert client.get(page.context["address"]).status_code == 200

    browser.post(reverse("coaching:make_feed"))
    assert client.get(address).status_code == 404
    newer = reverse("coaching:feed", args=[LINK.token_of(CalendarFeed.objects.get())])
    assert client.get(newer).status_code == 200

    browser.post(reverse("coaching:revoke_feed"))
    assert client.get(newer).status_code == 404
    assert "Créer mon adresse" in browser.get(reverse("coaching:my_feed")).text


def test_an_account_that_is_closed_has_no_calendar(client, schedule):
    world, _session = schedule
    address = address_of(world.holder)
    User.objects.filter(pk=world.holder.pk).update(is_active=False)
    assert client.get(address).status_code == 404


def test_a_person_who_is_of_no_session_any_more_reads_nothing(client, schedule):
    world, _session = schedule
    address = address_of(world.mentors[0])
    assert b"VEVENT" in client.get(address).content
    end_role(role=Role.objects.get(user=world.mentors[0]), actor=world.organiser, at=AT, reason="Congé")
    assert b"VEVENT" not in client.get(address).content


def test_before_publication_it_is_empty(client):
    world = factories.edition_with(participations=1)
    planned(world)
    assert b"VEVENT" not in client.get(address_of(world.holder)).content
    assert Slot.objects.exists()


def reminders(at: datetime) -> list:
    rule = next(rule for rule in rules() if rule.name == "coaching.session_coming")
    return list(rule.messages(at))


def test_the_session_is_recalled_three_weeks_one_week_and_one_day_before():
    world = factories.edition_with(participations=1, mentors=1)
    planned(world)
    for days, hour, expected in (
        (22, 12, None), (21, 7, None), (21, 8, 21), (20, 0, 21), (7, 9, 7), (1, 7, 7), (1, 8, 1), (0, 9, None),
    ):  # fmt: skip
        at = timezone.make_aware(datetime.combine(FIRST - timedelta(days=days), time(hour)))
        messages = reminders(at)
        assert [message.context["days"] for message in messages] == ([expected] * 2 if expected else [])
        assert all(message.render().subject for message in messages)


def test_the_mail_of_the_programme_is_not_doubled_by_a_reminder_whose_hour_had_come():
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world)
    morning = timezone.make_aware(datetime.combine(FIRST - timedelta(days=15), time(9)))
    releases.publish_timetable(session=session, actor=world.organiser, at=morning)

    assert reminders(morning + timedelta(minutes=1)) == []
    assert [found.context["days"] for found in reminders(morning + timedelta(days=9))] == [7, 7]


def test_the_day_before_each_reads_when_where_and_what_their_day_begins_with():
    world = factories.edition_with(participations=1, mentors=1)
    session = planned(world)
    early = timezone.make_aware(datetime.combine(FIRST - timedelta(days=40), time(9)))
    releases.publish_timetable(session=session, actor=world.organiser, at=early)
    first = find_released(session).slots[0]
    for days, is_detailed in ((7, False), (1, True)):
        at = timezone.make_aware(datetime.combine(FIRST - timedelta(days=days), time(9)))
        texts = [message.render().text for message in reminders(at)]
        assert texts
        for text in texts:
            assert ("Votre journée commence à" in text) is is_detailed
            assert (first.title in text and first.room in text) or not is_detailed
