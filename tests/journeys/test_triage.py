"""From the organiser's list to a completed dossier, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from projects.application.enums import ApplicationState as S
from projects.models import Application, CompletionRequest
from projects.triage.actions import checklist, screening
from tests.factories import World, edition_with
from tests.support.browser import follow
from tests.support.dossiers import full_form, lead, sent

pytestmark = pytest.mark.django_db(transaction=True)
Axe = Callable[[Page], None]
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
    checklist.set_items(
        call=call, labels=[("Pièces lisibles", ""), ("Problème de travail décrit", "")], actor=who, at=at
    )
    screening.set_rules(call=call, accepted={"head_count": ["1_9", "10_49"]}, actor=who, at=at)
    return world, dossiers


def address(world: World, name: str, *args: Any) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


@pytest.mark.parametrize("width", [360, 1280])
def test_several_dossiers_at_once_and_back_from_the_toast(page_for: PageFor, axe: Axe, width: int) -> None:
    world, _dossiers = triaged()
    page = page_for(world.organiser, width)
    page.goto(address(world, "manage_applications"))
    expect(page.get_by_text("écarté", exact=True)).to_be_visible()
    axe(page)

    for box in page.locator("[data-tick]").all():
        box.check()
    expect(page.locator("[data-ticked]")).to_have_text("(3)")
    page.get_by_role("button", name="Déclarer recevables").click()
    expect(page.get_by_text("2 dossiers déclarés recevables.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("2 dossiers remis comme avant.")).to_be_visible()

    assert set(Application.objects.values_list("state", flat=True)) == {S.SUBMITTED}


def test_a_search_is_kept_under_a_name_and_columns_are_chosen(page_for: PageFor, axe: Axe) -> None:
    world, _dossiers = triaged()
    page = page_for(world.organiser)
    page.goto(f"{address(world, 'manage_applications')}?look=rules")
    expect(page.locator("tbody tr")).to_have_count(1)

    page.get_by_text("Enregistrer ou partager cette recherche").click()
    page.get_by_label("Nom de la recherche").fill("Grands effectifs")
    page.get_by_label("La partager").check()
    axe(page)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    page.get_by_role("link", name="Tout montrer").click()
    page.get_by_role("link", name="Grands effectifs").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_text("Choisir les colonnes").click()
    page.get_by_label("Personne porteuse").check()
    axe(page)
    page.get_by_role("button", name="Garder ces colonnes").click()

    expect(page.get_by_role("columnheader", name="Personne porteuse")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_dossier_is_checked_noted_and_a_rule_overruled(page_for: PageFor, axe: Axe, width: int) -> None:
    world, dossiers = triaged()
    page = page_for(world.organiser, width)
    page.goto(address(world, "manage_application", dossiers[2].reference))
    axe(page)

    page.get_by_label("Pièces lisibles", exact=True).check()
    page.get_by_role("button", name="Enregistrer la vérification").click()
    page.get_by_label("Nouvelle note").fill("Appeler lundi.")
    page.get_by_role("button", name="Ajouter la note").click()
    page.get_by_text("Passer outre…").click()
    page.get_by_label("Pourquoi passer outre").fill("Effectif du groupe, pas du site.")
    page.get_by_role("button", name="Lever la règle").click()
    expect(page.locator("#eligibility")).to_contain_text("Règle levée pour ce dossier")
    expect(page.get_by_text("Appeler lundi.")).to_be_visible()
    axe(page)
    follow(page.get_by_role("link", name="Changer le suivi"))
    axe(page)
    page.get_by_label("Autre étiquette").fill("À revoir")
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.locator("#follow .label")).to_have_text("À revoir")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_rules_are_set(page_for: PageFor, axe: Axe, width: int) -> None:
    world, _dossiers = triaged()
    page = page_for(world.organiser, width)
    page.goto(address(world, "manage_eligibility"))
    axe(page)

    page.get_by_label("Normandie").check()
    page.get_by_label("La présence aux deux journées est exigée").check()
    page.get_by_role("button", name="Enregistrer", exact=True).click()

    expect(page.get_by_text("les règles écartent 1 dossier.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_completion_from_the_question_to_the_thanks(page_for: PageFor, axe: Axe, width: int) -> None:
    world, (dossier, *_others) = triaged(1)
    page = page_for(world.organiser, width)
    page.goto(address(world, "request_completion", dossier.reference))
    axe(page)
    page.locator("select[name=p_summary]").select_option("incomplete")
    page.locator("input[name=m_summary]").fill("Dites qui décide de l’ordre des commandes.")
    page.get_by_label("Un mot d’ensemble").fill("Merci, presque tout y est.")
    page.get_by_role("button", name="Envoyer la demande").click()
    expect(page.get_by_text("La demande est partie par e-mail")).to_be_visible()
    axe(page)

    theirs = page_for(lead(dossier), width)
    theirs.goto(reverse("projects:application", args=[dossier.reference]))
    axe(theirs)
    theirs.get_by_role("link", name="Voir ce qui est demandé").click()
    axe(theirs)
    field = theirs.locator("[name=q_summary]")
    field.fill("L’équipe décide chaque matin de l’ordre des commandes.")
    field.blur()
    expect(theirs.locator("#id_q_summary_state")).to_contain_text("enregistré à")
    theirs.reload()
    expect(field).to_have_value("L’équipe décide chaque matin de l’ordre des commandes.")
    theirs.get_by_role("button", name="Renvoyer à l’équipe").click()
    expect(theirs.get_by_text("Vos réponses sont renvoyées")).to_be_visible()

    page.goto(address(world, "request_completion", dossier.reference))
    expect(page.locator(".before-after")).to_contain_text("L’équipe décide chaque matin")
    axe(page)
    page.get_by_role("button", name="Accepter le complément").click()
    expect(page.get_by_text("Le complément est accepté")).to_be_visible()

    assert CompletionRequest.objects.get().state == "accepted"


def test_the_list_works_without_javascript(page_for: PageFor) -> None:
    world, dossiers = triaged(1)
    page = page_for(world.organiser, java_script_enabled=False)
    page.goto(address(world, "manage_applications"))

    page.locator(f"input[value='{dossiers[0].reference}']").check()
    page.get_by_label("Étiquette", exact=True).last.fill("Prioritaire")
    page.get_by_role("button", name="Étiqueter").click()

    expect(page.get_by_text("1 dossier étiqueté.")).to_be_visible()
    page.get_by_role("button", name="Annuler").click()
    expect(page.get_by_text("1 dossier remis comme avant.")).to_be_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_word_of_a_long_answer_leads_to_where_it_stands(page_for: PageFor, axe: Axe, width: int) -> None:
    world, dossiers = triaged()
    sent(world.edition, at=timezone.now(), title="Relais de nuit", impact="Des infirmier·ères moins seul·es.")
    page = page_for(world.organiser, width)
    page.goto(address(world, "manage_applications"))

    page.get_by_role("searchbox", name="Chercher").fill("INFIRMIERE")
    page.get_by_role("searchbox", name="Chercher").press("Enter")
    expect(page.get_by_role("link", name="Relais de nuit")).to_be_visible()
    expect(page.get_by_text(dossiers[0].reference)).to_have_count(0)
    axe(page)
    page.get_by_role("link", name="Relais de nuit").click()
    expect(page.locator("mark")).to_have_text("infirmier·ères")
    axe(page)
    page.get_by_role("link", name="Les effets espérés").click()

    expect(page.locator("#answer-impact")).to_be_in_viewport()
    page.get_by_role("link", name="Dossiers").last.click()
    expect(page.get_by_role("searchbox", name="Chercher")).to_have_value("INFIRMIERE")


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
