"""A world that is built once for the tests of a module: each works in a savepoint that is taken back after it.

    built, world = share_world(edition_with, reviewers=2)

The copy is for tests that change objects: what they write goes, what they set on an object would stay. A test of the
module that asks for none of it finds no row of it.
"""

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

ITEMS = pytest.StashKey[dict[Any, list[pytest.Item]]]()
NO_FOLDER = "/dev/null/files"
"""Uploads and mails belong to one test; a shared world that writes any fails."""


@pytest.fixture(scope="module")
def build_once(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Callable[..., Any]]:
    """``build_once(build, **options)``: what ``build`` writes stands in each test of the module, and goes after them.

    Not beside tests that commit (``transaction=True``): they would wait for it, or empty its tables.
    """

    def build(function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=NO_FOLDER, EMAIL_FILE_PATH=NO_FOLDER):
            made = function(*args, **options)
            # nothing was committed: what was to follow is asked for again by the test that comes to it
            connection.run_on_commit.clear()
            return made

    if committing := [item.name for item in items_of(request.node) if commits(item)]:
        pytest.fail(f"{committing} commit, in a module that shares a world: move them to another one")
    outer = transaction.atomic()
    with django_db_blocker.unblock():
        outer.__enter__()
    yield build
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        outer.__exit__(None, None, None)


def share_world(build: Callable[..., Any], *arguments: Any, **options: Any) -> tuple[Any, Any]:
    """Two fixtures: ``built``, what ``build`` makes once for the module, and its copy for one test."""

    @pytest.fixture(scope="module")
    def built(build_once: Callable[..., Any]) -> Any:
        return build_once(build, *arguments, **options)

    @pytest.fixture
    def copied(built: Any, db: None) -> Any:
        return copy.deepcopy(built)

    return built, copied


def put_in_order(items: list[pytest.Item]) -> None:
    """In each module, tests that share no world come before those that do: it need not be built twice.

    Modules marked ``long`` come first: one process has them whole, and none is waited for when the other is done.
    """
    places: dict[Any, tuple[bool, int]] = {}
    for item in items:
        module = item.getparent(pytest.Module)
        if module not in places:
            places[module] = (item.get_closest_marker("long") is None, len(places))
    items.sort(key=lambda item: (places[item.getparent(pytest.Module)], shares_a_world(item)))


def take_world_away(item: pytest.Item) -> None:
    """Before a test that does not ask for the world of its module: it finds no row of it, whatever the order."""
    if not shares_a_world(item):
        for fixture in item.session._fixturemanager.getfixturedefs("build_once", item) or ():
            fixture.finish(item._request)  # type: ignore[attr-defined]


def shares_a_world(item: pytest.Item) -> bool:
    return "build_once" in getattr(item, "fixturenames", ())


def items_of(module: pytest.Module) -> list[pytest.Item]:
    """The tests of a module that are to run."""
    found = module.session.stash.get(ITEMS, None)
    if found is None:
        found = module.session.stash[ITEMS] = {}
        for item in module.session.items:
            found.setdefault(item.getparent(pytest.Module), []).append(item)
    return found.get(module, [])


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    return mark is not None and mark.kwargs.get("transaction", False)
