"""What one project answered over the year, read by those who may."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accelerator.questionnaires.enums import AnswerAudience
from coaching.models import Survey
from coaching.pairing.enums import PairingState
from coaching.surveys.enums import SurveyKind
from programmes.enums import RoleName
from tests import factories
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db

STAGE = {
    "key": "stage",
    "kind": "single",
    "label_fr": "Où en est le projet ?",
    "indicator": "avancement",
    "options": {
        "choices": [
            {"value": "idea", "label_fr": "Une idée"},
            {"value": "trial", "label_fr": "À l’essai"},
            {"value": "in_use", "label_fr": "En usage"},
        ]
    },
}
CONFIDENCE = {
    "key": "confidence",
    "kind": "scale",
    "label_fr": "Vous sentez-vous en mesure ?",
    "indicator": "confiance",
    "audience": AnswerAudience.ORGANISERS,
    "options": {"min": 1, "max": 5},
}


@pytest.fixture
def world() -> factories.World:
    world = factories.edition_with(participations=1)
    application = world.participations[0].project.application
    application.sheet = factories.sheet(
        factories.published_form(STAGE, CONFIDENCE), stage="idea", confidence=2
    )
    application.save(update_fields=["sheet"])
    return world


def ask(
    world: factories.World,
    wave: int,
    *questions: dict[str, Any],
    kind: SurveyKind = SurveyKind.FOLLOW_UP,
    **given: Any,
) -> Survey:
    survey = synthesis_survey(world.edition, kind=kind, wave=wave)
    survey.form = factories.published_form(*questions, {"key": "share_with_partners", "kind": "yes_no"})
    survey.save()
    invitation(survey, world.participations[0], share_with_partners=True, **given)
    return survey


def read(browser: Any, world: factories.World) -> str:
    address = reverse("coaching:project_indicators", args=[world.participations[0].project.slug])
    return browser.get(address).text.replace("\xa0", " ").replace("\u202f", " ")


def test_what_a_debrief_asks_without_a_name_is_not_listed_for_a_project(
    world: factories.World, as_user: AsUser
) -> None:
    usefulness = {"key": "overall", "kind": "scale", "label_fr": "Utiles ?", "indicator": "utilite"}
    ask(world, 0, usefulness | {"options": {"min": 1, "max": 5}}, kind=SurveyKind.DEBRIEF, overall=1)

    assert "Utiles" not in read(as_user(world.organiser), world)


def test_the_dossier_then_six_months_later(world: factories.World, as_user: AsUser) -> None:
    ask(world, 6, STAGE, CONFIDENCE, stage="trial", confidence=4)
    holder = world.participations[0].project.members.get(leads=True).user
    page = read(as_user(holder), world)
    assert "Une idée (Candidature), puis À l’essai (Suivi à 6 mois)." in page
    assert "2 sur 5 (Candidature), puis 4 sur 5 (Suivi à 6 mois)." in page


def test_one_answer_waits_for_another(world: factories.World, as_user: AsUser) -> None:
    page = read(as_user(world.organiser), world)
    assert "Une seule réponse pour l’instant : Une idée (Candidature)." in page


def test_another_scale_measures_something_else(world: factories.World, as_user: AsUser) -> None:
    ask(world, 6, CONFIDENCE | {"options": {"min": 0, "max": 10}}, confidence=9)
    page = read(as_user(world.organiser), world)
    assert "Une seule réponse pour l’instant : 9 sur 10 (Suivi à 6 mois)." in page
    assert "2 sur 5" not in page


def test_who_follows_the_project_reads_of_the_dossier_what_coaches_read(
    world: factories.World, as_user: AsUser
) -> None:
    ask(world, 6, STAGE, CONFIDENCE, stage="trial", confidence=4)
    mentor = factories.role(world.edition, RoleName.MENTOR)
    world.participations[0].pairings.create(
        mentor=mentor, proposed_by=mentor, proposed_at=factories.NOW, state=PairingState.ACCEPTED
    )
    page = read(as_user(mentor), world)
    assert "Une idée" in page
    assert "À l’essai" not in page
    assert "Vous sentez-vous en mesure" not in page
    assert "se lisent par le projet et par l’organisation" in page
