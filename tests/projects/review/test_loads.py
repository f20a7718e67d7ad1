"""How much each reviewer was given, and sent, as duties change."""

import pytest

from projects.conflicts.actions import recuse
from projects.review.actions import assignment
from projects.review.queries.assignment import Load, board_counts, count_loads
from tests.factories import NOW, edition_with
from tests.support.reviews import sent_review

pytestmark = pytest.mark.django_db


def load_of(world) -> Load:
    return count_loads(world.edition).get(world.reviewer.pk, Load())


def test_a_review_that_was_sent_is_owed_no_more() -> None:
    world = edition_with(reviewers=2, applications=3)
    sent_review(world.applications[0], world.reviewer, "3", "3")
    counts = board_counts(world.edition)

    assert load_of(world) == Load(load=3, sent=1, pending=2, complete=0)
    assert (counts.read, counts.to_review) == (3, 3)


def test_whatever_changes_a_duty_is_counted_at_once() -> None:
    world = edition_with(reviewers=1, applications=3, assigned=False)
    anne, (first, second, third) = world.reviewer, world.applications
    assert load_of(world) == Load()

    for application in (first, second, third):
        assignment.assign(application=application, reviewer=anne, actor=world.organiser, at=NOW)
    assert load_of(world) == Load(load=3, pending=3)

    sent_review(first, anne, "2", "2")
    assert load_of(world) == Load(load=3, sent=1, pending=2)

    recuse(application=second, reviewer=anne, author=anne, reason="Voisine.", at=NOW)
    assert load_of(world) == Load(load=2, sent=1, pending=1)

    assignment.unassign(application=third, reviewer=anne, actor=world.organiser, at=NOW)
    assert load_of(world) == Load(load=1, sent=1)


def test_two_editions_have_counts_of_their_own() -> None:
    one, other = edition_with(reviewers=1, applications=2), edition_with(reviewers=1, applications=1)

    assert board_counts(one.edition).read == 2
    assert board_counts(other.edition).read == 1
