"""A timeline with a keyboard, over a network that goes and comes back; a pitch rehearsed aloud."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coaching.canvas.actions.canvas import validate_canvas
from coaching.models import Canvas, CanvasItem
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]


@pytest.mark.main_journey
def test_a_step_is_added_without_network_then_moved(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    page = page_for(place.project.members.get(leads=True).user, 360)
    page.goto(reverse("coaching:room_timeline", args=[place.project.slug]))

    page.get_by_role("button", name="Ajouter : Étape").press("Enter")
    page.keyboard.type("Premier essai")  # the new row has the focus
    page.keyboard.press("Tab")
    expect(page.locator("[data-frieze]")).to_contain_text("Premier essai")
    page.context.set_offline(True)
    page.get_by_role("button", name="Ajouter : Point de bascule").press("Enter")
    page.keyboard.type("Un départ")
    page.keyboard.press("Tab")
    expect(page.get_by_text("hors connexion, vos réponses seront envoyées").first).to_be_visible()
    assert CanvasItem.objects.count() == 1
    page.context.set_offline(False)
    expect(page.locator("[data-frieze]")).to_contain_text("Un départ")
    page.reload()

    page.get_by_role("button", name="Monter Un départ").press("Enter")

    expect(page.get_by_role("button", name="Monter Un départ")).to_be_focused()
    labels = page.locator("[data-frieze] .moment-label")
    expect(labels).to_have_text(["Un départ", "Premier essai"])
    assert list(CanvasItem.objects.order_by("position").values_list("label", flat=True)) == [
        "Un départ",
        "Premier essai",
    ]


def test_what_is_typed_in_a_canvas_that_closed_stays_on_the_page(page_for: PageFor) -> None:
    place = factories.participation(factories.edition())
    holder = place.project.members.get(leads=True).user
    page = page_for(holder)
    page.goto(reverse("coaching:room_pitch", args=[place.project.slug]))
    page.get_by_label("L’accroche").fill("Une première phrase")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré").first).to_be_visible()
    validate_canvas(canvas=Canvas.objects.get(), actor=holder, at=factories.NOW)

    page.get_by_label("Le problème").fill("Tapé trop tard")
    page.keyboard.press("Tab")

    expect(page.get_by_text("il est gardé sur cet appareil").first).to_be_visible()
    expect(page.get_by_label("Le problème")).to_have_value("Tapé trop tard")


def test_the_timer_runs_pauses_and_is_put_back_by_keyboard(page_for: PageFor) -> None:
    edition = factories.edition()
    factories.participation(edition)
    page = page_for(factories.role(edition, "facilitator"))
    page.clock.install()
    page.goto(reverse("coaching:session_pitches", args=[edition.slug]))
    clock = page.get_by_role("timer")
    expect(clock).to_have_text("4:00")

    page.get_by_role("button", name="Démarrer").press("Enter")
    page.clock.run_for(181_000)
    expect(page.get_by_text("Il reste une minute.")).to_be_visible()
    page.get_by_role("button", name="Pause").press("Space")
    paused = clock.text_content()
    page.clock.run_for(5_000)
    assert clock.text_content() == paused
    page.get_by_role("button", name="Reprendre").press("Enter")
    page.clock.run_for(60_000)
    expect(page.get_by_text("Le temps est écoulé.")).to_be_visible()
    expect(clock).to_have_text("0:00")
    page.get_by_role("button", name="Remettre à zéro").press("Enter")

    expect(clock).to_have_text("4:00")
