"""Rows that are read, and open on demand: without a network, in two windows, over what another person wrote."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from coaching.canvas.actions.canvas import open_canvas
from coaching.models import CanvasItem
from projects.models import Participation
from tests import factories
from tests.support.rooms import typed

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
NAME = "L’essai à 5 $' & les <deux> équipes"


def add_steps(place: Participation) -> str:
    """Two steps and an actor. Returns the address of the timeline."""
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)
    for number, (kind, label) in enumerate((("step", NAME), ("step", "La suite"), ("stakeholder", "La DRH"))):
        CanvasItem.objects.create(
            canvas=canvas, kind=kind, label=label, phase="target", position=number, **typed()
        )
    return reverse("coaching:room_timeline", args=[place.project.slug])


def edit(page: Page, name: str) -> None:
    page.get_by_role("link", name=f"Modifier {name}").press("Enter")


def close(page: Page) -> None:
    page.locator("[data-close-row]:visible").press("Enter")


def test_nothing_moves_when_the_script_makes_the_first_row(page_for: PageFor) -> None:
    place = factories.edition_with(participations=1).participations[0]
    page = page_for(place.project.members.get().user, 360)
    held: list[Route] = []
    page.route("**/js/rows*.js", lambda route: held.append(route))  # as on a slow connection
    with page.expect_request("**/js/rows*.js"):
        page.goto(reverse("coaching:room_timeline", args=[place.project.slug]), wait_until="commit")
    foot = page.locator("footer")
    expect(foot).to_be_attached()
    page.wait_for_function("document.fonts.ready")
    top = "(element) => element.getBoundingClientRect().top + scrollY"
    before = foot.evaluate(top)

    held[0].continue_()
    expect(page.locator("form[data-row]:not([data-row-blank])")).to_be_visible()

    assert foot.evaluate(top) == before


def test_a_row_opens_without_network_and_is_sent_once_it_is_back(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user, 360)
    page.goto(add_steps(place))

    page.context.set_offline(True)
    edit(page, NAME)
    label = page.get_by_role("textbox", name="nom").filter(visible=True)
    expect(label).to_be_focused()
    expect(label).to_have_value(NAME)
    expect(page.locator("[data-close-row]:visible")).to_have_accessible_name(f"Fermer {NAME}")
    expect(page.get_by_role("link", name=f"Modifier {NAME}")).to_be_hidden()
    label.fill("L’essai du soir")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    close(page)
    expect(label).to_have_value("L’essai du soir")  # what is not sent stays in sight
    page.context.set_offline(False)
    expect(page.locator("[data-frieze]")).to_contain_text("L’essai du soir")
    close(page)

    expect(page.get_by_role("link", name="Modifier L’essai du soir")).to_be_focused()
    first = CanvasItem.objects.order_by("position").first()
    assert first is not None
    assert (first.label, first.phase) == ("L’essai du soir", "target")


def test_what_this_device_kept_opens_its_row_again(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user)
    page.goto(add_steps(place))
    page.context.set_offline(True)
    edit(page, "La suite")
    page.keyboard.press("End")
    page.keyboard.type(" du projet")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    address, browser = page.url, page.context
    page.close()
    browser.set_offline(False)
    page = browser.new_page()
    page.goto(address)
    label = page.get_by_role("textbox", name="nom").filter(visible=True)

    expect(label).to_have_value("La suite du projet")
    expect(page.locator("[data-frieze]")).to_contain_text("La suite du projet")
    page.reload()

    expect(page.get_by_role("link", name="Modifier La suite du projet")).to_be_visible()
    expect(label).to_have_count(0)


def test_a_window_leaves_to_another_the_row_that_one_adds(page_for: PageFor, console: list[str]) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user)
    address = add_steps(place)
    page.goto(address)
    page.route("**/rows/**", lambda route: route.abort())
    add = page.locator("[data-rows]").first
    kind = add.get_attribute("data-rows")
    added = f'[data-rows="{kind}"] form[data-row]:not([data-row-blank])'
    add.locator("[data-add-row]").click()
    page.keyboard.type("Ajoutée ici")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()

    other = page.context.new_page()
    other.goto(address)
    expect(other.locator(added)).to_have_count(0)
    page.close(run_before_unload=False)

    expect(other.locator("[data-frieze]")).to_contain_text("Ajoutée ici")
    console.clear()  # Chromium writes what was aborted there


def test_a_window_takes_over_the_text_of_one_that_was_closed(page_for: PageFor, console: list[str]) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user)
    address = add_steps(place)
    page.goto(address)
    page.route("**/rows/**", lambda route: route.abort())
    edit(page, "La suite")
    page.keyboard.press("End")
    page.keyboard.type(" du projet")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    other = page.context.new_page()
    other.goto(address)
    edit(other, "La suite")
    elsewhere = other.get_by_text("une autre fenêtre a ici un texte qu’elle n’a pas encore envoyé")
    expect(elsewhere).to_be_visible()
    page.close(run_before_unload=False)

    expect(other.locator("[data-frieze]")).to_contain_text("La suite du projet")
    expect(elsewhere).to_have_count(0)
    console.clear()  # Chromium writes what was aborted there


@pytest.mark.parametrize("on_one_device", [True, False])
def test_two_windows_of_one_person_that_write_the_same_line_lose_neither(
    page_for: PageFor, console: list[str], on_one_device: bool
) -> None:
    place = factories.participation(factories.edition())
    user = place.project.members.get(leads=True).user
    page, address = page_for(user), add_steps(place)
    page.goto(address)
    other = page.context.new_page() if on_one_device else page_for(user)
    other.clock.install()  # what is typed there waits: it is sent once one leaves the field
    other.goto(address)
    other.clock.pause_at(timezone.now() + timedelta(hours=1))
    edit(page, "La suite")
    edit(other, "La suite")
    other.keyboard.press("End")
    other.keyboard.type(" d’après")
    page.keyboard.press("End")
    page.keyboard.type(" du projet")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré à")).to_be_visible()
    if on_one_device:  # the window was informed
        expect(other.locator('form[data-row]:visible [data-question="date_text"]')).to_have_attribute(
            "data-version", "2"
        )
    other.keyboard.press("Tab")

    expect(other.locator("[data-conflict-mine]:visible")).to_have_text("La suite d’après")
    expect(other.locator("[data-conflict-theirs]:visible")).to_have_text("La suite du projet")
    expect(other.get_by_text("Vous avez modifié cette ligne dans une autre fenêtre.")).to_be_visible()
    assert CanvasItem.objects.filter(label="La suite du projet").exists()
    other.get_by_role("button", name="Garder la mienne").press("Enter")
    expect(other.locator("[data-conflict-mine]")).to_have_count(0)
    other.clock.resume()
    expect(other.locator("[data-frieze]")).to_contain_text("La suite d’après")
    console.clear()  # Chromium writes the 409 there
