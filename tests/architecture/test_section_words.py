"""A section of an edition has one word: in the menu, in the title, in the breadcrumb and in the tab of the browser."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from programmes.sections import GROUPS
from tests import factories
from tests.support.session import planned
from tests.support.shared import share_world
from tests.support.types import AsUser

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PAGES = {
    page: label for _group, sections in GROUPS for _section, tabs in sections for page, label in tabs.items()
}
NAMED_BY_THEIR_OBJECT = {
    "coaching:manage_edition": "the edition",
    "coaching:session_pitches": "the project that pitches",
}
"""Pages whose title is the name of what they show; the browser's tab and the menu still agree."""
WITHOUT_MENUS = {"coaching:cockpit", "coaching:session_pitches"}
"""Pages with one way out in the place of menus and breadcrumb."""
CRUMB = re.compile(r"""{% crumb _\("(?P<label>[^"]+)"\) "(?P<page>[\w:]+)\"""")


def read_text(markup: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", markup))).strip()


def build_world() -> factories.World:
    world = factories.edition_with(participations=1, mentors=1)
    planned(world)
    return world


built, world = share_world(build_world)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_the_menu_the_title_and_the_breadcrumb_say_the_same_word(
    as_user: AsUser, world: factories.World, page: str, language: str
) -> None:
    browser = as_user(world.organiser)
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    response = browser.get(reverse(page, args=[world.edition.slug]))

    assert response.status_code == 200
    with translation.override(language):
        word = str(PAGES[page])
    text = response.text
    crumbs = text.partition('class="crumbs"')[2].partition("</nav>")[0]
    present = re.findall(r'aria-current="page">(.*?)</span>', crumbs, re.DOTALL)
    [title] = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    [tab] = re.findall(r"<title>(.*?)</title>", text, re.DOTALL)
    assert re.split(" · | – ", read_text(tab))[0] == word
    if page not in {"coaching:manage_edition", *WITHOUT_MENUS}:
        assert [read_text(crumb) for crumb in present] == [word]
    if page not in NAMED_BY_THEIR_OBJECT:
        assert read_text(title) == word


def test_a_crumb_that_leads_to_a_section_has_its_word() -> None:
    wrong = [
        f"{path.relative_to(TEMPLATES)}: {found['label']}"
        for path in sorted(TEMPLATES.rglob("*.html"))
        for found in CRUMB.finditer(path.read_text(encoding="utf-8"))
        if found["page"] in PAGES and found["label"] != str(PAGES[found["page"]])
    ]

    assert wrong == []
