"""A world that a module shares: each test finds it as it was built, whatever the others did to it."""

import copy

import pytest
from django.db import transaction

from programmes.models import Edition
from tests.factories import World, edition_with, role
from tests.support.shared import shares_a_world


def open_edition() -> World:
    transaction.on_commit(lambda: pytest.fail("nothing of the shared world is ever committed"))
    return edition_with(reviewers=1, place="Le Dôme")


@pytest.fixture(scope="module")
def built(build_once) -> World:
    return build_once(open_edition)


@pytest.fixture
def world(built: World, db: None) -> World:
    return copy.deepcopy(built)


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


def test_one_that_shares_no_world_comes_first(request: pytest.FixtureRequest) -> None:
    shared = [shares_a_world(item) for item in request.session.items if item.path == request.path]

    assert shared == sorted(shared)


def test_on_commit_a_test_does_what_it_asked_for(world: World, django_capture_on_commit_callbacks) -> None:
    done: list[str] = []

    with django_capture_on_commit_callbacks(execute=True):
        transaction.on_commit(lambda: done.append("of the test"))

    assert done == ["of the test"]
