"""The editions of a programme side by side: counts that tell nobody from another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from coaching.models import Commitment
from coaching.portfolio.queries.edition import read_portfolio
from coaching.portfolio.queries.programme import compare_editions
from coaching.surveys.enums import SurveyKind
from programmes.enums import RoleName
from programmes.models import Edition, Programme
from projects.models import Recusal
from tests import factories
from tests.support import plan as plans
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
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


def test_who_organises_none_of_them_finds_nothing(as_user: AsUser) -> None:
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


def test_two_cells_that_add_up_are_hidden_together() -> None:
    world = announced("Première", 1)
    place, body = world.participations[0], factories.organisation()
    for number in range(7):
        Commitment.objects.create(
            participation=place, what=f"Appui {number}", body=body, moved_at=AT, created_at=AT,
            state="done" if number < 6 else "doing", confirmation="yes" if number < 6 else "",
        )  # fmt: skip
    cells = side_by_side(world.organiser, world.edition)
    assert cells["faits, confirmés par le projet"] == ["masqué"]
    assert cells["faits, selon l’organisme seul"] == ["0"]
    assert cells["pas encore, ou abandonnés"] == ["masqué"]


def test_who_stepped_aside_cannot_subtract_one_page_from_the_other() -> None:
    world = announced("Première", 2)
    aside, other = world.participations
    for place, number in ((aside, 3), (other, 5)):
        for rank in range(number):
            plans.need(place, f"Besoin {rank}", is_shared=True)
    who = {"reviewer": world.organiser, "author": world.organiser}
    Recusal.objects.create(application=aside.project.application, **who, reason="Sa sœur", at=AT)

    own = read_portfolio(world.organiser, world.edition, "", None, AT).totals["needs"]

    assert side_by_side(world.organiser, world.edition)["sans appui"] == [str(own)] == ["5"]


def test_needs_kept_to_oneself_do_not_count() -> None:
    world = announced("Première", 1)
    for number in range(6):
        plans.need(world.participations[0], f"Besoin {number}", is_shared=number < 5)
    assert side_by_side(world.organiser, world.edition)["sans appui"] == ["5"]


def test_an_indicator_has_a_row_for_each_moment_and_hides_fewer_than_five() -> None:
    world = announced("Première", 6)
    asked = {"key": "usefulness", "kind": "scale", "indicator": "utilite", "options": {"min": 1, "max": 5}}
    for wave, answers in ((6, [4, 4, 4, 4, 5, 5]), (12, [1, 1, 1, 1])):
        survey = synthesis_survey(world.edition, kind=SurveyKind.FOLLOW_UP, wave=wave)
        survey.form = factories.published_form(asked, {"key": "share_with_partners", "kind": "yes_no"})
        survey.save()
        for place, value in zip(world.participations, answers, strict=False):
            invitation(survey, place, usefulness=value, share_with_partners=True)
    cells = side_by_side(world.organiser, world.edition)
    assert cells["Suivi à 6 mois"] == ["4,3"]
    assert cells["Suivi à 12 mois"] == ["moins de 5"]
    assert "Candidature" not in cells
