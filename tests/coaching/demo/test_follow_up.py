"""Half a year after the session, as the demo tells it."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from coaching.demo.calendar import Calendar
from coaching.demo.follow_up import answer_anonymously, answer_follow_up
from coaching.models import Attendee, Session, Survey
from tests import factories

pytestmark = pytest.mark.django_db


def test_projects_answer_by_name_and_the_team_anonymously() -> None:
    world = factories.edition_with(participations=7)
    session = Session.objects.create(edition=world.edition)
    for number in range(6):
        user = factories.user()
        Attendee.objects.create(
            session=session, user=user, name=f"Personne {number}", kind="observer", added_at=timezone.now()
        )
    places = {str(number): place for number, place in enumerate(world.participations)}
    loaded = SimpleNamespace(
        calendar=Calendar(now=timezone.now(), first_day=timezone.localdate() - timedelta(days=170)),
        edition=world.edition,
        organiser=world.organiser,
        data=SimpleNamespace(surveys=places),
    )

    answer_follow_up(loaded, places)
    answer_anonymously(loaded)

    follow_up, free = Survey.objects.order_by("kind")
    assert follow_up.invitations.sent().count() == 6
    assert free.anonymous
    assert free.anonymous_responses.count() == 6
