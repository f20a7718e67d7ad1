"""Until when reviews are sent: the hour of the edition, or a later one of one's own."""

from datetime import timedelta

import pytest

from programmes.models import Edition, Role
from projects.review.permissions import list_extended_seats, reviews_due, reviews_due_at
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def edition_due(reviewers: int = 2) -> factories.World:
    world = factories.edition_with(reviewers=reviewers)
    world.edition.reviews_due_at = NOW
    world.edition.save()
    return world


def extend(edition: Edition, reviewer: object, days: int) -> None:
    Role.objects.jurors().filter(edition=edition, user=reviewer).update(reviews_due_at=NOW + days * DAY)


def test_reviews_close_at_the_hour_of_the_edition_but_for_a_person_who_has_longer() -> None:
    world = edition_due()
    usual, extended = world.reviewers
    extend(world.edition, extended, 2)

    assert reviews_due(world.edition, usual, NOW - DAY) is False
    assert reviews_due(world.edition, usual, NOW) is True
    assert reviews_due(world.edition, extended, NOW) is False
    assert reviews_due(world.edition, extended, NOW + 2 * DAY) is True


def test_more_time_in_one_edition_is_none_in_another() -> None:
    world, elsewhere = edition_due(1), edition_due(1)
    reviewer = world.reviewers[0]
    factories.role(elsewhere.edition, "reviewer", who=reviewer)
    extend(elsewhere.edition, reviewer, 2)

    assert reviews_due(world.edition, reviewer, NOW) is True
    assert reviews_due_at(world.edition, reviewer) == NOW
    assert reviews_due_at(elsewhere.edition, reviewer) == NOW + 2 * DAY
    assert list(list_extended_seats(world.edition, NOW)) == []


def test_each_has_their_own_hour() -> None:
    world = edition_due()
    usual, extended = world.reviewers
    extend(world.edition, extended, 3)

    assert reviews_due_at(world.edition, usual) == NOW
    assert reviews_due_at(world.edition, extended) == NOW + 3 * DAY


def test_extended_seats_come_by_their_hour_then_in_the_order_they_were_given() -> None:
    world = edition_due(4)
    first, second, third, usual = world.reviewers
    for reviewer, days in ((first, 3), (second, 1), (third, 3)):
        extend(world.edition, reviewer, days)

    seats = list(list_extended_seats(world.edition, NOW))
    assert [seat.user for seat in seats] == [second, first, third]
    assert [seat.user for seat in list_extended_seats(world.edition, NOW + DAY)] == [first, third]
    assert usual not in {seat.user for seat in seats}
