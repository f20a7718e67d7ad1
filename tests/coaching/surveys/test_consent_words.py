"""The words of a consent are those that people read who gave it: they change until somebody answered."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.form_builder.actions import open_draft
from accelerator.transitions import TransitionRefused
from coaching.models import PersonalResponse, Survey
from coaching.surveys.actions import people, survey as surveys
from coaching.surveys.actions.questions import SurveyQuestions, publish_questions
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import PERSONAL_LINK
from tests import factories
from tests.support.synthesis import posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 4, "quote": "named"}
OTHER = "Peut-on vous citer partout ?"


def open_free(**fields: Any) -> tuple[factories.World, Survey]:
    """A free survey that partners are asked."""
    world = factories.edition_with(partners=2)
    survey = surveys.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **fields,
    )  # fmt: skip
    surveys.send_links(survey=survey, actor=None, at=NOW())
    survey.refresh_from_db()
    return world, survey


def page(survey: Survey, name: str, *args: Any) -> str:
    return reverse(f"coaching:{name}", args=[survey.edition.slug, survey.slug, *args])


def my_page(response: PersonalResponse) -> str:
    return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])


def draft_question(survey: Survey, key: str) -> Any:
    survey.refresh_from_db()
    assert survey.draft_form is not None
    return survey.draft_form.questions.get(key=key)


def draft(survey: Survey, world: factories.World) -> Any:
    open_draft(built=SurveyQuestions(survey), actor=world.organiser, at=NOW())
    return draft_question(survey, "quote")


def reword(client: Any, survey: Survey, quote: Any, **words: str) -> Any:
    words_now = {name: getattr(quote, name) for name in ("label_fr", "label_en", "help_fr", "help_en")}
    return client.post(page(survey, "survey_question", quote.pk), {**words_now, **words})


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_the_words_of_a_consent_change_until_somebody_answered_it(
    as_user: AsUser, is_anonymous: bool
) -> None:
    world, survey = open_free(anonymous=is_anonymous)
    organiser, quote = as_user(world.organiser), draft(survey, world)
    assert reword(organiser, survey, quote, help_fr="Sans nom, si vous voulez.").status_code == 302
    publish_questions(survey=survey, actor=world.organiser, at=NOW())

    if is_anonymous:
        people.take_anonymous_response(survey=survey, values=ANSWERS, at=NOW())
    else:
        begun = PersonalResponse.objects.filter(survey=survey)[0]
        Client().post(f"{my_page(begun)}answers/quote/", {"value": "named", "base_version": "0"})
    quote = draft(survey, world)
    assert "ses mots restent ceux" in organiser.get(page(survey, "survey_question", quote.pk)).text
    refused = reword(organiser, survey, quote, label_fr=OTHER)

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == ["label_fr"]
    assert OTHER in refused.text
    assert draft_question(survey, "quote").label_fr == quote.label_fr
    assert reword(organiser, survey, quote).status_code == 302  # nothing changes


def test_words_drafted_before_the_first_answer_are_not_published_after_it(as_user: AsUser) -> None:
    world, survey = open_free()
    organiser, quote = as_user(world.organiser), draft(survey, world)
    was = quote.label_fr
    assert reword(organiser, survey, quote, label_fr=OTHER).status_code == 302
    response = PersonalResponse.objects.filter(survey=survey)[0]
    Client().post(my_page(response), posted(**ANSWERS))

    survey.refresh_from_db()
    with pytest.raises(TransitionRefused, match="garde les mots"):
        publish_questions(survey=survey, actor=world.organiser, at=NOW())

    survey.refresh_from_db()
    assert survey.form.questions.get(key="quote").label_fr == was
    assert "garde les mots" in organiser.post(page(survey, "publish_survey_form"), follow=True).text
    assert reword(organiser, survey, draft_question(survey, "quote"), label_fr=was).status_code == 302
    publish_questions(survey=survey, actor=world.organiser, at=NOW())
