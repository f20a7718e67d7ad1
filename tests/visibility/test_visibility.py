"""Every address, with every person, over a world of canaries: who gets in, and what they may read there.

Deny by default: an address without a row in the visibility table, or without an example here, fails.
"""

import hashlib
import logging
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.urls import NoReverseMatch, resolve, reverse

from accelerator.web import access
from tests.visibility.addresses import NAMES, address, examples
from tests.visibility.building import build
from tests.visibility.walk import (
    LIBRARY_PAGES,
    OPENED,
    PEOPLE,
    POSTERS,
    WALKERS,
    choose_examples,
    known_examples,
    post_forged,
    refuse_barely,
    sign_in,
    walk_pages,
    walk_posts,
    walked,
    walking,
)
from tests.visibility.world import World

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def world(build_once: Callable[..., World]) -> World:
    return build_once(build)


@pytest.fixture
def client_of(world: World, db: None, caplog: pytest.LogCaptureFixture) -> Any:
    world.write_files()
    caplog.set_level(
        logging.CRITICAL, logger="django.request"
    )  # thousands of refusals, each with its traceback

    return partial(sign_in, world)


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals without their page, for tests that only want the status."""
    refuse_barely(monkeypatch, whole=0)


@pytest.fixture
def some_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few refusals with their page: it is the same for every address, and rendering it takes longest."""
    refuse_barely(monkeypatch, whole=5)


def explain(person: str, problems: list[str]) -> str:
    expected = (
        "Who opens a page is written in rules.py, who may know what in expectations.py (tests/visibility)."
    )
    return "\n".join([f"{person}: {expected}", *problems])


def test_every_address_has_an_example_to_walk_it_with(world: World, db: None) -> None:
    def is_reached(name: str) -> bool:
        try:
            return bool([address(name, example) for example in examples(world, name)])
        except (LookupError, NoReverseMatch):
            return False

    missing = [name for name in NAMES if not is_reached(name)]

    assert missing == [], (
        "Add an example to tests/visibility/addresses.py: what its address takes, in the world."
    )


def test_every_address_leads_to_its_own_page(world: World, db: None) -> None:
    """Of two alike, the second would never be reached; those of the sign-in library have no namespace."""
    led_elsewhere = []
    for name in (name for name in NAMES if ":" in name):
        for example in examples(world, name)[:1]:
            match = resolve(urlsplit(address(name, example)).path)
            if match.view_name != name:
                led_elsewhere.append(f"{name} leads to {match.view_name}")

    assert led_elsewhere == []


def test_every_example_is_tried_with_somebody(world: World, db: None) -> None:
    """Each person tries one of the examples that are alike to them: together they leave none out."""
    left_out = []
    for name in NAMES:
        known = known_examples(world, name)
        tried = [example for person in PEOPLE for example in choose_examples(world, name, person, known)]
        left_out += [(name, example) for example in known if example not in tried]

    assert left_out == []


def test_every_row_has_an_address() -> None:
    optional = {name for name in access.table() if name.startswith(("dev:", "mails:", "companies:"))}

    assert set(access.table()) - set(NAMES) - optional == set(), (
        "Delete the row, or write its address in urls."
    )


@pytest.mark.parametrize("person", WALKERS)
def test_a_person_opens_what_is_theirs_and_reads_nothing_else(
    world: World, client_of: Any, some_refusals: None, person: str
) -> None:
    problems = walk_pages(world, client_of(person), person)

    assert problems == [], explain(person, problems)


@pytest.mark.parametrize("person", POSTERS)
def test_no_private_text_is_in_answers_to_posts_or_their_mails(
    world: World, client_of: Any, some_refusals: None, person: str
) -> None:
    problems = walk_posts(world, client_of(person), person)

    assert problems == [], explain(person, problems)


def fingerprint() -> dict[str, str]:
    """A hash of every row of every table, but sessions."""
    found = {}
    for model in apps.get_models():
        if model.__name__ == "Session":
            continue
        rows = repr(list(model._base_manager.order_by("pk").values_list()))
        found[model._meta.label] = hashlib.sha256(rows.encode()).hexdigest()
    return found


@pytest.mark.parametrize("person", POSTERS)
def test_a_forged_post_changes_nothing(
    world: World, client_of: Any, bare_refusals: None, person: str
) -> None:
    client, problems = client_of(person), []
    before = fingerprint()
    with walking(world):
        for name, example, allowed in walked(world, person, to_change=True):
            row = access.row_for(name) or frozenset()
            if allowed >= OPENED or access.PUBLIC in row or name.startswith(LIBRARY_PAGES):
                continue
            response = post_forged(client, address(name, example))
            if response.status_code not in allowed:
                problems.append(
                    f"{name} {example.kwargs}: {response.status_code}, expected one of {sorted(allowed)}"
                )
    after = fingerprint()

    assert problems == [], explain(person, problems)
    assert [label for label in before if before[label] != after[label]] == []


def forged_bodies(world: World) -> list[tuple[str, dict[str, Any]]]:
    """Posts to one's own edition that name something of another's."""
    other, place = world.dossiers["b.waiting"], world.rows["b.confirmed.participation"]
    own, mentor = world.dossiers["a.waiting"], world.people["other_mentor_b"]
    return [
        (
            "projects:manage_assignment",
            {"toggle": f"give:{other.reference}:{world.people['reviewer_a'].pk}"},
        ),
        (
            "projects:manage_assignment",
            {"toggle": f"take_back:{other.reference}:{world.people['reviewer_b'].pk}"},
        ),
        ("projects:manage_assignment", {"toggle": f"give:{own.reference}:{world.people['reviewer_b'].pk}"}),
        ("projects:declare_eligible", {"application": [other.pk]}),
        ("projects:declare_eligible", {"application": [other.reference]}),
        ("coaching:propose_mentor", {"participation": place.pk, "mentor": world.people["mentor_a"].pk}),
        (
            "coaching:propose_mentor",
            {"participation": world.rows["a.discreet.participation"].pk, "mentor": mentor.pk},
        ),
        ("coaching:manage_reports", {"what": f"project-{place.pk}", "language": "fr"}),
        ("coaching:manage_reports", {"what": place.pk, "language": "fr"}),
        ("coaching:session_bookings", {"participation": place.pk, "room": world.rows["a.room"].pk}),
        (
            "coaching:session_slot",
            {
                "title_fr": "Forgé",
                "kind": "individual",
                "starts_at": "10:00",
                "ends_at": "11:00",
                "room": world.rows["b.room"].pk,
            },
        ),
    ]


def test_an_organiser_cannot_refer_to_rows_of_another_edition(
    world: World, client_of: Any, bare_refusals: None
) -> None:
    client, before = client_of("organiser_a"), fingerprint()
    changed = []
    for name, body in forged_bodies(world):
        kwargs = {"edition": "edition-a"} | ({"pk": world.rows["a.slot"].pk} if "pk" in NAMES[name] else {})
        response = client.post(reverse(name, kwargs=kwargs), body)
        if response.status_code >= 500 or fingerprint() != before:
            changed.append((name, body, response.status_code))

    assert changed == []
