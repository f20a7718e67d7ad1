"""Until when a completion is requested by default: in time for the committee to read it."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.models import Edition
from projects.completion.forms import ExtendForm, usual_due
from projects.models import Application
from tests.factories import World
from tests.support.completions import asked
from tests.support.types import AsUser


def paris(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=timezone.get_default_timezone())


MONDAY = paris(5, 9, 40)


@pytest.mark.parametrize(
    ("reviews_end", "due"),
    [
        (None, paris(12, 18)),
        (paris(30, 18), paris(12, 18)),
        (paris(12, 18), paris(10, 18)),
        (paris(10, 12), paris(8, 12)),
        (paris(7, 9, 40), paris(6, 9, 40)),
        (paris(5, 17, 40), paris(5, 13, 40)),
        (paris(1, 18), paris(12, 18)),
    ],
    ids=["no end", "far", "a week", "five days", "two days", "today", "over"],
)
def test_a_week_but_two_days_before_reviews_end(reviews_end: datetime | None, due: datetime) -> None:
    assert usual_due(MONDAY, reviews_end) == due


def test_two_days_are_days_of_the_calendar_when_clocks_change() -> None:
    assert usual_due(paris(21, 9), paris(26, 18)) == paris(24, 18)


@pytest.mark.django_db
def test_the_page_proposes_that_date(as_user: AsUser, world_and_dossier: tuple[World, Application]) -> None:
    world, dossier = world_and_dossier
    end = (timezone.now() + timedelta(days=6)).replace(second=0, microsecond=0)
    Edition.objects.filter(pk=world.edition.pk).update(reviews_due_at=end)
    url = reverse("projects:request_completion", args=[world.edition.slug, dossier.reference])

    page = as_user(world.organiser).get(url)

    assert page.context["form"]["due_at"].value() == timezone.make_naive(end) - timedelta(days=2)


@pytest.mark.django_db
def test_more_time_does_not_go_past_the_end_of_reviews_by_default(
    world_and_dossier: tuple[World, Application],
) -> None:
    world, dossier = world_and_dossier
    request = asked(world, dossier, at=MONDAY, due_at=paris(8, 18))

    form = ExtendForm(request=request, reviews_end=paris(14, 18))

    assert form["due_at"].value() == timezone.make_naive(paris(12, 18))
