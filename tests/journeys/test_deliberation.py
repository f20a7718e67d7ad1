"""A meeting of the committee, from its opening to the announcement: six people, each in a browser of their own."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from accelerator.accounts.models import User
from programmes.enums import RoleName
from projects.models import Application, Decision
from tests import factories
from tests.support.browser import follow
from tests.support.meetings import committee_with, step_aside

pytestmark = pytest.mark.django_db(transaction=True)
PageFor = Callable[..., Page]
Axe = Callable[..., None]
TITLES = ("Atelier des gestes", "Poste de nuit")


class Committee:
    """Two dossiers at the line and one place; three bodies, one of whose members recused from the first dossier."""

    def __init__(self, page_for: PageFor) -> None:
        self.world: Any = committee_with(72, 70, places=1, reviewers=3, reviews_due_at=None)
        self.slug = self.world.edition.slug
        self.dossiers = self.world.applications
        for application, title in zip(self.dossiers, TITLES, strict=True):
            Application.objects.filter(pk=application.pk).update(title=title)
        anne, boris, chloe = self.world.reviewers
        step_aside(self.dossiers[0], chloe)
        self.organiser = page_for(self.world.organiser)
        self.chair = page_for(self.add_officer(RoleName.CHAIR))
        self.secretary = page_for(self.add_officer(RoleName.SECRETARY))
        self.anne, self.boris, self.chloe = page_for(anne), page_for(boris, 360), page_for(chloe, 360)

    @property
    def members(self) -> list[Page]:
        return [self.anne, self.boris, self.chloe]

    def add_officer(self, office: RoleName) -> User:
        return factories.role(self.world.edition, office)

    def url(self, name: str) -> str:
        return reverse(f"projects:{name}", args=[self.slug])


def press(page: Page, name: str | re.Pattern[str]) -> None:
    follow(page.get_by_role("button", name=name))


def enter(page: Page) -> None:
    page.goto(reverse("projects:review_queue"))
    follow(page.get_by_role("link", name="Entrer dans la séance"))


def expect_heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def decide(page: Page, outcome: str, reason: str = "") -> None:
    page.get_by_role("radio", name=outcome, exact=True).check()
    page.locator(".decision-form").get_by_label("Raison").fill(reason)
    press(page, "Noter la décision")


def test_six_people_decide_approve_and_announce(page_for: PageFor, axe: Axe) -> None:
    room = Committee(page_for)
    open_the_meeting(room)
    debate_the_first(room, axe)
    debate_the_second(room)
    close_and_publish(room, axe)
    approve_each_body(room)
    announce(room)


def open_the_meeting(room: Committee) -> None:
    room.organiser.goto(room.url("deliberation"))
    press(room.organiser, "Ouvrir la séance")
    expect(room.organiser.get_by_text("0 organisme sur 3 présent").first).to_be_visible()
    for page in room.members:
        enter(page)
        press(page, "Signaler ma présence")
        expect_heading(page, "Aucun dossier en cours")
    enter(room.chair)
    expect(room.chair.get_by_text("3 organismes sur 3 présents").first).to_be_visible()


def debate_the_first(room: Committee, axe: Axe) -> None:
    press(room.chair, f"Prendre {TITLES[0]}")
    for page in (room.anne, room.boris):
        expect_heading(page, TITLES[0])
    expect_heading(room.chloe, "Vous êtes hors de la salle")
    expect(room.chloe.get_by_text(TITLES[0])).to_have_count(0)
    room.organiser.goto(room.url("meeting_screen"))
    expect_heading(room.organiser, TITLES[0])
    for page in (room.chair, room.anne, room.boris, room.chloe, room.organiser):
        axe(page)

    press(room.anne, "Pour")
    expect(room.anne.get_by_text("1 voix donnée sur 2")).to_be_visible()
    expect(room.boris.get_by_text("Le compte s’affiche une fois votre voix donnée.")).to_be_visible()
    press(room.boris, "Contre")
    expect(room.chair.get_by_text("2 voix données sur 2")).to_be_visible()
    expect(room.organiser.locator(".meeting-votes")).to_be_visible()
    decide(room.chair, "retenu")

    for page in (room.anne, room.boris):
        expect(page.get_by_text("Décision notée :")).to_be_visible()
    expect_heading(room.chloe, "Vous êtes hors de la salle")


def debate_the_second(room: Committee) -> None:
    press(room.chair, "Dossier suivant")
    for page in room.members:
        expect_heading(page, TITLES[1])
        press(page, "Contre")
    expect(room.chair.get_by_text("3 voix données sur 3")).to_be_visible()
    decide(room.chair, "non retenu", "Le poste n’existe pas encore.")


def close_and_publish(room: Committee, axe: Axe) -> None:
    follow(room.chair.get_by_role("link", name="Clore…"))
    press(room.chair, "Clore et écrire les décisions")
    assert Decision.objects.count() == 2
    for page in room.members:
        expect_heading(page, "Aucune séance n’est ouverte")
    room.anne.goto(room.url("committee_minutes"))
    expect_heading(room.anne, "Pas encore de procès-verbal")
    room.secretary.goto(room.url("committee_minutes"))
    room.secretary.get_by_label("Remarques").fill("La séance a commencé à l’heure.")
    press(room.secretary, "Publier le procès-verbal")
    expect(room.secretary.get_by_text("Version 1 publiée")).to_be_visible()
    axe(room.secretary)


def approve_each_body(room: Committee) -> None:
    room.organiser.goto(room.url("announce"))
    expect(room.organiser.get_by_text("Il est encore tôt")).to_be_visible()
    for number, page in enumerate(room.members, start=1):
        page.goto(reverse("projects:review_queue"))
        follow(page.get_by_role("link", name="Lire et approuver"))
        expect(page.get_by_text("La séance a commencé à l’heure.")).to_be_visible()
        expect(page.get_by_text("Cette partie vous est cachée.")).to_have_count(int(page is room.chloe))
        press(page, "Approuver pour mon organisme")
        expect(
            page.locator("#approval").get_by_text(re.compile(rf"{number} organismes? sur 3"))
        ).to_be_visible()


def announce(room: Committee) -> None:
    page = room.organiser
    page.reload()
    expect(page.get_by_text("Il est encore tôt")).to_have_count(0)
    page.get_by_label("Envoyer tels quels").check()
    press(page, re.compile("Annoncer et envoyer"))
    expect_heading(page, "Tout est annoncé")
    room.anne.goto(reverse("projects:review_queue"))
    expect(room.anne.get_by_text("Lire et approuver")).to_have_count(0)
