"""The reminder of dossiers that nobody checked: to organisers, from the day after closing, for a week."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from projects.application.enums import ApplicationState
from projects.triage.reminders import eligibility_to_check
from tests.factories import World, application, edition_with

pytestmark = pytest.mark.django_db
CLOSING = datetime(2026, 10, 30, 18, 0, tzinfo=ZoneInfo("Europe/Paris"))
OPENING, DAY = CLOSING - timedelta(days=40), timedelta(days=1)


def closed(*states: ApplicationState, organisers: int = 1, **fields) -> World:
    """An edition whose call closes at ``CLOSING``, with a dossier in each of these states."""
    dates = {"published_at": OPENING, "opens_at": OPENING, "closes_at": CLOSING, **fields}
    world = edition_with(organisers=organisers, **dates)
    world.applications = [application(world.edition, state=state) for state in states]
    return world


def test_organisers_check_the_day_after() -> None:
    world = closed(*[ApplicationState.SUBMITTED] * 3, ApplicationState.DRAFT, organisers=2)
    early, due = CLOSING + timedelta(hours=23), CLOSING + DAY

    assert list(eligibility_to_check(early)) == []
    messages = list(eligibility_to_check(due))

    assert {message.to for message in messages} == set(world.organisers)
    assert "3 dossiers attendent que vous disiez s’ils sont recevables" in messages[0].render().text


def test_nothing_to_check_is_nothing_to_say() -> None:
    closed(ApplicationState.ELIGIBLE)

    assert list(eligibility_to_check(CLOSING + 2 * DAY)) == []


def test_an_edition_found_more_than_a_week_late_is_left_alone() -> None:
    closed(ApplicationState.SUBMITTED)

    assert len(list(eligibility_to_check(CLOSING + 8 * DAY - timedelta(seconds=1)))) == 1
    assert list(eligibility_to_check(CLOSING + 8 * DAY)) == []


def test_a_call_that_was_never_published_asks_for_nothing() -> None:
    closed(ApplicationState.SUBMITTED, published_at=None)

    assert list(eligibility_to_check(CLOSING + 2 * DAY)) == []
