"""Who has answers left in a conflict round is reminded before they are due, once each time."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accelerator.outbox import reminders
from accelerator.outbox.models import OutgoingMail
from projects.declarations.actions import (
    LinkEntry,
    close_round,
    declare_links,
    open_round,
    remind_respondents,
)
from projects.models import ConflictRound
from projects.reminders import links_undeclared
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def world() -> World:
    """Two dossiers; a round that opens now; the organiser and one of the two jurors answered everything."""
    world = edition_with(reviewers=2, applications=2)
    open_round(edition=world.edition, actor=world.organiser, at=now())
    entries = [LinkEntry(application.reference, "none") for application in world.applications]
    for person in (world.organiser, world.reviewers[1]):
        declare_links(edition=world.edition, reviewer=person, entries=entries, at=now())
    return world


def read_due_at(world: World) -> datetime:
    return ConflictRound.objects.select_related("edition").get(edition=world.edition).due_at


def list_reminded(at: datetime) -> list[object]:
    return [message.to for message in links_undeclared(at)]


def count_reminders() -> int:
    return OutgoingMail.objects.filter(template="projects/declarations/round_reminder").count()


def test_people_are_reminded_three_days_and_one_day_before_their_answers_are_due(world: World) -> None:
    due = read_due_at(world)

    assert list_reminded(due - 3 * DAY - HOUR) == []
    assert list_reminded(due - 3 * DAY) == [world.reviewer]
    assert list_reminded(due - DAY) == [world.reviewer]
    assert list_reminded(due) == []


def test_the_planner_writes_each_reminder_once_and_an_organiser_none_on_that_day(world: World) -> None:
    due = read_due_at(world)
    reminders.plan(due - 3 * DAY)
    reminders.plan(due - 3 * DAY + HOUR)
    assert count_reminders() == 1
    assert remind_respondents(edition=world.edition, actor=world.organiser, at=due - 3 * DAY) == 0

    reminders.plan(due - DAY)
    assert count_reminders() == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "2 dossiers pour lesquels dire si vous avez un lien, d’ici le jeudi 15 octobre"),
        ("en", "by Thursday 15 October"),
    ],
)
def test_the_reminder_says_how_many_are_left_until_when_and_opens_the_list(
    world: World, language: str, words: str
) -> None:
    world.reviewer.language = language
    world.reviewer.save()

    [message] = links_undeclared(read_due_at(world) - DAY)

    text = message.render().text.replace("\xa0", " ")
    assert words in text
    assert reverse("projects:declare_links", args=[world.edition.slug]) in text


def test_a_closed_round_and_one_answered_meanwhile_remind_nobody(world: World) -> None:
    due = read_due_at(world)
    entries = [LinkEntry(world.applications[0].reference, "none")]
    declare_links(edition=world.edition, reviewer=world.reviewer, entries=entries, at=now())
    assert [message.context["left"] for message in links_undeclared(due - DAY)] == [1]

    close_round(edition=world.edition, actor=world.organiser, at=now())

    assert list_reminded(due - DAY) == []


def test_answers_are_due_sooner_when_reviews_end_soon(world: World) -> None:
    world.edition.reviews_due_at = now() + 4 * DAY
    world.edition.save()
    due = read_due_at(world)

    assert now() + DAY < due <= now() + 2.5 * DAY
    assert list_reminded(due - DAY + HOUR) == [world.reviewer]
    assert list_reminded(due - DAY - HOUR) == []  # three days before is before the round opened


def test_the_dashboard_names_who_has_answers_left_and_reminds_them(world: World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    address = reverse("projects:remind_conflict_round", args=[world.edition.slug])
    home = client.get(reverse("coaching:manage_edition", args=[world.edition.slug])).text
    assert "réponse au tour des conflits attendue" in home
    assert f'action="{address}"' in home

    client.post(address)
    again = client.post(address, follow=True)

    assert count_reminders() == 1
    assert "Un rappel est déjà parti aujourd’hui" in again.text
    close_round(edition=world.edition, actor=world.organiser, at=now())
    assert "n’est pas ouvert" in client.post(address, follow=True).text
