"""From the call to the receipt by mouse, on a phone: what is typed saves itself, nothing is asked twice."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import edition, edition_with, user
from tests.support.browser import follow
from tests.support.dossiers import complete_draft, full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[[Page], None]


@pytest.mark.main_journey
def test_a_holder_applies_on_a_phone(page_for: PageFor, axe: Axe) -> None:
    made, maelle = edition(form=full_form()), user("Maëlle Ravenel")
    page = page_for(maelle, 360)
    page.goto(reverse("projects:apply", args=[made.slug]))
    axe(page)
    follow(page.get_by_role("button", name="Commencer le dossier"))
    axe(page)

    with page.expect_response(lambda response: "/answers/structure_name/" in response.url):
        page.get_by_label("Nom de la structure").fill("Scierie des Aulnes")
        page.get_by_label("Nom de la structure").blur()
    expect(page.locator("#div_id_q_structure_name [data-state]").first).to_contain_text("enregistré à")
    page.get_by_role("button", name="Suivant").click()
    page.get_by_label("Titre du projet").fill("Quai connecté")
    page.get_by_label("Titre du projet").press("Enter")
    expect(page.get_by_role("heading", name="Travail", level=1)).to_be_visible()
    page.get_by_role("button", name="Il manque").click()

    expect(page.get_by_role("heading", name="Vérifier et envoyer")).to_be_visible()
    axe(page)
    application = Application.objects.get()
    assert (application.structure_name, application.title) == ("Scierie des Aulnes", "Quai connecté")


@pytest.mark.main_journey
def test_a_complete_dossier_is_sent_and_gets_its_receipt(page_for: PageFor, axe: Axe) -> None:
    application = complete_draft(edition(form=full_form()), at=timezone.now())
    page = page_for(lead(application), 360, java_script_enabled=False)
    page.goto(reverse("projects:application_review_and_submit", args=[application.reference]))

    page.get_by_label("J’ai lu le règlement").check()
    page.get_by_role("button", name="Envoyer le dossier").click()

    expect(page.get_by_role("heading", name="Votre dossier est envoyé")).to_be_visible()
    expect(page.get_by_text(application.reference).first).to_be_visible()
    assert Application.objects.get().state == ApplicationState.SUBMITTED


@pytest.mark.main_journey
def test_an_organiser_declares_a_dossier_eligible(page_for: PageFor, axe: Axe) -> None:
    world: Any = edition_with(form=full_form())
    application = sent(world.edition, at=timezone.now())
    page = page_for(world.organiser)
    page.goto(reverse("projects:manage_applications", args=[world.edition.slug]))
    axe(page)

    page.get_by_label(f"Cocher {application.reference}").check()
    page.get_by_role("button", name="Déclarer recevables").click()
    page.get_by_role("link", name="L’écran d’atelier").click()

    expect(page.get_by_text("Déclaré recevable").first).to_be_visible()
    axe(page)
