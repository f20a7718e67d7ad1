"""Organisers say where a question stands on its page as they write it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from tests.factories import edition_with

pytestmark = pytest.mark.django_db
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

    shown = {**QUESTION, "show_key": "profile", "show_any": ["profile=internal_project"]}

    browser.post(url("new_form_question", source.section_id), {**shown, "after": source.pk})

    place = list_keys().index("profile")
    assert list_keys()[place : place + 2] == ["profile", "le_probleme_de_travail"]
    made = draft.questions.get(key="le_probleme_de_travail")
    assert made.show_if["key"] == "profile"
    browser.post(url("form_question", made.pk), {**QUESTION, "after": "0"})
    assert list_keys()[0] == "le_probleme_de_travail"
    browser.post(url("form_question", made.pk), QUESTION)
    assert list_keys()[0] == "le_probleme_de_travail"
