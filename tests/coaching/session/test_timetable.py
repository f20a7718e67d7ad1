"""Reading the programme: who sees what, what is mine, the file for a calendar."""

from datetime import date, datetime
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from coaching.models import Booking, Pairing, Slot
from coaching.pairing.enums import PairingState
from coaching.session import timetable
from coaching.session.actions import releases, session as actions, turns
from coaching.session.enums import SlotKind
from coaching.session.timetable import PARIS
from tests import factories

pytestmark = pytest.mark.django_db
AT = factories.NOW


def published(world: factories.World, *, publish: bool = True):
    """A session with two rooms, every project in a turn of the first day, the first mentor on the first project."""
    session = actions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        dates=[date(2026, 12, 3), date(2026, 12, 4)],
        rooms=["Amphi", "Labo"],
        actor=world.organiser,
        at=AT,
    )
    if world.mentors and world.participations:
        Pairing.objects.create(
            participation=world.participations[0],
            mentor=world.mentors[0],
            proposed_by=world.organiser,
            proposed_at=AT,
            answered_at=AT,
            state=PairingState.ACCEPTED,
        )
    turns.share_out_day(day=session.days.order_by("date").first(), actor=world.organiser, at=AT)
    if publish:
        releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    return session


def page(client, world: factories.World, who=None, *, query: str = "", name: str = "timetable"):
    client.logout()
    if who:
        client.force_login(who)
    return client.get(reverse(f"coaching:{name}", args=[world.edition.slug]) + query)


def test_until_it_is_published_it_exists_for_organisers_only(client):
    world = factories.edition_with(participations=1, mentors=1)
    published(world, publish=False)
    assert "Encore en préparation" in page(client, world, world.organiser).content.decode()
    for who in (None, world.mentors[0], world.holder):
        assert page(client, world, who).status_code == 404
        assert page(client, world, who, name="timetable_ics").status_code == 404


def test_the_public_reads_the_agenda_and_no_project(client):
    world = factories.edition_with(participations=1)
    published(world)
    text = page(client, world).content.decode()
    assert "Grand Mix des idées" in text
    assert world.participations[0].project.title not in text


def test_a_holder_reads_their_own_turn_only(client):
    world = factories.edition_with(participations=2, mentors=1)
    published(world)
    text = page(client, world, world.holder).content.decode()
    one, other = (participation.project.title for participation in world.participations)
    assert "Mon programme" in text
    assert one in text
    assert str(world.mentors[0]) in text
    assert other not in text


def test_the_team_reads_every_turn_and_a_mentor_finds_theirs(client):
    world = factories.edition_with(participations=2, mentors=1)
    published(world)
    response = page(client, world, world.mentors[0])
    text = response.content.decode()
    assert all(participation.project.title in text for participation in world.participations)
    mine = [turn.project for entry in response.context["timetable"].mine for turn in entry.turns if turn.mine]
    assert mine == [world.participations[0].project.title]


def test_a_person_who_leads_a_slot_finds_it_marked(client):
    world = factories.edition_with(facilitators=1)
    session = published(world, publish=False)
    Slot.objects.get(title_fr="Grand Mix des idées").leaders.add(world.facilitators[0])
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    response = page(client, world, world.facilitators[0])
    assert [entry.slot.title_fr for entry in response.context["timetable"].mine] == ["Grand Mix des idées"]
    assert "pour vous" in response.content.decode()


def test_the_calendar_holds_every_slot_in_paris_time(client):
    world = factories.edition_with(participations=1, mentors=1)
    published(world)
    response = page(client, world, name="timetable_ics")
    assert response["Content-Type"].startswith("text/calendar")
    events = list(Calendar.from_ical(response.content).walk("VEVENT"))
    assert len(events) == Slot.objects.count()
    first = min(events, key=lambda event: event.decoded("dtstart"))
    assert first.decoded("dtstart").isoformat() == "2026-12-03T09:00:00+01:00"
    assert world.participations[0].project.title not in response.content.decode()


def test_my_calendar_holds_my_turns_with_their_room_and_mentor(client):
    world = factories.edition_with(participations=1, mentors=1)
    published(world)
    response = page(client, world, world.holder, name="timetable_ics", query="?mine=1")
    events = Calendar.from_ical(response.content).walk("VEVENT")
    coaching = {slot.title_fr for slot in Slot.objects.filter(kind=SlotKind.INDIVIDUAL)}
    (event,) = [event for event in events if event["summary"] in coaching]
    assert len(events) == Slot.objects.exclude(kind=SlotKind.INDIVIDUAL).count() + 1
    assert "Amphi" in event["location"]
    assert str(world.mentors[0]) in event["description"]


