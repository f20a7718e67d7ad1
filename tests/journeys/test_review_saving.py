"""A grid of review saves itself by the rules of every form: sessions that end, refusals, other tabs, a lost dossier."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.conflicts.actions import recuse
from projects.models import Review
from tests.factories import World, edition_with
from tests.support.browser import sign_in

pytestmark = pytest.mark.django_db(transaction=True)
NOTE, COMMENT = "Note privée", "Pour le comité"


@pytest.fixture
def world() -> World:
    return edition_with(reviewers=1, applications=1)


@pytest.fixture
def grid(world: World, page_for: Callable[..., Page]) -> Page:
    page = page_for(world.reviewer)
    page.goto(reverse("projects:review", args=[world.applications[0].reference]))
    return page


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label).fill(text)
    page.get_by_label(label).blur()


def test_a_session_that_ends_leads_to_signing_in_and_what_waited_goes(
    world: World, grid: Page, site: str, console: list[str]
) -> None:
    Session.objects.all().delete()

    write(grid, NOTE, "Écrit après la fin")

    state = grid.locator("#review-state")
    expect(state).to_contain_text("Connectez-vous de nouveau")
    link = state.get_by_role("link", name="Se connecter dans un nouvel onglet")
    expect(link).to_have_attribute("target", "_blank")
    grid.context.add_cookies([sign_in(world.reviewer, site)])
    grid.evaluate("window.dispatchEvent(new Event('focus'))")  # coming back to this tab
    expect(state).to_contain_text("enregistré à")
    assert Review.objects.get().private_note == "Écrit après la fin"
    console.clear()


def test_a_text_too_long_is_reported_at_its_field_and_stops_no_other(grid: Page, axe: Any) -> None:
    write(grid, NOTE, "é" * 4012)

    error = grid.locator("#id_private_note_error")
    expect(error).to_contain_text("12")
    expect(grid.get_by_label(NOTE)).to_have_attribute("aria-describedby", re.compile("id_private_note_error"))
    axe(grid)
    write(grid, COMMENT, "Un avis")
    expect(grid.locator("[data-saved]")).to_contain_text("enregistré à")
    expect(error).to_be_visible()
    write(grid, NOTE, "Plus court")

    expect(error).to_be_hidden()
    assert (Review.objects.get().private_note, Review.objects.get().committee_comment) == (
        "Plus court",
        "Un avis",
    )


def test_a_dossier_taken_back_closes_the_grid_and_leads_to_what_was_kept(
    world: World, grid: Page, console: list[str]
) -> None:
    write(grid, NOTE, "Écrit avant")
    expect(grid.locator("[data-saved]")).to_contain_text("enregistré à")
    recuse(
        application=world.applications[0],
        reviewer=world.reviewer,
        author=world.organiser,
        reason="Ami",
        at=timezone.now(),
    )

    write(grid, COMMENT, "Écrit après")

    link = grid.locator("#review-state").get_by_role("link", name="Relire vos textes")
    expect(link).to_be_visible()
    expect(grid.get_by_label(COMMENT)).to_have_value("Écrit après")
    expect(grid.get_by_label(COMMENT)).not_to_be_editable()
    expect(grid.get_by_role("button", name="Envoyer et suivant")).to_be_hidden()
    link.click()
    expect(grid.get_by_text("Écrit avant")).to_be_visible()
    console.clear()


def test_two_tabs_of_one_browser_share_what_they_save(grid: Page) -> None:
    other = grid.context.new_page()
    other.goto(grid.url)

    write(grid, NOTE, "Depuis le premier")
    expect(other.get_by_label(NOTE)).to_have_value("Depuis le premier")
    write(other, NOTE, "Depuis le second")  # no conflict with oneself

    expect(grid.get_by_label(NOTE)).to_have_value("Depuis le second")
    assert Review.objects.get().private_note == "Depuis le second"


def test_a_counter_counts_as_the_server_does_and_warns_near_the_limit(grid: Page) -> None:
    note = grid.get_by_label(NOTE)
    counter = grid.locator("#div_id_private_note .counter")
    expect(counter).to_contain_text("0 / 4 000")
    expect(note).not_to_have_attribute("maxlength", re.compile(".*"))

    note.fill(f"  {'👩🏽' * 1000}  ")
    expect(counter).to_contain_text("2 000 / 4 000")
    note.fill("é" * 3990)

    expect(counter).to_have_attribute("data-state", "near")
    expect(grid.locator("#div_id_private_note [data-counter-live]")).to_have_text("Caractères restants : 10")
