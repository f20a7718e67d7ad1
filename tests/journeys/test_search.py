"""The search of the header, by the keyboard, as one types; and without scripts, as a page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.factories import edition_with
from tests.support.searching import write_names

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_a_dossier_is_found_and_opened_by_the_keyboard_alone(
    page_for: Callable[..., Page], axe: Callable[..., None]
) -> None:
    world = edition_with(name="Spéciale Normandie")
    for title in ("Cap Estran", "Estran partagé"):
        write_names(factories.application(world.edition, title=title))
    page = page_for(world.organiser, width=360)
    page.goto(f"/manage/{world.edition.slug}/applications/")
    field, results = page.locator("#search-menu-q"), page.locator("#search-menu .search-found a")

    page.keyboard.press("/")
    expect(field).to_be_focused()
    expect(field).to_have_value("")
    page.keyboard.type("estr")
    expect(results).to_have_count(2)
    axe(page)
    page.keyboard.press("ArrowDown")
    expect(results.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(results.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()

    page.keyboard.press("/")
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Cap Estran")


def test_enter_in_the_field_opens_the_page_of_results_where_one_goes_on(
    page_for: Callable[..., Page],
) -> None:
    world = edition_with(name="Spéciale Normandie")
    write_names(factories.application(world.edition, title="Cap Estran"))
    page = page_for(world.organiser)
    page.goto("/manage/")

    page.keyboard.press("/")
    page.keyboard.type("rien du tout")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".search-found").last).to_contain_text("Rien de ce que vous pouvez lire")

    page.keyboard.press("/")
    field = page.locator("#search-all")
    expect(field).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("estran")
    expect(page.get_by_role("link", name="Cap Estran")).to_be_visible()
    page.keyboard.press("Control+a")
    page.keyboard.type("e")
    expect(page.locator("main .search-status")).to_contain_text("au moins deux lettres")


def test_the_search_needs_no_script(page_for: Callable[..., Page]) -> None:
    world = edition_with(name="Spéciale Normandie")
    page = page_for(world.organiser, java_script_enabled=False)
    page.goto("/manage/")

    page.locator("#search-menu summary").click()
    page.locator("#search-menu-q").fill("normandie")
    page.locator("#search-menu").get_by_role("button", name="Chercher").click()

    page.locator("main").get_by_role("link", name="Spéciale Normandie").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Spéciale Normandie")
