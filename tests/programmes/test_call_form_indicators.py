"""What the questions of a form measure: an indicator is carried once, by a question that everybody is asked."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from accelerator.questionnaires.indicators import find_code, name_indicator
from accelerator.questionnaires.models import Revision
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from tests.factories import edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build() -> tuple[Any, Revision]:
    """A world whose call has a draft of the default form."""
    world = edition_with()
    draft = start_form(
        call=world.edition.call, start=FormStart.DEFAULT, actor=world.organiser, at=timezone.now()
    )
    return world, draft


def test_two_questions_of_a_form_carry_no_same_indicator(as_user: AsUser) -> None:
    world, draft = build()
    browser, page = as_user(world.organiser), draft.sections.first().pk
    scale = {"kind": "scale", "label_fr": "Où en êtes-vous ?", "audience": "jury", "go": "save"}
    address = reverse("programmes:new_form_question", args=[world.edition.slug, page])

    refused = browser.post(address, scale | {"indicator": "Confiance"})
    assert refused.status_code == 422
    assert "porte déjà cet indicateur" in refused.text.replace("\xa0", " ")

    browser.post(address, scale | {"indicator": "Qualité du travail"})
    assert draft.questions.get(label_fr="Où en êtes-vous ?").indicator == "qualite-du-travail"


def test_what_measures_is_asked_of_everybody_and_a_text_measures_nothing(as_user: AsUser) -> None:
    world, draft = build()
    browser, page = as_user(world.organiser), draft.sections.last().pk
    address = reverse("programmes:new_form_question", args=[world.edition.slug, page])
    asked = {"label_fr": "Combien ?", "audience": "jury", "go": "save", "indicator": "nouveau"}

    shown = {"show_key": "stage", "show_any": ["stage=idea"]}
    refused = browser.post(address, asked | {"kind": "scale"} | shown)
    assert "se demande à tous" in refused.text.replace("\xa0", " ")

    browser.post(address, asked | {"kind": "short_text"})
    assert draft.questions.get(label_fr="Combien ?").indicator == ""


def test_a_copy_measures_nothing_until_its_indicator_is_chosen(as_user: AsUser) -> None:
    world, draft = build()
    stage = draft.questions.get(key="stage")
    address = reverse("programmes:arrange_form", args=[world.edition.slug])
    as_user(world.organiser).post(address, {"do": f"copy:question:{stage.pk}"})
    assert list(draft.questions.filter(indicator="avancement")) == [stage]


@pytest.mark.parametrize(("language", "name"), [("fr", "Avancement"), ("en", "Progress")])
def test_an_indicator_is_read_and_typed_by_its_name(as_user: AsUser, language: str, name: str) -> None:
    world, draft = build()
    browser, question = as_user(world.organiser), draft.questions.get(indicator="avancement")
    address = reverse("programmes:form_question", args=[world.edition.slug, question.pk])

    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = browser.get(address)
    shown = page.context["form"]["indicator"].value()
    with translation.override(language):
        code = find_code(shown)

    assert f'<option value="{name}">' in page.text
    assert "avancement" not in page.text
    assert (shown, code) == (name, "avancement")


def test_a_word_that_somebody_made_is_read_as_far_as_it_was_kept() -> None:
    assert name_indicator(find_code("Qualité du travail")) == "Qualite du travail"
    assert name_indicator("") == ""
