"""What `make screenshots` photographs of the year after: an indicator where it is set, then where it is read."""

from playwright.sync_api import Page
from shots import ORGANISER, SCREEN, Shot, at, begin_the_form, from_the_title
from shots_of_two_days import WIDE, find_place

ASKED = "Vous sentez-vous en mesure"
"""The question of the call whose indicator is shown."""


def list_year_shots() -> list[Shot]:
    """An edition whose projects answered for six months."""
    place = find_place()
    edition = place.edition
    return [
        Shot(
            "annee-indicateur",
            ORGANISER,
            at("programmes:manage_form", "speciale-littoral-2026"),
            SCREEN,
            to_the_indicator,
        ),
        Shot(
            "annee-projet",
            ORGANISER,
            at("coaching:project_indicators", place.project.slug),
            WIDE,
            from_the_title,
        ),
        Shot(
            "annee-portefeuille",
            ORGANISER,
            at("coaching:manage_portfolio", edition.slug),
            SCREEN,
            from_the_title,
        ),
        Shot(
            "annee-programme",
            ORGANISER,
            at("coaching:programme_portfolio", edition.programme.slug),
            WIDE,
            to_what_projects_say,
        ),
    ]


def to_the_indicator(page: Page) -> None:
    """Open the question in a draft of the form, down to its indicator."""
    begin_the_form(page)
    page.get_by_role("link", name=ASKED).first.click()
    page.wait_for_load_state("networkidle")
    page.get_by_label("Indicateur").evaluate(
        "field => window.scrollTo(0, field.getBoundingClientRect().top + scrollY - 560)"
    )


def to_what_projects_say(page: Page) -> None:
    page.locator("table").evaluate(
        "rows => window.scrollTo(0, rows.getBoundingClientRect().top + scrollY - 32)"
    )
