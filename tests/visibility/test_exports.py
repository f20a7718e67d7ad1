"""Files that organisers request, built by the job and read: each holds what its author may read, and no more."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from tests.visibility.bodies import read_body
from tests.visibility.building import build
from tests.visibility.drawing import Drawn, drawn_world
from tests.visibility.exchange import build_file
from tests.visibility.walk import leaks
from tests.visibility.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.thorough]
KINDS = ("csv", "xlsx", "pdf", "zip", "jury", "pack")
REQUESTED = ("csv", "xlsx", "pdf", "zip")
"""Those that hold what only logistics reads, on request."""


@pytest.fixture(scope="module")
def built(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture
def world(built: World, db: None) -> World:
    built.write_files()
    return built


def read_file(world: World, person: str, kind: str, *, logistics: bool = True) -> str:
    organiser, edition = world.people[person], world.editions["a"]
    _job, content = build_file(edition, organiser, kind, at=timezone.now(), logistics=logistics)
    return read_body(content)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tie", ["none", "member", "former", "recused", "assigned"])
def test_a_file_holds_nothing_that_its_author_may_not_read(world: World, kind: str, tie: str) -> None:
    drawn = Drawn(frozenset({"organiser", "reviewer"}), (("waiting", tie),), "reviews open")
    with drawn_world(world, drawn) as changed:
        text = read_file(changed, "drawn", kind)

        assert leaks(changed, "drawn", text) == []


@pytest.mark.parametrize("kind", ["csv", "xlsx", "jury"])
def test_a_table_holds_the_score_of_each_dossier(world: World, kind: str) -> None:
    text = read_file(world, "organiser_a", kind).replace(",", ".")

    scores = [
        canary.text
        for canary in world.canaries.values()
        if (canary.kind, canary.edition) == ("score", "a") and len(canary.text) == len("40.17")
    ]
    assert len(scores) == 12
    assert [score for score in scores if score not in text] == []


@pytest.mark.parametrize("kind", REQUESTED)
def test_a_file_holds_what_only_logistics_reads_on_request_alone(world: World, kind: str) -> None:
    text = read_file(world, "organiser_a", kind, logistics=False).lower()

    secrets = [canary.text for canary in world.canaries.values() if canary.kind == "logistics"]
    assert secrets
    assert [secret for secret in secrets if secret in text] == []
