"""The draft of a form: what leaves it is named, an indicator is carried once, questions are placed."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accelerator.questionnaires.indicators import find_code
from accelerator.questionnaires.models import Revision
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from tests.factories import World, edition_with
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return edition_with()


@pytest.fixture
def draft(world: World) -> Revision:
    return start_form(
        call=world.edition.call, start=FormStart.DEFAULT, actor=world.organiser, at=timezone.now()
    )


def url(world: World, name: str, *args: Any) -> str:
    return reverse(f"programmes:{name}", args=[world.edition.slug, *args])


def remove(browser: Client, world: World, what: str) -> str:
    """The page that follows, where the message is."""
    return browser.post(url(world, "arrange_form"), {"do": f"remove:{what}"}, follow=True).text


def keys(draft: Revision) -> list[str]:
    return list(draft.questions.order_by("section__position", "position").values_list("key", flat=True))


def test_a_question_taken_out_is_named_and_comes_back_to_its_place_in_one_click(
    as_user, world, draft
) -> None:
    browser, before = as_user(world.organiser), keys(draft)
    town = draft.questions.get(key="town")

    page = remove(browser, world, f"question:{town.pk}")
    assert f"La question «\u00a0{town.label_fr}\u00a0» est retirée." in page
    assert url(world, "restore_form_question", "town") in page
    assert "town" not in keys(draft)

    browser.post(url(world, "restore_form_question", "town"))
    back = draft.questions.get(key="town")
    assert keys(draft) == before
    assert (back.label_en, back.options, back.audience) == (town.label_en, town.options, town.audience)


def test_a_question_never_published_comes_back_too(as_user, world, draft) -> None:
    browser, section = as_user(world.organiser), draft.sections.first()
    new = {"kind": "scale", "label_fr": "Votre élan", "audience": "jury", "scale_min": 0, "scale_max": 3}
    browser.post(url(world, "new_form_question", section.pk), new)
    ours = draft.questions.get(label_fr="Votre élan")

    remove(browser, world, f"question:{ours.pk}")
    browser.post(url(world, "restore_form_question", ours.key))

    assert draft.questions.get(label_fr="Votre élan").options == {"min": 0, "max": 3}


def test_a_question_whose_page_went_too_is_reported_as_gone(as_user, world, draft) -> None:
    browser = as_user(world.organiser)
    ours = draft.questions.get(key="town")
    remove(browser, world, f"question:{ours.pk}")
    remove(browser, world, f"page:{ours.section_id}")

    page = browser.post(url(world, "restore_form_question", "town"), follow=True).text

    assert "Quelqu’un a changé le formulaire" in page
    assert "town" not in keys(draft)


def test_a_page_with_questions_asks_first_and_says_what_went(as_user, world, draft) -> None:
    browser, section = as_user(world.organiser), draft.sections.first()
    count = section.questions.count()

    requested = browser.get(url(world, "manage_form")).text
    assert f"part avec ses {count} questions, qui seront perdues" in requested
    assert f'<a class="btn btn-quiet" href="#remove-page-{section.pk}"' in requested

    page = remove(browser, world, f"page:{section.pk}")
    assert f"est retirée, avec ses {count} questions." in page


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


def test_an_indicator_has_no_condition_and_a_text_is_no_indicator(as_user: AsUser) -> None:
    world, draft = build()
    browser, page = as_user(world.organiser), draft.sections.last().pk
    address = reverse("programmes:new_form_question", args=[world.edition.slug, page])
    requested = {"label_fr": "Combien ?", "audience": "jury", "go": "save", "indicator": "nouveau"}

    visible = {"show_key": "stage", "show_any": ["stage=idea"]}
    refused = browser.post(address, requested | {"kind": "scale"} | visible)
    assert "se demande à tous" in refused.text.replace("\xa0", " ")

    browser.post(address, requested | {"kind": "short_text"})
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
    visible = page.context["form"]["indicator"].value()
    with translation.override(language):
        code = find_code(visible)

    assert f'<option value="{name}">' in page.text
    assert "avancement" not in page.text
    assert (visible, code) == (name, "avancement")


QUESTION = {"kind": "long_text", "label_fr": "Le problème de travail", "audience": "jury"}


def test_a_question_with_a_condition_is_placed_after_the_one_that_shows_it(as_user) -> None:
    world = edition_with()
    draft = start_form(
        call=world.edition.call, start=FormStart.DEFAULT, actor=world.organiser, at=timezone.now()
    )
    browser, source = as_user(world.organiser), draft.questions.get(key="profile")

    def url(name: str, pk: int) -> str:
        return reverse(f"programmes:{name}", args=[world.edition.slug, pk])

    def list_keys() -> list[str]:
        return list(draft.questions.order_by("section__position", "position").values_list("key", flat=True))

    visible = {**QUESTION, "show_key": "profile", "show_any": ["profile=internal_project"]}

    browser.post(url("new_form_question", source.section_id), {**visible, "after": source.pk})

    place = list_keys().index("profile")
    assert list_keys()[place : place + 2] == ["profile", "le_probleme_de_travail"]
    made = draft.questions.get(key="le_probleme_de_travail")
    assert made.show_if["key"] == "profile"
    browser.post(url("form_question", made.pk), {**QUESTION, "after": "0"})
    assert list_keys()[0] == "le_probleme_de_travail"
    browser.post(url("form_question", made.pk), QUESTION)
    assert list_keys()[0] == "le_probleme_de_travail"
