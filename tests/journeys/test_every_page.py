"""Every page, on a phone in dark colours and on a screen: none is too wide, none violates a rule of axe-core, and a
managed page is short: its title is among the first things one sees, few controls stand beside it, and its end is near.

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
from tests.support.browser import RULES_OF_A_LOOK
from tests.support.types import AsUser
from tests.visibility.addresses import NAMES, address, examples
from tests.visibility.building import build
from tests.visibility.walk import OPENED, expected
from tests.visibility.world import World

pytestmark = [pytest.mark.journey, pytest.mark.long]
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
LOOKS: tuple[tuple[tuple[int, int], str, tuple[str, ...]], ...] = (
    ((1280, 900), "light", ()),
    ((360, 780), "dark", RULES_OF_A_LOOK),
)
"""Width and height, colours, and the rules that these may change: all others are looked at once."""
MOST_ABOVE_TITLE = {1280: 160, 360: 200}
TOP_OF_TITLE = """() => {
  const title = document.querySelector(".masthead-managed ~ main .page-head h1");
  return title ? title.getBoundingClientRect().top + scrollY : 0;
}"""
MOST_PIXELS, MOST_CONTROLS = 8 * 800, 40
"""How long a managed page of a phone is, eight screens, and how many controls its first screen has."""
DOCUMENTS = {"coaching:read_synthesis"}
"""One reads them from end to end, or from their contents."""
LENGTH = """() => {
  const isManaged = document.querySelector(".masthead-managed");
  const isVisible = (control) => {
    const box = control.getBoundingClientRect();
    return control.checkVisibility() && box.width > 1 && box.bottom > 0 && box.top < innerHeight;
  };
  const controls = [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(isVisible);
  return isManaged ? [document.documentElement.scrollHeight, controls.length] : [0, 0];
}"""
PARTS = 2
"""Tests that share the pages, so that two processes may too."""


@pytest.fixture
def world(db: None, tmp_path: Path) -> World:
    built = build()
    built.write_files()
    return built


def open_addresses(
    world: World, person: str, client: Client, names: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """One address a page: the first example that answers this person with a whole page, not a part of one."""
    for name in sorted(names):
        for example in examples(world, name):
            if not expected(world, name, person, example) >= OPENED:
                continue
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
    axe: Callable[..., None],
) -> None:
    caplog.set_level(logging.CRITICAL, logger="django.request")  # hundreds of refusals
    names = {name for name in sorted(NAMES)[part::PARTS] if not name.startswith(LIBRARY_PAGES)}
    problems, unseen, homes = [], set(names), HOMES & names
    for person in PEOPLE:
        someone = None if person == "anonymous" else world.people[person]
        client = as_user(someone) if someone else Client()
        page = page_for(someone)
        for name, path in list(open_addresses(world, person, client, unseen | homes)):
            unseen.discard(name)
            page.goto(path)
            problems += [f"{person}, {found}" for found in look_at(name, page, axe)]
        page.context.close()

    assert not problems, "\n".join(problems)
    assert unseen.isdisjoint(homes)


def look_at(name: str, page: Page, axe: Callable[..., None]) -> Iterator[str]:
    """What is wrong with it, in each look."""
    for (width, height), colours, only in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=colours)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            yield f"{width} px: {page.url} is too wide"
        top = page.evaluate(TOP_OF_TITLE)
        if top > MOST_ABOVE_TITLE[width]:
            yield f"{width} px: the title of {page.url} begins at {top:.0f} px"
        length, controls = page.evaluate(LENGTH)
        if width < 400 and length > MOST_PIXELS and name not in DOCUMENTS:
            yield f"{width} px: {page.url} is {length} px long"
        if width < 400 and controls > MOST_CONTROLS:
            yield f"{width} px: {controls} controls on the first screen of {page.url}"
        try:
            axe(page, *only)
        except AssertionError as found:
            yield f"{width} px, {colours}: {found}"


def test_no_page_of_a_past_edition_has_a_violation(
    world: World,
    as_user: AsUser,
    page_for: Callable[..., Page],
    axe: Callable[..., None],
) -> None:
    Edition.objects.filter(pk=world.editions["a"].pk).update(silent=True)
    organiser = world.people["organiser_a"]
    User.objects.filter(pk=organiser.pk).update(language="en")
    page = page_for(organiser)
    problems: list[str] = []
    seen = set()
    for name, path in list(open_addresses(world, "organiser_a", as_user(organiser), OF_THE_PAST)):
        page.goto(path)
        seen.add(name)
        problems += look_at(name, page, axe)

    assert seen == {*OF_THE_PAST}
    assert not problems, "\n".join(problems)
