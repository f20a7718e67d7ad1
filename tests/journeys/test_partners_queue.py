"""A partner answers ten needs on a phone, one tap each; an organiser decides of sixty with the keyboard alone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from coaching.models import Stance, SupportDecision
from coaching.support.enums import StanceKind
from tests import factories
from tests.support import plan as plans
from tests.support.browser import RULES_OF_A_LOOK
from tests.support.partners import PartnersTable

pytestmark = [pytest.mark.django_db(transaction=True)]
PageFor = Callable[..., Page]
Axe = Callable[..., None]


@pytest.fixture
def table() -> PartnersTable:
    """Eleven needs of eleven projects; three are wished from the Région."""
    table = PartnersTable()
    for number in range(10):
        place = factories.participation(table.edition)
        need = plans.need(place, f"Besoin {number} : deux jours d’une ergonome en atelier", is_shared=True)
        if number < 3:
            need.wished.add(table.region)
    return table


class Thumb:
    """Counts what it touches."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target: Locator) -> None:
        expect(target).to_be_in_viewport()
        target.tap()
        self.taps += 1


def test_ten_needs_are_answered_in_ten_taps_on_a_phone_without_a_script(
    table: PartnersTable, page_for: PageFor
) -> None:
    phone, thumb = page_for(table.anna, 360, java_script_enabled=False), Thumb()
    phone.goto(table.page("support_board"))
    thumb.tap(phone.get_by_role("link", name="Répondre un par un (3)"))
    names = ("Nous pilotons", "Pas nous", "Nous contribuons")
    for number in range(10):
        if number == 3:  # what was addressed to the body is done
            thumb.tap(phone.get_by_role("link", name="Répondre un par un (8)"))
        thumb.tap(phone.get_by_role("button", name=names[number % 3], exact=True))

    expect(phone.get_by_text("1 restant", exact=True)).to_be_visible()
    assert Stance.objects.filter(organisation=table.region).count() == 10
    assert thumb.taps == 12
    thumb.tap(phone.get_by_role("button", name="Annuler"))
    expect(phone.get_by_text("Votre réponse est annulée.")).to_be_visible()
    assert Stance.objects.count() == 9
    # to refer opens in its place
    thumb.tap(phone.get_by_text("Orienter…"))
    phone.get_by_label("Vers qui orientez-vous ?").select_option(label="Opco")
    phone.get_by_role("button", name="Orienter", exact=True).tap()
    expect(phone.get_by_text("Nous orientons vers Opco : ")).to_be_visible()
    assert Stance.objects.filter(kind=StanceKind.REFER, refer_to=table.opco).count() == 1


def test_enter_in_the_amount_answers_nothing(table: PartnersTable, page_for: PageFor) -> None:
    page = page_for(table.anna)
    page.goto(f"{table.page('support_board')}?next")
    page.get_by_label("Montant (facultatif)").fill("1500")
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)
    assert not Stance.objects.exists()
    # by the keyboard: the next fields, then the first answer
    for _field in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Nous pilotons")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nous pilotons : « ")).to_be_visible()
    assert Stance.objects.get().amount == 1500


def test_the_pages_have_no_violation_and_decisions_are_confirmed_and_put_off_together(
    table: PartnersTable, page_for: PageFor, axe: Axe
) -> None:
    table.answer(StanceKind.LEAD)
    table.open()
    for width, rules in ((1280, ()), (360, RULES_OF_A_LOOK)):
        partner, desk = page_for(table.anna, width), page_for(table.organiser, width)
        for page, path in (
            (partner, f"{table.page('support_board')}?view=all&q=besoin"),
            (partner, f"{table.page('support_board')}?next"),
            (desk, table.page("manage_support_board")),
            (desk, f"{table.page('manage_support_board')}?next"),
            (desk, table.page("agree_to_support_offers")),
            (desk, table.page("defer_support_needs")),
        ):
            page.goto(path)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path
            axe(page, *rules)
    desk = page_for(table.organiser)
    desk.goto(table.page("manage_support_board"))
    desk.get_by_role("link", name="Confirmer ensemble (1)…").click()
    desk.get_by_role("button", name="Accorder les besoins cochés").click()
    expect(desk.get_by_text("1 décision est notée.")).to_be_visible()
    desk.get_by_role("link", name="Reporter le reste…").click()
    desk.get_by_label(re.compile("Pourquoi, et")).fill("À revoir en septembre")
    desk.get_by_role("button", name="Reporter les besoins cochés").click()
    expect(desk.get_by_text("10 décisions sont notées.")).to_be_visible()
    desk.get_by_role("button", name="Annuler").click()
    expect(desk.get_by_text("10 décisions sont annulées.")).to_be_visible()
    assert SupportDecision.objects.count() == 1
