"""From the organiser's list to a completed dossier, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.application.enums import ApplicationState as S
from projects.models import Application
from projects.triage.actions import eligibility, screening
from tests.factories import World, edition_with
from tests.support.dossiers import full_form, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]


def triaged(count: int = 3) -> tuple[World, list[Application]]:
    """An edition with its checklist and a rule that sets one dossier aside."""
    world, at = edition_with(form=full_form(), organisers=2), timezone.now()
    titles = ["L’écran d’atelier", "Quai connecté", "Carnet de tournée"]
    bands = ["10_49", "10_49", "300_more"]
    dossiers = [
        sent(world.edition, at=at, title=titles[number], head_count=bands[number]) for number in range(count)
    ]
    call, who = world.edition.call, world.organiser
    eligibility.set_items(
        call=call, labels=[("Pièces lisibles", ""), ("Problème de travail décrit", "")], actor=who, at=at
    )
    screening.set_rules(call=call, accepted={"head_count": ["1_9", "10_49"]}, actor=who, at=at)
    return world, dossiers


def address(world: World, name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


def test_several_dossiers_at_once_and_back_from_the_toast(page_for: PageFor) -> None:
    world, _dossiers = triaged()
    page = page_for(world.organiser, 360)
    page.goto(address(world, "manage_applications"))
    expect(page.get_by_text("écarté", exact=True)).to_be_visible()

    for box in page.locator("[data-tick]").all():
        box.check()
    expect(page.locator("[data-ticked]")).to_have_text("(3)")
    page.get_by_role("button", name="Déclarer recevables").click()
    expect(page.get_by_text("2 dossiers déclarés recevables.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("2 dossiers remis comme avant.")).to_be_visible()

    assert set(Application.objects.values_list("state", flat=True)) == {S.SUBMITTED}


def test_a_list_is_gone_through_with_the_keyboard_alone(page_for: PageFor) -> None:
    world, (first, second, third) = triaged()
    page = page_for(world.organiser)
    page.goto(address(world, "manage_applications") + "?sort=-submitted")

    def press(key: str, title: str) -> None:
        with page.expect_navigation():
            page.keyboard.press(key)
        expect(page.get_by_role("heading", level=1)).to_have_text(title)

    page.keyboard.press("j")
    press("Enter", first.title)
    press("n", second.title)
    press("n", third.title)
    press("p", second.title)
    press("n", third.title)
    press("n", "Dossiers")
    expect(page.get_by_text("C’était le dernier dossier de cette liste.")).to_be_visible()
