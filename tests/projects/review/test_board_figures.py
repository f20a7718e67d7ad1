"""The board's counts are kept a few seconds, and counted again as soon as a duty changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.conflicts.actions.recusal import recuse
from projects.review.actions import assignment
from projects.review.queries.assignment import Load
from projects.review.queries.board_figures import board_figures
from tests.factories import NOW, edition_with
from tests.support.reviews import sent_review

pytestmark = pytest.mark.django_db


def load_of(world) -> Load:
    return board_figures(world.edition).loads.get(world.reviewer.pk, Load())


def test_counted_once_and_described_the_same_the_second_time() -> None:
    world = edition_with(reviewers=2, applications=3)
    sent_review(world.applications[0], world.reviewer, "3", "3")
    counted = board_figures(world.edition)

    with CaptureQueriesContext(connection) as asked:
        kept = board_figures(world.edition)

    assert len(asked) == 0
    assert kept == counted
    assert kept.loads[world.reviewer.pk] == Load(load=3, sent=1, pending=2, complete=0)
    assert (kept.counts.read, kept.counts.to_review) == (3, 3)


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


def test_two_editions_have_figures_of_their_own() -> None:
    one, other = edition_with(reviewers=1, applications=2), edition_with(reviewers=1, applications=1)

    assert board_figures(one.edition).counts.read == 2
    assert board_figures(other.edition).counts.read == 1
