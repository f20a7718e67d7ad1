"""The holder's home in a real browser, on a phone and on a screen: the next thing, the papers, a message read again."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accelerator.outbox.models import MailState, OutgoingMail
from tests.factories import edition
from tests.support.dossiers import full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.main_journey
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


def _fits(page: Page, axe: Axe) -> None:
    axe(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, page.url
