"""What `make screenshots` photographs of the partners: a meeting that runs, then what followed one, months later."""

from typing import Any

from playwright.sync_api import Page
from shots import ORGANISER, PHONE, SCREEN, Shot, at, find_lead, from_the_title

PARTNER, ANSWERED = "mariam.keita@dreets-normandie.example", "Passe-Mot"
"""Who looks as a partner, and the project whose letter still waits for one answer."""
NEED = "Un financement sur deux ans"
"""A need that schemes of the edition answer."""
SPREADSHEET = """Code;Nom;Organisme;Ce qu’il apporte;Besoins;Effectif maximal;Départements
cheque-conseil;Chèque conseil numérique;Région Normandie;Trois jours de conseil.;Une expertise;49;14, 50
plan-formation;Plan de formation;OPCO de branche;Le coût pédagogique.;Une formation;cinquante;Normandie
pret-croissance;Prêt croissance;Région Normandie;Un prêt sans garantie.;Un financement;;Mordor
"""
"""A spreadsheet of schemes, two lines of which do not stand."""


def list_meeting_shots() -> list[Shot]:
    """The afternoon on which the partners meet."""
    from programmes.models import Edition

    edition = Edition.objects.get()
    return [
        Shot(
            "partenaires-tableau", PARTNER, at("coaching:support_board", edition.slug), SCREEN, from_the_title
        ),
        Shot(
            "partenaires-telephone", PARTNER, at("coaching:support_board", edition.slug), PHONE, to_the_needs
        ),
        Shot(
            "partenaires-besoin",
            PARTNER,
            at("coaching:support_need", edition.slug, find_need(edition)),
            SCREEN,
            from_the_title,
        ),
        Shot("partenaires-ecran", ORGANISER, at("coaching:support_screen", edition.slug), SCREEN),
    ]


def list_follow_up_shots() -> list[Shot]:
    """Months later: minutes, letters, what each committed itself to."""
    place = find_place()
    edition, slug, holder = place.edition.slug, place.project.slug, find_lead(place.project)
    return [
        Shot(
            "partenaires-compte-rendu",
            PARTNER,
            at("coaching:support_minutes", edition),
            SCREEN,
            from_the_title,
        ),
        Shot(
            "partenaires-engagements",
            PARTNER,
            at("coaching:support_commitments", edition),
            PHONE,
            from_the_title,
        ),
        Shot(
            "suites-dispositifs", ORGANISER, at("programmes:manage_schemes", edition), SCREEN, from_the_title
        ),
        Shot("suites-import", ORGANISER, at("programmes:scheme_imports", edition), SCREEN, check_spreadsheet),
        Shot(
            "suites-engagements",
            ORGANISER,
            at("coaching:manage_commitments", edition),
            SCREEN,
            from_the_title,
        ),
        Shot("porteur-lettre", holder, at("coaching:letter", slug), PHONE, to_the_answer),
        Shot("porteur-suivi", holder, at("coaching:follow_up", slug), PHONE, from_the_title),
    ]


def find_place() -> Any:
    from projects.models import Participation

    found = Participation.objects.confirmed().select_related("project", "edition")
    return found.get(project__title__startswith=ANSWERED)


def find_need(edition: Any) -> Any:
    from coaching.models import Need

    return Need.objects.passed_on(edition.pk).get(sentence__startswith=NEED).uid


def check_spreadsheet(page: Page) -> None:
    """Send one to be checked, and read what is wrong in it."""
    sent: Any = {
        "name": "dispositifs-2026.csv",
        "mimeType": "text/csv",
        "buffer": SPREADSHEET.encode("utf-8-sig"),
    }
    page.set_input_files("input[type=file]", files=[sent])
    page.get_by_role("button", name="Vérifier le tableau").click()
    page.wait_for_load_state("networkidle")
    from_the_title(page)


def to_the_needs(page: Page) -> None:
    page.locator(".board-project").first.evaluate(
        "row => window.scrollTo(0, row.getBoundingClientRect().top + scrollY - 16)"
    )


def to_the_answer(page: Page) -> None:
    page.locator(".letter-line").last.evaluate(
        "line => window.scrollTo(0, line.getBoundingClientRect().top + scrollY - 240)"
    )