def test_the_calendar_of_a_confirmed_project_holds_the_days_then_its_programme(as_user):
    world = factories.edition_with(participations=2)
    project = world.participations[0].project
    address = reverse("coaching:my_calendar", args=[project.slug])
    days = Calendar.from_ical(as_user(world.holder).get(address).content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in days] == [world.edition.session_starts_on]

    published(world)

    file = as_user(world.holder).get(address).content.decode()
    events = Calendar.from_ical(file).walk("VEVENT")
    assert len(events) == Slot.objects.exclude(kind=SlotKind.INDIVIDUAL).count() + 1
    assert project.title in file
    assert world.participations[1].project.title not in file
    for page in ("participation", "my_home"):
        args = [project.application.reference] if page == "participation" else []
        app = "projects" if page == "participation" else "coaching"
        assert address in as_user(world.holder).get(reverse(f"{app}:{page}", args=args)).text


def test_the_calendar_of_a_mentor_holds_the_turns_of_their_project_and_no_other(as_user):
    world = factories.edition_with(participations=2, mentors=1)
    published(world)
    address = reverse("coaching:timetable_ics", args=[world.edition.slug]) + "?mine=1"
    mentor = as_user(world.mentors[0])

    file = mentor.get(address).content.decode()

    assert world.participations[0].project.title in file
    assert world.participations[1].project.title not in file
    assert address in mentor.get(reverse("coaching:coaching_home")).text


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=PARIS)


@pytest.fixture
def clock(monkeypatch):
    """Sets the hour at which the programme is read."""

    def move_to(moment: datetime) -> None:
        hour = SimpleNamespace(now=lambda: moment, localdate=timezone.localdate)
        monkeypatch.setattr("coaching.session.views.timetable.timezone", hour)

    return move_to


def test_the_programme_says_now_and_next(client, clock):
    world = factories.edition_with(participations=1, mentors=1)
    published(world)
    clock(at(3, 10, 30))
    response = page(client, world)
    assert [entry.slot.title_fr for entry in response.context["now"]] == [
        "Numérique et travail : les six dimensions d’un projet"
    ]
    assert [entry.slot.title_fr for entry in response.context["next"]] == ["La frise du projet, 1er tour"]
    assert "Maintenant" in response.text
    assert "aujourd’hui" in response.text


def test_to_a_holder_next_is_what_concerns_them(client, clock):
    world = factories.edition_with(participations=1, mentors=1)
    session = published(world, publish=False)
    Booking.objects.update(slot=Slot.objects.get(title_fr="La frise du projet, 3e tour"))
    releases.publish_timetable(session=session, actor=world.organiser, at=AT)
    clock(at(3, 11, 20))
    response = page(client, world, world.holder)
    assert response.context["now"] == []
    (coming,) = response.context["next"]
    assert coming.slot.title_fr == "La frise du projet, 3e tour"
    assert "Amphi" in response.text.partition('id="tt-next"')[2].partition("</section>")[0]


def test_next_is_listed_from_the_first_day_to_the_last(client, clock):
    world = factories.edition_with()
    published(world)
    for when, count in ((at(2, 12), 0), (at(3, 21), 1), (at(4, 20), 0)):
        clock(when)
        response = page(client, world)
        assert (response.context["now"], len(response.context["next"])) == ([], count), when


def test_durations_are_drawn_to_scale():
    world = factories.edition_with()
    table = timetable.find_readable_timetable(
        published(world), AnonymousUser(), every_turn=False
    ).arrange_table()
    assert sum(row["minutes"] for row in table["rows"]) == 11.5 * 60
    assert table["hours"] == 12
    assert {row["minutes"] for row in table["rows"]} <= set(range(5, 245, 5))


def test_sixty_projects_fold_in_the_list_and_are_counted_in_the_grid(client):
    world = factories.edition_with(participations=20)
    session = actions.plan_session(
        edition=world.edition,
        venue="Le Dôme",
        dates=[date(2026, 12, 3)],
        rooms=[f"Salle {number}" for number in range(20)],
        actor=world.organiser,
        at=AT,
    )
    turns.share_out_day(day=session.days.get(), actor=world.organiser, at=AT)
    grid, listed = (
        page(client, world, world.organiser),
        page(client, world, world.organiser, query="?view=list"),
    )
    slot = next(entry.slot for entry in listed.context["timetable"].days[0].entries if len(entry.turns) > 6)
    assert f'href="?view=list#slot-{slot.pk}"' in grid.text
    assert f'id="slot-{slot.pk}"' in listed.text
    assert 'tt-others" open' not in listed.text.partition(f'id="slot-{slot.pk}"')[2].partition("</li>")[0]
