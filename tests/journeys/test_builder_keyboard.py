"""A whole form built with the keyboard alone, from an empty call to its publication: no pointer is ever used."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.questionnaires.models import Question
from tests.factories import edition_with

pytestmark = pytest.mark.django_db(transaction=True)
FARTHEST = 60
"""Presses of a key: beyond, nobody would find it."""


def reach(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab (or another key) until it has the focus."""
    for _press in range(FARTHEST):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not within {FARTHEST} presses of {key}")


def press(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Reach a link or a button and use it: another page comes."""
    reach(page, wanted, key)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of a list by typing how it begins."""
    field = page.get_by_label(re.compile(rf"^\s*{label}\b"))
    reach(page, field)
    page.keyboard.type(option)
    assert option in field.locator("option:checked").inner_text()


def write(page: Page, label: str, text: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def tick(page: Page, label: str) -> None:
    reach(page, page.get_by_label(label))
    page.keyboard.press("Space")


def keep_and_go_on(page: Page) -> None:
    """Save the question; the next one waits, its text under the cursor."""
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    text = page.locator("#id_label_fr")
    expect(text).to_have_value("")
    expect(text).to_be_focused()


@pytest.mark.main_journey
def test_a_form_of_six_questions_is_built_ordered_and_published_without_a_pointer(
    page_for: Callable[..., Page],
) -> None:
    world: Any = edition_with()
    page = page_for(world.organiser)
    page.goto(reverse("programmes:manage_form", args=[world.edition.slug]))

    # a blank page to start from
    reach(page, page.get_by_label("le formulaire publié"))
    page.keyboard.press("ArrowUp")
    assert page.get_by_label("une page blanche").is_checked()
    press(page, page.get_by_role("button", name="Commencer"))

    with page.expect_navigation():
        page.keyboard.press("a")
    page.keyboard.type("Le projet")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    # six questions of six kinds, one after the other
    with page.expect_navigation():
        page.keyboard.press("a")
    page.keyboard.type("Titre du projet")
    write(page, "Longueur maximale", "120")
    keep_and_go_on(page)

    page.keyboard.type("Le problème de travail")
    choose(page, "Type", "texte long")
    write(page, "Longueur minimale", "50")
    write(page, "Longueur maximale", "1500")
    keep_and_go_on(page)

    page.keyboard.type("Votre profil")
    choose(page, "Type", "un choix")
    write(page, "Choix proposés", "Une solution | A solution\nUn conseil | A consultant")
    tick(page, "Permettre « autre »")
    keep_and_go_on(page)

    page.keyboard.type("Nom de la solution")
    choose(page, "Type", "texte court")
    choose(page, "Poser cette question", "Votre profil")
    tick(page, "Une solution")
    keep_and_go_on(page)

    page.keyboard.type("Présence aux deux journées")
    choose(page, "Type", "oui ou non")
    keep_and_go_on(page)

    page.keyboard.type("Besoins d’accessibilité")
    choose(page, "Type", "texte long")
    reach(page, page.get_by_label("comité et organisation"))
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("logistique seulement").is_checked()
    press(page, page.get_by_role("button", name="Enregistrer", exact=True))

    # the fifth goes up one place, the focus with it
    fifth = Question.objects.get(label_fr="Présence aux deux journées")
    reach(page, page.locator(f"#question-{fifth.pk} .row-title a"), "k")
    with page.expect_navigation():
        page.keyboard.press("Alt+ArrowUp")
    expect(
        page.locator(f"#question-{fifth.pk}, #question-{fifth.pk} :focus").and_(page.locator(":focus"))
    ).to_be_visible()

    press(page, page.get_by_role("link", name="Voir ce qui change et publier"), "Shift+Tab")
    press(page, page.get_by_role("button", name="Publier le formulaire"))

    world.edition.call.refresh_from_db()
    form = world.edition.call.form
    asked = list(form.questions.order_by("section__position", "position"))
    assert form.published_at
    assert [value.label_fr for value in asked] == [
        "Titre du projet",
        "Le problème de travail",
        "Votre profil",
        "Présence aux deux journées",
        "Nom de la solution",
        "Besoins d’accessibilité",
    ]
    title, problem, profile, days, solution, needs = asked
    assert title.max_length == 120
    assert (problem.kind, problem.min_length, problem.max_length) == (QuestionKind.LONG_TEXT, 50, 1500)
    assert [choice["label_fr"] for choice in profile.options["choices"]] == ["Une solution", "Un conseil"]
    assert profile.options["other"]
    assert days.kind == QuestionKind.YES_NO
    assert solution.show_if == {"key": profile.key, "any_of": [profile.options["choices"][0]["value"]]}
    assert needs.audience == AnswerAudience.LOGISTICS
