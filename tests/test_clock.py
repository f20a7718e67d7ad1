"""What tests stand on: one clock, the world builder, and a world that a module shares."""

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.db import transaction
from django.utils import timezone
from time_machine import TimeMachineFixture

from programmes.enums import Phase
from programmes.models import Edition
from tests.factories import World, edition_with, role
from tests.support.clock import START
from tests.support.shared import share_world, shares_a_world

LONGEST_MODULE = timedelta(hours=1)


def test_a_test_runs_on_a_monday_at_noon() -> None:
    assert START <= timezone.now() < START + LONGEST_MODULE
    assert START.timestamp() <= time.time() < (START + LONGEST_MODULE).timestamp()


def test_signatures_age_with_the_clock_of_the_pages(time_machine: TimeMachineFixture) -> None:
    signed = signing.dumps("badge")
    time_machine.move_to(timezone.now() + timedelta(hours=2))

    assert signing.loads(signed, max_age=timedelta(hours=3)) == "badge"
    assert timezone.now() >= START + timedelta(hours=2)


@pytest.mark.django_db
def test_a_shared_world_has_what_the_test_requests() -> None:
    world = edition_with(reviewers=2, applications=3, participations=1, mentors=1)

    assert world.edition.phase() is Phase.CALL
    assert [application.assignments.count() for application in world.applications] == [2, 2, 2]
    assert world.participations[0].project.application.reference.startswith(world.edition.code)


def open_edition() -> World:
    transaction.on_commit(lambda: pytest.fail("nothing of the shared world is ever committed"))
    return edition_with(reviewers=1, place="Le Dôme")


built, world = share_world(open_edition)


@pytest.mark.parametrize("time", range(2))
def test_a_test_finds_the_world_as_it_was_built(world: World, time: int) -> None:
    assert (world.edition.place, world.edition.roles.count()) == ("Le Dôme", 2)
    assert Edition.objects.get() == world.edition

    world.edition.place = "Ailleurs"
    world.edition.save()
    role(world.edition, "mentor")
    Edition.objects.exclude(pk=world.edition.pk).delete()


def test_a_test_without_the_database_has_none(built: World) -> None:
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        Edition.objects.get()


@pytest.mark.django_db
def test_a_test_that_asks_for_none_of_it_finds_no_row_of_it() -> None:
    assert not Edition.objects.exists()


def test_tests_without_a_shared_world_run_first(request: pytest.FixtureRequest) -> None:
    shared = [shares_a_world(item) for item in request.session.items if item.path == request.path]

    assert shared == sorted(shared)


def test_on_commit_callbacks_run_in_tests_that_request_it(
    world: World, django_capture_on_commit_callbacks
) -> None:
    done: list[str] = []

    with django_capture_on_commit_callbacks(execute=True):
        transaction.on_commit(lambda: done.append("of the test"))

    assert done == ["of the test"]
