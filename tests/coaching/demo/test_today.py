"""The demo has a day that is today: whenever it is loaded, a step of its session runs, and its programme holds."""

import re
from datetime import datetime, time
from io import StringIO
from itertools import pairwise

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from time_machine import TimeMachineFixture

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from coaching.attendance.visits import Visit
from coaching.demo.calendar import Stage
from coaching.demo.load import load
from coaching.demo.today import LAST, arrange_agenda
from coaching.live.queries import read_now
from coaching.models import Attendance, Attendee, Booking, CanvasItem, Session, Slot
from coaching.session.agenda import FIRST_DAY, SECOND_DAY
from coaching.session.details import read_details
from coaching.session.draft import list_gaps
from coaching.session.enums import SlotActivity
from coaching.session.planning import load as occupied
from coaching.session.planning.clashes import list_reasons
from coaching.session.timetable import PARIS
from programmes.enums import Phase
from programmes.models import Edition
from projects.models import Participation
from tests.support.demo import list_people_in_two_places

LATE, EARLY = datetime(2026, 12, 4, 23, 30, tzinfo=PARIS), datetime(2028, 2, 29, 0, 2, tzinfo=PARIS)
"""The ends of the day; at each minute, see the arrangement."""


def test_a_turn_of_the_frise_runs_at_each_minute_of_the_day_but_the_last() -> None:
    done = {slot.activity for slot in (*FIRST_DAY, *SECOND_DAY) if slot.activity}
    for minute in range(LAST):
        clock = time(*divmod(minute, 60))

        days = arrange_agenda(clock)

        running = [slot for slot in days[0] if slot.starts_at <= clock < slot.ends_at]
        assert [slot.activity for slot in running] == [SlotActivity.TIMELINE], clock
        assert {slot.activity for day in days for slot in day if slot.activity} == done, clock
        for day in days:
            assert all(slot.starts_at < slot.ends_at for slot in day), clock
            assert all(one.ends_at <= other.starts_at for one, other in pairwise(day)), clock


def test_the_usual_day_keeps_its_hours_at_the_hour_of_the_frise() -> None:
    assert arrange_agenda(time(11, 46)) == [list(FIRST_DAY), list(SECOND_DAY)]


def test_late_in_the_evening_what_projects_do_moves_to_the_next_morning() -> None:
    first, second = arrange_agenda(time(22, 0))

    assert {slot.activity for slot in first} == {"", SlotActivity.TIMELINE}
    assert [slot.activity for slot in second[:4]] == ["", "pitch", "adn", "adn"]
    assert second[-1].ends_at == time(20, 45)


@pytest.mark.long
@pytest.mark.django_db
def test_loaded_early_in_the_day_the_session_runs_and_its_programme_holds() -> None:
    [edition] = load(Stage.TODAY, now=EARLY)

    runs_and_holds(edition, EARLY)


def runs_and_holds(edition: Edition, now: datetime) -> None:
    assert edition.phase(now) == Phase.SESSION
    assert edition.session_starts_on == now.date()
    session = edition.session
    holds(session)
    projects_have_their_places(session)
    frises_are_begun(session, now)
    assert not AuditEntry.objects.filter(at__gt=now).exists()
    assert not OutgoingMail.objects.filter(due_at__gt=now).exists()


def holds(session: Session) -> None:
    """Nobody and no room is in two places, as it was planned and as it was published."""
    assert list_people_in_two_places(session) == []
    assert list_gaps(read_details(session)) == []
    taken = occupied.list_occupations(session)
    found = [clash for number, one in enumerate(taken) for clash in list_reasons(one, taken[number + 1 :])]
    assert found == []
    for slot in Slot.objects.filter(day__session=session):
        slot.full_clean()


def projects_have_their_places(session: Session) -> None:
    coming = Participation.objects.confirmed().filter(edition=session.edition)
    turns = Booking.objects.filter(slot__day__session=session, room__isnull=False)
    assert coming.count() == 13
    for activity in (SlotActivity.TIMELINE, SlotActivity.PLAN):
        received = turns.filter(slot__activity=activity).values_list("participation", flat=True)
        assert sorted(received) == sorted(coming.values_list("pk", flat=True))
    assert Attendee.objects.expected().filter(session=session, participation__in=coming).count() == 26


def frises_are_begun(session: Session, now: datetime) -> None:
    """Some wrote their frise, some begin, some have everything before them; a table of now has nothing yet."""
    running = Booking.objects.filter(
        slot__day__session=session, slot__day__date=now.date(),
        slot__starts_at__lte=now.time(), slot__ends_at__gt=now.time(),
    )  # fmt: skip
    begun = set(CanvasItem.objects.values_list("canvas__participation", flat=True))
    here = set(running.values_list("participation", flat=True))
    assert 3 <= len(here) <= 5
    assert here & begun
    assert here - begun
    holder = Attendee.objects.get(session=session, kind="holder", participation=min(here - begun))
    current = read_now(Visit(session.codes.valid(now).get(), holder, proved=True), now)
    assert current.buttons[0].label.startswith("Écrire la frise de ")
    assert Attendance.objects.filter(attendee__session=session).exists()


@pytest.mark.thorough
@pytest.mark.long
@pytest.mark.django_db
def test_late_in_the_day_the_links_of_the_demo_lead_to_the_session_that_runs(
    client: Client, time_machine: TimeMachineFixture
) -> None:
    now = LATE
    time_machine.move_to(now)
    [edition] = load(Stage.TODAY, now=now)
    runs_and_holds(edition, now)
    out = StringIO()

    call_command("demo_links", stdout=out)

    printed = out.getvalue()
    links = {words[0]: words[-1] for line in printed.splitlines() if (words := line.split())}
    door = re.search(r"(/live/\w+/?)\?k=\w+\nChoose (.+), whose badge has the code \w{5}\.", printed)
    assert door
    entered = client.post(links["holder"].removeprefix(settings.SITE_URL))
    assert entered["Location"] == door[1]
    assert "Écrire la frise de" in client.get(door[1]).content.decode()
    assert User.objects.get(name=door[2]).email in printed
    assert "/live/" in links["mentor"]
    assert "/live/" not in links["reviewer"]
