"""The holder's home in a real browser, on a phone and on a screen: the next thing, the papers, a message read again."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.outbox.models import MailState, OutgoingMail
from tests.factories import edition, edition_with
from tests.support.dossiers import full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


def test_a_receipt_that_got_lost_is_read_again_on_a_phone(page_for: PageFor, axe: Axe) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    # as the worker leaves it
    OutgoingMail.objects.update(state=MailState.SENT, sent_at=timezone.now())
    page = page_for(lead(application), 360)
    page.goto(reverse("coaching:my_home"))
    expect(page.get_by_role("heading", name="Votre dossier est entre nos mains")).to_be_visible()
    expect(page.get_by_role("link", name="Reçu du dépôt")).to_be_visible()
    _fits(page, axe)

    page.get_by_role("link", name="Tous les messages").click()
    _fits(page, axe)
    page.get_by_role("link", name=application.reference).click()
    expect(page.get_by_text(application.reference).first).to_be_visible()
    _fits(page, axe)


def test_the_pdf_of_the_dossier_is_one_click_away(page_for: PageFor, axe: Axe) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application))
    page.goto(reverse("coaching:my_home"))
    axe(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Dossier envoyé (PDF)").click()
    assert download.value.suggested_filename == f"{application.reference}.pdf"


def test_somebody_without_a_dossier_finds_where_to_begin(page_for: PageFor, axe: Axe) -> None:
    world: Any = edition_with(form=full_form())
    page = page_for(world.organiser, 360)
    page.goto(reverse("coaching:my_home"))
    expect(page.get_by_role("heading", name="Vous ne portez pas de projet")).to_be_visible()
    expect(page.get_by_role("link", name=str(world.edition))).to_be_visible()
    _fits(page, axe)


def _fits(page: Page, axe: Axe) -> None:
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url
