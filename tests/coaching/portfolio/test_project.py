"""What one project answered over the year, and the editions of a programme side by side."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from accelerator.questionnaires.enums import AnswerAudience
from coaching.models import Commitment, Survey
from coaching.pairing.enums import PairingState
from coaching.portfolio.queries.edition import read_portfolio
from coaching.portfolio.queries.programme import compare_editions
from coaching.portfolio.queries.small_multiples import CountedEdition, build_small_multiples
from coaching.surveys.enums import SurveyKind
from programmes.enums import ProgrammeRoleName, RoleName
from programmes.models import Edition, Programme, ProgrammeRole
from projects.models import Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.shared import share_world
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


def build_world() -> factories.World:
    world = factories.edition_with(participations=1)
    application = world.participations[0].project.application
    application.sheet = factories.sheet(
        factories.published_form(STAGE, CONFIDENCE), stage="idea", confidence=2
    )
    application.save(update_fields=["sheet"])
    return world


built, world = share_world(build_world)


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


def test_unnamed_answers_of_a_debrief_are_not_listed_for_a_project(
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


def test_a_person_who_follows_the_project_reads_of_the_dossier_what_coaches_read(
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


AT = factories.NOW


def announced(name: str, participations: int, **more: Any) -> factories.World:
    world = factories.edition_with(participations=participations, **more)
    Edition.objects.filter(pk=world.edition.pk).update(announced_at=AT - timedelta(days=30), name=name)
    return world


def side_by_side(user: Any, edition: Edition) -> dict[str, list[str]]:
    found = compare_editions(user, edition.programme, AT)
    return {row.label: list(row.cells) for _heading, rows in found.groups for row in rows}


def test_an_organiser_compares_the_editions_they_organise(as_user: AsUser) -> None:
    world = announced("Première", 2)
    other = announced("Deuxième", 1)
    Edition.objects.filter(pk=other.edition.pk).update(programme=world.edition.programme)
    address = reverse("coaching:programme_portfolio", args=[world.edition.programme.slug])

    assert "Deuxième" not in as_user(world.organiser).get(address).text

    factories.role(other.edition, RoleName.ORGANISER, who=world.organiser)
    assert "Deuxième" in as_user(world.organiser).get(address).text
    assert as_user(factories.user(is_staff=True)).get(address).status_code == 200


def test_a_person_who_organises_none_of_them_finds_nothing(as_user: AsUser) -> None:
    world, other = announced("Première", 1), announced("Ailleurs", 1)
    Edition.objects.filter(pk=other.edition.pk).update(
        programme=Programme.objects.create(name="Un autre", slug="un-autre")
    )
    address = reverse("coaching:programme_portfolio", args=[world.edition.programme.slug])
    assert as_user(other.organiser).get(address).status_code == 404


def test_outcomes_wait_for_their_announcement() -> None:
    world = factories.edition_with(participations=3)
    cells = side_by_side(world.organiser, world.edition)
    assert cells["Projets retenus"] == ["–"]
    assert cells["Projets venus à la session"] == ["–"]


def test_cells_that_add_up_are_hidden_together_from_who_does_not_organise_the_edition() -> None:
    world = announced("Première", 1)
    place, body = world.participations[0], factories.organisation()
    for number in range(7):
        Commitment.objects.create(
            participation=place, what=f"Appui {number}", body=body, moved_at=AT, created_at=AT,
            state="done" if number < 6 else "doing", confirmation="yes" if number < 6 else "",
        )  # fmt: skip
    national = factories.user()
    ProgrammeRole.objects.create(
        programme=world.edition.programme, user=national, name=ProgrammeRoleName.READER, started_at=AT
    )
    for reader in (factories.user(is_staff=True), national):
        cells = side_by_side(reader, world.edition)
        assert cells["tenus, confirmés par le projet"] == ["masqué"]
        assert cells["tenus, selon l’organisme seul"] == ["0"]
        assert cells["pas encore, ou abandonnés"] == ["masqué"]

    open_to = side_by_side(world.organiser, world.edition)
    assert open_to["pas encore, ou abandonnés"] == ["1"]


def test_a_recused_person_cannot_subtract_one_page_from_the_other() -> None:
    world = announced("Première", 2)
    aside, other = world.participations
    for place, number in ((aside, 3), (other, 5)):
        for rank in range(number):
            plans.need(place, f"Besoin {rank}", is_shared=True)
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(application=aside.project.application, **who, reason="Sa sœur", at=AT)

    own = read_portfolio(world.organiser, world.edition, "", None, AT).totals["needs"]

    assert side_by_side(world.organiser, world.edition)["sans appui"] == [str(own)] == ["5"]


def test_needs_that_are_not_shared_do_not_count() -> None:
    world = announced("Première", 1)
    for number in range(6):
        plans.need(world.participations[0], f"Besoin {number}", is_shared=number < 5)
    assert side_by_side(world.organiser, world.edition)["sans appui"] == ["5"]


def test_an_indicator_has_a_row_for_each_moment_and_few_answers_are_for_its_organisers() -> None:
    world = announced("Première", 6)
    question = {"key": "usefulness", "kind": "scale", "indicator": "utilite", "options": {"min": 1, "max": 5}}
    for wave, answers in ((6, [4, 4, 4, 4, 5, 5]), (12, [1, 1, 1, 1])):
        survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=wave)
        survey.form = factories.published_form(question, {"key": "share_with_partners", "kind": "yes_no"})
        survey.save()
        for place, value in zip(world.participations, answers, strict=False):
            invitation(survey, place, usefulness=value, share_with_partners=True)
    cells = side_by_side(factories.user(is_staff=True), world.edition)
    assert cells["Suivi à 6 mois"] == ["4,3"]
    assert cells["Suivi à 12 mois"] == ["moins de 5"]
    assert "Candidature" not in cells
    assert side_by_side(world.organiser, world.edition)["Suivi à 12 mois"] == ["1,0"]


def test_the_charts_of_editions_have_one_scale_and_hide_what_the_table_hides() -> None:
    own, other = announced("Première", 6), announced("Deuxième", 2)
    for world, town in ((own, "Calvados"), (other, "Finistère")):
        for place in world.participations:
            place.project.organisation = factories.organisation(department=town)
            place.project.save()

    found = {
        chart.edition.name: chart
        for chart in compare_editions(factories.user(is_staff=True), own.edition.programme, AT).multiples
    }

    assert found["Première"].places == [("Calvados", "6")]
    assert 'fill-opacity="1.0"' in found["Première"].map.svg
    assert "Deuxième" not in found, "two projects, which the reader does not organise"
    [chart] = compare_editions(other.organiser, own.edition.programme, AT).multiples
    assert chart.places == [("Finistère", "2")]


def test_a_small_number_of_an_edition_that_one_does_not_organise_is_in_no_chart() -> None:
    for departments, is_open, texts in (
        ({"14": 7, "29": 1}, False, []),
        ({"14": 7, "29": 6}, False, ["7", "6"]),
        ({"14": 7, "29": 6, "35": 1, "56": 2}, False, ["7", "6", "masqué", "masqué"]),
        ({"14": 7, "29": 6, "35": 1, "56": 1}, False, ["7", "masqué", "masqué", "masqué"]),
        ({"14": 7, "29": 1}, True, ["7", "1"]),
    ):
        edition = CountedEdition(Edition(name="Autre"), Counter(), departments, is_open)
        charts = build_small_multiples([edition])
        assert [text for chart in charts for _name, text in chart.places] == texts, departments
        assert all(">1</text>" not in chart.map.svg for chart in charts if chart.map and not is_open)
