"""What recalls the session to those who come, and what it tells them."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from accelerator.outbox.reminders import rules
from coaching.session.actions import releases
from coaching.session.releases import find_released
from tests import factories
from tests.support.session import FIRST, planned

pytestmark = pytest.mark.django_db


def reminders(at: datetime) -> list:
    rule = next(rule for rule in rules() if rule.name == "coaching.session_coming")
    return list(rule.messages(at))


@pytest.mark.parametrize(
    ("days", "hour", "expected"),
    [
        (22, 12, None),
        (21, 7, None),
        (21, 8, 21),
        (20, 0, 21),
        (7, 9, 7),
        (1, 7, 7),
        (1, 8, 1),
        (0, 9, None),
    ],
)
def test_the_session_is_recalled_three_weeks_one_week_and_one_day_before(days, hour, expected):
    world = factories.edition_with(participations=1, mentors=1)
    planned(world)
    at = timezone.make_aware(datetime.combine(FIRST - timedelta(days=days), time(hour)))
    found = reminders(at)
    assert [message.context["days"] for message in found] == ([expected] * 2 if expected else [])
    assert all(message.render().subject for message in found)


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
    for days, said in ((7, False), (1, True)):
        at = timezone.make_aware(datetime.combine(FIRST - timedelta(days=days), time(9)))
        texts = [message.render().text for message in reminders(at)]
        assert texts
        for text in texts:
            assert ("Votre journée commence à" in text) is said
            assert (first.title in text and first.room in text) or not said
