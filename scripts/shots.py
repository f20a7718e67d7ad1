"""What `make screenshots` photographs of a call: who looks at which page, and what they do there first."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

PHONE, SCREEN = (390, 780), (1180, 820)
ORGANISER = "organisation@possibles.example"


@dataclass(frozen=True)
class Shot:
    """One image: who looks at which page, on what screen, and what they do there first."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = SCREEN
    before: Callable[[Page], None] | None = None
    whole: bool = False
    """The whole page rather than what the screen shows."""
    language: str = "fr"


def at(name: str, *args: Any) -> str:
    """The address of a page."""
    from django.urls import reverse

    return reverse(name, args=args)


def find_lead(project: Any) -> str:
    """The address of who holds a project."""
    return str(project.members.get(leads=True).user.email)


def list_call_shots() -> list[Shot]:
    """The images, in the order of the guides. Who and where come from the demo."""
    from projects.models import Application

    def find_dossier(edition: str, state: str) -> Application:
        found = Application.objects.filter(call__edition__slug=edition, state=state).order_by("reference")
        dossier = found.select_related("project").first()
        if dossier is None:
            sys.exit(f"the demo has no {state} dossier in {edition}")
        return dossier

    def lead(application: Application) -> str:
        return find_lead(application.project)

    call, choice = "speciale-littoral-2026", "petites-structures-2026"
    draft, sent = find_dossier(call, "draft"), find_dossier(call, "submitted")
    organiser = ORGANISER

    return [
        Shot("ranking", organiser, at("projects:ranking", choice), (1180, 900), from_the_title),
        Shot("candidat-appel", "", at("programmes:call", call), PHONE),
        Shot(
            "candidat-formulaire",
            lead(draft),
            at("projects:application_form", draft.reference, 3),
            PHONE,
            type_an_answer,
        ),
        Shot(
            "candidat-hors-connexion",
            lead(draft),
            at("projects:application_form", draft.reference, 3),
            PHONE,
            go_offline,
        ),
        Shot(
            "candidat-envoi",
            lead(draft),
            at("projects:application_review_and_submit", draft.reference),
            PHONE,
        ),
        Shot("candidat-recu", lead(sent), at("projects:application_sent", sent.reference), PHONE),
        Shot("candidat-accueil", lead(sent), at("coaching:my_home"), whole=True),
        Shot("appel-reglages", organiser, at("programmes:manage_call", call)),
        Shot("appel-formulaire", organiser, at("programmes:manage_form", call), SCREEN, begin_the_form),
        Shot("appel-question", organiser, at("programmes:manage_form", call), SCREEN, open_a_question),
        Shot("appel-dossiers", organiser, at("projects:manage_applications", choice), SCREEN, tick_two),
        Shot("appel-dossier", organiser, at("projects:manage_application", call, sent.reference)),
        Shot("appel-exports", organiser, at("projects:manage_exports", choice), SCREEN, from_the_title),
    ]


def from_the_title(page: Page) -> None:
    """Without what every page of an organiser begins with."""
    page.locator("h1").evaluate(
        "title => window.scrollTo(0, title.getBoundingClientRect().top + scrollY - 32)"
    )


def tick_two(page: Page) -> None:
    """Two dossiers ticked, with what can be done to them."""
    boxes = page.locator("[data-tick]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.locator(".toolbar").evaluate(
        "bar => window.scrollTo(0, bar.getBoundingClientRect().top + scrollY - 32)"
    )


def begin_the_form(page: Page) -> None:
    """A draft of the form, begun from the one that is published."""
    begin = page.get_by_role("button", name="Commencer")
    if begin.count():
        begin.click()
        page.wait_for_load_state("networkidle")
    from_the_title(page)


def open_a_question(page: Page) -> None:
    begin_the_form(page)
    page.get_by_role("link", name="Le problème de travail").first.click()
    page.wait_for_load_state("networkidle")
    from_the_title(page)


def type_an_answer(page: Page) -> None:
    """A long answer that saves itself."""
    field = page.locator("textarea").first
    field.fill("Sept personnes sur les parcs, de vingt à soixante et un ans, dont trois pour la saison.")
    field.blur()
    expect(page.locator("[data-state]", has_text="enregistré à").first).to_be_visible()
    field.scroll_into_view_if_needed()


def go_offline(page: Page) -> None:
    """The network goes while somebody writes."""
    field = page.locator("textarea").first
    page.context.set_offline(True)
    field.fill("Sept personnes sur les parcs, et un réseau qui va avec la marée.")
    field.blur()
    field.scroll_into_view_if_needed()
    page.wait_for_timeout(1500)
