"""Nothing leaves the draft of a form by a slip: what goes is named, asked about, or put back in one click."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.models import Revision
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from tests.factories import World, edition_with

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

    asked = browser.get(url(world, "manage_form")).text
    assert f"part avec ses {count} questions, qui seront perdues" in asked
    assert f'<a class="btn btn-quiet" href="#remove-page-{section.pk}"' in asked

    page = remove(browser, world, f"page:{section.pk}")
    assert f"est retirée, avec ses {count} questions." in page


def test_giving_the_draft_up_asks_first(as_user, world, draft) -> None:
    page = as_user(world.organiser).get(url(world, "manage_form")).text

    assert 'href="#drop-form"' in page
    assert f"Le brouillon a {draft.questions.count()} questions" in page
    assert "Le formulaire publié ne change pas." in page


def test_the_first_goes_no_higher_and_the_last_no_lower(as_user, world, draft) -> None:
    page = as_user(world.organiser).get(url(world, "manage_form")).text
    asked = list(draft.questions.order_by("section__position", "position"))

    assert f'id="up-question-{asked[0].pk}"' not in page
    assert f'id="down-question-{asked[0].pk}"' in page
    assert f'id="down-question-{asked[-1].pk}"' not in page
    assert f'id="up-page-{draft.sections.last().pk}"' in page
    assert f'id="down-page-{draft.sections.last().pk}"' not in page
