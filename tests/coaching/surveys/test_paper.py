"""Answers that came on paper: typed by an organiser, marked, and never in the place of what was sent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import AnswerSheet
from coaching.models import PersonalResponse, Survey, SurveyInvitation
from coaching.surveys.actions import survey as actions
from coaching.surveys.enums import SurveyKind
from tests import factories
from tests.support.synthesis import answers_of, posted
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
NOW = timezone.now
ANSWERS: dict[str, Any] = {"overall": 2, "to_change": "Le froid de la salle.", "quote": "anonymous"}


def build_survey(**fields: Any) -> tuple[factories.World, Survey]:
    world = factories.edition_with(participations=1, partners=1)
    survey = actions.open_survey(
        edition=world.edition, kind=SurveyKind.FREE, title_fr="Le lieu",
        opens_at=NOW() - timedelta(hours=1), closes_at=NOW() + timedelta(days=9), actor=None, at=NOW(),
        **{"audiences": ["holders", "partners"], **fields},
    )  # fmt: skip
    actions.send_links(survey=survey, actor=None, at=NOW())
    return world, survey


@pytest.mark.parametrize("name", ["project", "personal"])
def test_a_paper_is_typed_in_the_place_of_what_was_only_begun(as_user: AsUser, name: str) -> None:
    world, survey = build_survey()
    model = SurveyInvitation if name == "project" else PersonalResponse
    row = model.objects.get()
    begun = factories.sheet(survey.form, to_change="Mes mots à moi, pas encore envoyés.")
    model.objects.update(sheet=begun, state="started")
    client = as_user(world.organiser)
    address = reverse(f"coaching:survey_{name}_paper", args=[world.edition.slug, row.pk])
    board = reverse("coaching:manage_surveys", args=[world.edition.slug]) + "?kind=free-1"

    assert "Mes mots à moi" not in client.get(address).text
    assert client.post(address, posted(overall=2)).status_code == 422
    assert client.post(address, posted(**ANSWERS)).url == board

    row.refresh_from_db()
    assert row.is_sent
    assert row.paper_by == world.organiser
    assert answers_of(row) == ANSWERS
    assert not AnswerSheet.objects.filter(pk=begun.pk).exists()
    assert "saisi d’après papier par" in client.get(board).text
    assert "d’après votre papier" in OutgoingMail.objects.get(template="coaching/surveys/wave_thanks").text

    assert client.get(address).status_code == 404
    assert client.post(address, posted(**{**ANSWERS, "overall": 5})).status_code == 422
    assert answers_of(row) == ANSWERS


def test_a_paper_without_a_name_counts_for_one(as_user: AsUser) -> None:
    world, survey = build_survey(anonymous=True, audiences=["partners"])
    address = reverse("coaching:survey_anonymous_paper", args=[world.edition.slug, "free-1"])

    assert as_user(world.organiser).post(address, posted(**{**ANSWERS, "quote": "no"})).status_code == 302

    survey.refresh_from_db()
    assert (survey.paper_count, survey.anonymous_responses.count()) == (1, 1)
    by_name, _survey = build_survey()
    other = reverse("coaching:survey_anonymous_paper", args=[by_name.edition.slug, "free-1"])
    assert as_user(by_name.organiser).get(other).status_code == 404
