"""Texts that surveys receive: very long ones, ones that read from right to left, ones that a spreadsheet would run."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.form_builder.actions import open_draft
from coaching.models import PersonalResponse, Survey
from coaching.surveys.actions import survey as actions
from coaching.surveys.actions.questions import SurveyQuestions, publish_questions
from coaching.surveys.enums import SurveyKind
from coaching.surveys.links import PERSONAL_LINK
from tests import factories
from tests.support.synthesis import posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
LONG = "Le bruit de la salle nous a gênés. " * 571
ARABIC = "كانت القاعة ضيقة جدا"
FORMULA = '=HYPERLINK("http://ailleurs.test";"Cliquez")'


def build_survey(partners: int = 1, **fields: Any) -> tuple[factories.World, Survey, PersonalResponse]:
    """A partner is asked what to change, in as many words as they like."""
    world = factories.edition_with(partners=partners)
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu", audiences=["partners"],
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(), **fields,
    )  # fmt: skip
    draft = open_draft(built=SurveyQuestions(survey), actor=world.organiser, at=NOW())
    question = draft.questions.get(key="to_change")
    question.max_length = 20_000
    question.save()
    publish_questions(survey=survey, actor=world.organiser, at=NOW())
    actions.send_links(survey=survey, actor=None, at=NOW())
    return world, survey, PersonalResponse.objects.order_by("pk")[0]


def address_of(response: PersonalResponse) -> str:
    return reverse("coaching:personal_survey", args=[PERSONAL_LINK.token_of(response)])


def results_of(survey: Survey, name: str) -> str:
    return reverse(f"coaching:{name}", args=[survey.edition.slug, survey.slug])


def read_sheet(content: bytes) -> list[list[Any]]:
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in workbook.worksheets[0].iter_rows()]


def test_a_long_a_right_to_left_and_a_formula_text_are_read_whole_on_the_page_and_in_the_file(
    as_user: AsUser, client: Client
) -> None:
    world, survey, _response = build_survey(partners=3)
    texts = [LONG[:20_000].strip(), ARABIC, FORMULA]
    for response, text in zip(PersonalResponse.objects.all(), texts, strict=True):
        sent = client.post(address_of(response), posted(overall=2, quote="no", to_change=text))
        assert sent.status_code == 302
    page = as_user(world.organiser).get(results_of(survey, "survey_results"))
    sheet = read_sheet(as_user(world.organiser).get(results_of(survey, "survey_results_file")).content)
    [figure] = [
        figure
        for group in page.context["groups"]
        for figure in group.figures
        if figure.label == "Ce qu’il faut changer"
    ]
    assert {verbatim.text for verbatim in figure.verbatims} == {*texts}
    cells = {str(cell).removeprefix("'") for row in sheet for cell in row}
    assert {*texts} <= cells
    before = page.text[: page.text.index(ARABIC)]
    assert 'dir="auto"' in before[before.rindex("<blockquote") :]


@pytest.mark.parametrize("name", ["sent", "over"])
def test_a_page_that_saves_itself_after_sending_or_after_the_end_is_reported(
    client: Client, name: str
) -> None:
    _world, _survey, response = build_survey()
    address = address_of(response)
    if name == "sent":
        client.post(address, posted(overall=2, quote="no", to_change="Le bruit."))
    else:
        Survey.objects.update(closes_at=NOW() - timedelta(minutes=1))

    refused = client.post(f"{address}answers/to_change/", {"value": "Le froid.", "base_version": "0"})

    assert refused.status_code == 423
    assert "Le froid." not in {str(answer.value) for answer in response.sheet.answers.all()}


def test_the_words_of_questions_pages_and_titles_read_as_they_are_written(as_user: AsUser) -> None:
    world, survey, _response = build_survey()
    built = SurveyQuestions(survey)
    section = open_draft(built=built, actor=world.organiser, at=NOW()).sections.order_by("position")[0]
    place, organiser = [world.edition.slug, survey.slug], as_user(world.organiser)
    page = reverse("coaching:survey_page", args=[*place, section.pk])
    new = reverse("coaching:new_survey_question", args=[*place, section.pk])
    settings = f"{reverse('coaching:manage_surveys', args=place[:1])}?kind={survey.slug}"
    about = {
        "kind": "single", "audience": "jury", "label_fr": "Le \u202elieu\u202c\x07",
        "help_fr": "D’abord\u202e.\r\n\r\nEnsuite.",
        "choices_text": "Assez \u202egrand\u202c | Large\x07\nTrop petit",
    }  # fmt: skip
    scale = {
        "kind": "scale",
        "audience": "jury",
        "label_fr": "La note",
        "label_max_fr": "Tr\u202eès bien\x08",
    }

    organiser.post(page, {"title_fr": "La \x08salle", "intro_fr": "Un \u2066mot.\x1f"})
    for typed in (about, scale):
        assert organiser.post(new, typed).status_code == 302
    refused = organiser.post(new, {**about, "label_fr": "\u202e\x07"})
    dates = {"opens_at": "2031-01-01T09:00", "closes_at": "2031-02-01T09:00", "audiences": "partners"}
    organiser.post(settings, {**dates, "title_fr": "\u202eLe lieu\x07"})

    section.refresh_from_db()
    survey.refresh_from_db()
    asked_now, rated = section.questions.order_by("-pk")[:2][::-1]
    assert (section.title_fr, section.intro_fr, survey.title_fr) == ("La salle", "Un mot.", "Le lieu")
    assert (asked_now.label_fr, asked_now.help_fr) == ("Le lieu", "D’abord.\n\nEnsuite.")
    assert [(one["label_fr"], one["label_en"]) for one in asked_now.options["choices"]] == [
        ("Assez grand", "Large"),
        ("Trop petit", ""),
    ]
    assert rated.options["label_max_fr"] == "Très bien"
    assert list(refused.context["form"].errors) == ["label_fr"]
