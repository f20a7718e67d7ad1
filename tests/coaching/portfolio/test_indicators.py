"""The same question at several moments: means with their numbers."""

from __future__ import annotations

import pytest
from django.urls import reverse

from coaching.models import Axis, AxisReading, Canvas, Survey
from coaching.portfolio.queries.results import read_results
from coaching.surveys.enums import SurveyKind
from projects.models import Recusal
from tests import factories
from tests.support.shared import share_world
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
AT = factories.NOW


def ask(world: factories.World, kind: SurveyKind, wave: int, values: list[int], highest: int = 5) -> Survey:
    survey = synthesis_survey(world.edition, kind=kind, wave=wave)
    survey.form = factories.published_form(
        {
            "key": "usefulness",
            "kind": "scale",
            "indicator": "utilite",
            "options": {"min": 1, "max": highest},
        },
        {"key": "share_with_partners", "kind": "yes_no"},
    )
    survey.save()
    for place, value in zip(world.participations, values, strict=False):
        invitation(survey, place, usefulness=value, share_with_partners=True)
    return survey


def read_cells(world: factories.World) -> list[list[tuple[str, int, str]]]:
    tables = read_results(world.organiser, world.edition).tables
    return [
        [(cell.text.replace("\xa0", " "), cell.number, cell.middle) for cell in row.cells]
        for table in tables
        for row in table.rows
    ]


built, world = share_world(factories.edition_with, participations=6)


def test_usefulness_from_survey_to_survey(world):
    ask(world, SurveyKind.SYNTHESIS, 0, [5, 5, 4, 4, 3, 3])
    ask(world, SurveyKind.FOLLOW_UP, 6, [2, 2, 3, 4, 5])
    ask(world, SurveyKind.FOLLOW_UP, 12, [1, 1, 1, 1])
    assert read_cells(world) == [[("4,0", 6, "4"), ("3,2", 5, "3"), ("1,0", 4, "1")]]


def test_another_scale_is_another_question(world):
    ask(world, SurveyKind.SYNTHESIS, 0, [9, 9, 9, 9, 9, 9], highest=10)
    ask(world, SurveyKind.FOLLOW_UP, 6, [2, 2, 3, 4, 5])
    assert read_cells(world) == []


def test_an_axis_drawn_again_is_compared_with_the_session(world, as_user: AsUser):
    axis = Axis.objects.create(
        edition=world.edition, family="dimension", code="utilite", label_fr="Utilité", position=1
    )
    saved = {"created_at": AT, "saved_at": AT}
    for moment, level in (("session", 1), ("m6", 3)):
        for place in world.participations:
            canvas = Canvas.objects.create(participation=place, kind="adn", moment=moment)
            AxisReading.objects.create(canvas=canvas, axis=axis, level=level, **saved)

    assert read_cells(world) == [[("1,0", 6, "1"), ("3,0", 6, "3")]]

    page = as_user(world.organiser).get(reverse("coaching:manage_results", args=[world.edition.slug]))
    assert "médiane 3, 6 projets" in page.text.replace("\xa0", " ")
    assert '<th scope="col">Axe</th>' in page.text


def test_a_dossier_one_stepped_aside_from_does_not_count(world):
    for wave in (6, 12):
        ask(world, SurveyKind.FOLLOW_UP, wave, [3, 3, 3, 3, 3])
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(
        application=world.participations[0].project.application, **who, reason="Ami", at=AT
    )
    assert read_cells(world) == [[("3,0", 4, "3"), ("3,0", 4, "3")]]


def test_the_dossier_is_the_first_moment_and_a_list_tells_its_median(world):
    choices = {"choices": [{"value": code, "label_fr": code.title()} for code in ("idea", "trial", "in_use")]}
    stage = {"key": "stage", "kind": "single", "indicator": "avancement", "options": choices}
    form = factories.published_form(stage)
    for place in world.participations:
        application = place.project.application
        application.sheet = factories.sheet(form, stage="idea")
        application.save(update_fields=["sheet"])
    survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=6)
    survey.form = factories.published_form(stage, {"key": "share_with_partners", "kind": "yes_no"})
    survey.save()
    for place, chosen in zip(
        world.participations, ("trial", "trial", "trial", "in_use", "idea"), strict=False
    ):
        invitation(survey, place, stage=chosen, share_with_partners=True)

    table = read_results(world.organiser, world.edition).tables[0]
    assert list(table.moments) == ["Candidature", "Suivi à 6 mois"]
    assert read_cells(world) == [[("Idea", 6, ""), ("Trial", 5, "")]]


def test_the_same_words_under_another_key_are_the_same_indicator(world):
    synthesis = synthesis_survey(world.edition)
    synthesis.form = factories.published_form(
        {"key": "overall", "kind": "scale", "indicator": "utilite", "options": {"min": 1, "max": 5}},
        {"key": "share_with_partners", "kind": "yes_no"},
    )
    synthesis.save()
    for place in world.participations:
        invitation(synthesis, place, overall=4, share_with_partners=True)
    ask(world, SurveyKind.FOLLOW_UP, 6, [2, 2, 2, 2, 2, 2])
    assert sorted(read_cells(world)[0]) == [("2,0", 6, "2"), ("4,0", 6, "4")]
