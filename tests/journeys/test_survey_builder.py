"""A survey in a real browser: built from nothing, opened, answered on a phone while it changes, then read."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from accelerator.form_builder.actions import open_draft
from coaching.models import PersonalResponse
from coaching.surveys.actions import survey as actions
from coaching.surveys.actions.questions import SurveyQuestions
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import PERSONAL_LINK
from tests.factories import edition_with

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.main_journey
def test_a_survey_is_built_answered_on_a_phone_changed_meanwhile_and_read(page_for, axe) -> None:
    world: Any = edition_with(partners=1)
    at = timezone.now()
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=9), actor=world.organiser, at=at,
    )  # fmt: skip
    open_draft(built=SurveyQuestions(survey), spec=(), actor=world.organiser, at=at)
    office = page_for(world.organiser)
    office.goto(reverse("coaching:survey_questions", args=[world.edition.slug, "free-1"]))

    # from nothing, by the keyboard
    office.keyboard.press("a")
    office.wait_for_url("**/pages/new/")
    office.keyboard.type("La salle")
    office.keyboard.press("Enter")
    office.wait_for_url("**#page-*")
    office.keyboard.press("a")
    for title in ("Ce qui gêne", "Ce qui aide"):
        expect(office.locator("[name=label_fr]:focus")).to_have_value("")
        office.keyboard.type(title)
        with office.expect_navigation():
            office.keyboard.press("Control+Enter")
    office.goto(reverse("coaching:survey_questions", args=[world.edition.slug, "free-1"]))
    axe(office)
    office.get_by_role("link", name="Voir ce qui change et publier").click()
    axe(office)
    office.get_by_role("button", name="Publier ces questions").click()
    survey.refresh_from_db()
    actions.send_links(survey=survey, actor=world.organiser, at=timezone.now())

    # on a phone, somebody writes; the questions change under their fingers
    link = reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(PersonalResponse.objects.get())])
    phone = page_for(None, width=360)
    phone.goto(link)
    with phone.expect_response("**/answers/**"):
        phone.get_by_label("Ce qui gêne").fill("Le bruit des machines.")
        phone.get_by_label("Ce qui gêne").blur()
    office.get_by_role("button", name="Commencer").click()
    office.get_by_role("button", name="Retirer : Ce qui aide").click()
    office.get_by_role("link", name="Voir ce qui change et publier").click()
    expect(office.get_by_text("1 réponse commencée suivra les nouvelles questions")).to_be_visible()
    office.get_by_role("button", name="Publier ces questions").click()
    expect(office.get_by_text("Ces questions sont celles de l’enquête.").first).to_be_visible()
    phone.get_by_label("Ce qui aide").fill("La lumière.")
    phone.get_by_role("button", name="Envoyer mes réponses").click()
    expect(phone.get_by_role("heading", level=1)).not_to_have_text("Le lieu")

    office.goto(reverse("coaching:survey_results", args=[world.edition.slug, "free-1"]))
    expect(office.get_by_text("Le bruit des machines.")).to_be_visible()
    axe(office)
