"""Every page of every role, on a phone and on a screen: no violation of any rule of axe-core, WCAG 2.2 included."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.house.addresses import NAMES, address, examples
from tests.house.building import build
from tests.house.world import World

pytestmark = pytest.mark.journey
LIBRARY_PAGES = ("mails:", "dev:", "openid_connect_", "socialaccount_")
"""Pages of the local set-up, and pages that a provider of sign-in answers."""
SIZES = ({"width": 360, "height": 780}, {"width": 1280, "height": 900})


@pytest.fixture
def world(db: None, tmp_path: Any) -> World:
    return build()


def open_addresses(world: World, client: Client) -> Iterator[str]:
    """One address a page: the first example that answers this person with a whole page, not a part of one."""
    for name in sorted(NAMES):
        if name.startswith(LIBRARY_PAGES):
            continue
        for example in examples(world, name):
            path = address(name, example)
            answer = client.get(path)
            if answer.status_code == 200 and not answer.streaming and b"<html" in answer.content[:2000]:
                yield path
                break


@pytest.mark.parametrize(
    "person",
    ["anonymous", "holder_a", "reviewer_a", "mentor_a", "facilitator_a", "partner_a", "organiser_a"],
)
def test_no_page_of_this_person_has_a_violation(
    person: str,
    world: World,
    caplog: pytest.LogCaptureFixture,
    as_user: Callable[..., Client],
    page_for: Callable[..., Page],
    axe: Callable[[Page], None],
) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # hundreds of refusals
    someone = None if person == "anonymous" else world.people[person]
    client = as_user(someone) if someone else Client()
    page = page_for(someone)
    problems = []
    for path in list(open_addresses(world, client)):
        page.goto(path)
        for size in SIZES:
            page.set_viewport_size(size)
            try:
                axe(page)
            except AssertionError as found:
                problems.append(f"{size['width']} px {found}")

    assert not problems, "\n".join(problems)
