"""The room of a project on a phone, with a keyboard alone: from the home to each of its tabs."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coaching.models import ActionItem, CanvasItem, Contribution
from tests import factories
from tests.support.browser import press, reach
from tests.support.rooms import give_axes, typed

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[[Page], None]
WORDS = "Un tableau papier à côté de l’écran."


@pytest.mark.main_journey
def test_a_holder_goes_through_the_room_and_back(page_for: PageFor, axe: Axe) -> None:
    place = factories.participation(factories.edition())
    give_axes(place.edition)
    idea = Contribution.objects.create(participation=place, author_name="Awa", text=WORDS, **typed())
    page = page_for(place.project.members.get(leads=True).user, 360)
    page.goto(reverse("coaching:my_home"))
    press(page, page.get_by_role("link", name="Entrer dans la salle du projet"))
    tabs = page.get_by_role("navigation", name="Salle du projet")

    press(page, tabs.get_by_role("link", name="Frise"))
    press(page, page.get_by_role("button", name="Ajouter : Acteur"))
    page.keyboard.type("L’équipe de nuit")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré").first).to_be_visible()

    press(page, tabs.get_by_role("link", name="Pitch"))
    reach(page, page.get_by_label("L’accroche"))
    page.keyboard.type("Et si l’on s’arrêtait ?")
    page.keyboard.press("Tab")
    expect(page.get_by_text("enregistré").first).to_be_visible()

    press(page, tabs.get_by_role("link", name="Idées"))
    press(page, page.get_by_role("button", name=f"Garder : {WORDS}"))
    press(page, page.get_by_role("button", name="En faire une action"))

    press(page, tabs.get_by_role("link", name="Plan"))
    expect(page.get_by_role("article", name=WORDS)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    axe(page)
    assert CanvasItem.objects.get().label == "L’équipe de nuit"
    assert list(ActionItem.objects.get().sources.all()) == [idea]
