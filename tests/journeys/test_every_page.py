"""Every page, on a phone and on a screen: no violation of any rule of axe-core, WCAG 2.2 included.

A page is looked at as the first of ``PEOPLE`` who opens it sees it, homes as each does.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from accelerator.accounts.models import User
from programmes.models import Edition
from tests.support.types import AsUser
from tests.visibility.addresses import NAMES, address, examples
from tests.visibility.building import build
from tests.visibility.world import World

pytestmark = pytest.mark.journey
LIBRARY_PAGES = ("mails:", "dev:", "companies:", "openid_connect_", "socialaccount_")
"""Pages of the local set-up, and pages that a provider of sign-in answers."""
PEOPLE = "anonymous holder_a reviewer_a mentor_a facilitator_a partner_a organiser_a".split()
HOMES = {
    "home",
    "coaching:coaching_home",
    "coaching:manage_edition",
    "coaching:my_home",
    "coaching:support_home",
    "programmes:manage",
    "projects:review_queue",
}
"""What each role reads there is its own."""
OF_THE_PAST = (
    "coaching:manage_edition",
    "programmes:edition",
    "projects:manage_history",
    "projects:manage_retention",
    "projects:past_document",
    "projects:past_project",
)
"""Pages that an edition of the past draws in its own way."""
PARTS = 4
"""Tests that share the pages, so that two processes may too."""
SIZES = ({"width": 360, "height": 780}, {"width": 1280, "height": 900})


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    built = build()
    built.write_files()
    return built


def open_addresses(world: World, client: Client, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """One address a page: the first example that answers this person with a whole page, not a part of one."""
    for name in sorted(names):
        for example in examples(world, name):
            path = address(name, example)
            answer = client.get(path)
            if answer.streaming:  # a file is read to its end: its request would never end otherwise
                answer.getvalue()
            if answer.status_code == 200 and not answer.streaming and b"<html" in answer.content[:2000]:
                yield name, path
                break


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_has_a_violation(
    part: int,
    world: World,
    caplog: pytest.LogCaptureFixture,
    as_user: AsUser,
    page_for: Callable[..., Page],
    axe: Callable[[Page], None],
) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # hundreds of refusals
    names = {name for name in sorted(NAMES)[part::PARTS] if not name.startswith(LIBRARY_PAGES)}
    problems, unseen, homes = [], set(names), HOMES & names
    for person in PEOPLE:
        someone = None if person == "anonymous" else world.people[person]
        client = as_user(someone) if someone else Client()
        page = page_for(someone)
        for name, path in list(open_addresses(world, client, unseen | homes)):
            unseen.discard(name)
            page.goto(path)
            problems += [f"{person}, {found}" for found in look_at(page, axe)]
        page.context.close()

    assert not problems, "\n".join(problems)
    assert unseen.isdisjoint(homes)


def look_at(page: Page, axe: Callable[[Page], None]) -> Iterator[str]:
    """What is wrong with it, at each width."""
    for size in SIZES:
        page.set_viewport_size(size)
        try:
            axe(page)
        except AssertionError as found:
            yield f"{size['width']} px: {found}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_page_of_a_past_edition_has_a_violation(
    language: str,
    world: World,
    as_user: AsUser,
    page_for: Callable[..., Page],
    axe: Callable[[Page], None],
) -> None:
    Edition.objects.filter(pk=world.editions["a"].pk).update(silent=True)
    organiser = world.people["organiser_a"]
    User.objects.filter(pk=organiser.pk).update(language=language)
    page = page_for(organiser)
    problems: list[str] = []
    seen = set()
    for name, path in list(open_addresses(world, as_user(organiser), OF_THE_PAST)):
        page.goto(path)
        seen.add(name)
        problems += look_at(page, axe)

    assert seen == {*OF_THE_PAST}
    assert not problems, "\n".join(problems)
