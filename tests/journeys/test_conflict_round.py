"""A conflict round: a member answers it on a phone and signs the declaration, then an organiser reads the answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from programmes.models import DeclarationAcceptance
from projects.declarations.actions import open_round
from projects.models import Application, ConflictEffect, LinkDeclaration, Recusal
from tests.factories import edition_with
from tests.support.browser import follow

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[..., None]
STRUCTURES = ("Les Docks", "Le Fournil", "Mairie facile", "Fil retors")


@pytest.fixture
def world() -> Any:
    """Four dossiers of four structures, two jurors, a round that is open."""
    world = edition_with(organisers=2, reviewers=2, applications=4, assigned=False)
    for application, name in zip(world.applications, STRUCTURES, strict=True):
        Application.objects.filter(pk=application.pk).update(structure_name=name)
    open_round(edition=world.edition, actor=world.organiser, at=now())
    return world


def find_row(page: Page, name: str) -> Any:
    return page.get_by_role("group", name=name)


def expect_no_sideways_scroll(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_member_answers_on_a_phone_and_an_organiser_reads_it(
    world: Any, page_for: PageFor, axe: Axe
) -> None:
    phone = page_for(world.reviewer, 360, has_touch=True)
    sign_the_declaration(phone, axe)
    answer_the_list(phone, axe)
    read_the_answers(world, page_for(world.organiser), axe)
    read_the_decision(world, phone)


def sign_the_declaration(phone: Page, axe: Axe) -> None:
    phone.goto(reverse("projects:review_queue"))
    axe(phone)
    follow(phone.get_by_role("link", name="Lire et accepter"))
    expect_no_sideways_scroll(phone)
    axe(phone)
    phone.get_by_label("J’accepte la déclaration d’intérêts").tap()
    with phone.expect_navigation():
        phone.get_by_role("button", name="Enregistrer").tap()
    expect(phone.get_by_text("Votre déclaration d’intérêts est à accepter")).to_have_count(0)
    assert DeclarationAcceptance.objects.count() == 1


def answer_the_list(phone: Page, axe: Axe) -> None:
    with phone.expect_navigation():
        phone.get_by_role("link", name="Répondre").tap()
    expect_no_sideways_scroll(phone)
    axe(phone)

    linked = find_row(phone, STRUCTURES[0])
    linked.get_by_role("radio", name="un lien", exact=True).tap()
    linked.get_by_label("Quel lien ? En une phrase").fill("Mon frère la dirige")
    linked.get_by_role("radio", name="ne pas voir ce dossier").tap()
    axe(phone)
    with phone.expect_navigation():
        linked.get_by_role("button", name="Enregistrer ce lien").tap()
    expect(phone.get_by_text(STRUCTURES[0])).to_have_count(0)

    doubtful = find_row(phone, STRUCTURES[1])
    doubtful.get_by_role("radio", name="je ne sais pas").tap()
    expect(doubtful.get_by_text("enregistré", exact=True)).to_be_visible()
    expect(phone.locator("b[data-left]")).to_have_text("2")
    with phone.expect_navigation():
        phone.get_by_role("button", name="Aucun lien pour tous les autres").tap()
    expect(phone.locator("b[data-left]")).to_have_text("0")
    axe(phone)
    answers = (
        LinkDeclaration.objects.current().order_by("application__reference").values_list("answer", flat=True)
    )
    assert list(answers) == ["link", "unknown", "none", "none"]


def read_the_answers(world: Any, desk: Page, axe: Axe) -> None:
    desk.goto(reverse("projects:manage_conflicts", args=[world.edition.slug]))
    expect(desk.get_by_role("heading", name="À résoudre")).to_be_visible()
    expect(desk.get_by_text("Mon frère la dirige").first).to_be_visible()
    axe(desk)
    linked, doubtful = (desk.locator("li", has_text=row.reference).first for row in world.applications[:2])
    follow(linked.get_by_role("button", name="Enregistrer"))
    assert Recusal.objects.get().effect == ConflictEffect.HIDDEN
    doubtful.get_by_label("aucun lien").check()
    doubtful.get_by_label("Raison").fill("Un simple homonyme")
    follow(doubtful.get_by_role("button", name="Enregistrer"))
    expect(desk.get_by_role("heading", name="À résoudre")).to_have_count(0)
    assert not LinkDeclaration.objects.unresolved().exists()


def read_the_decision(world: Any, phone: Page) -> None:
    phone.goto(reverse("projects:declare_links", args=[world.edition.slug]))
    expect(phone.get_by_text("n’y voit pas de lien : Un simple homonyme")).to_be_visible()
