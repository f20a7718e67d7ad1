"""The organiser's list of dossiers, as a program reads it."""

from decimal import Decimal

import pytest

from projects.application.enums import ApplicationState
from projects.models import Application, Recusal, ReviewAssignment
from tests import factories
from tests.support.queries import statements
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return factories.edition_with(applications=3)


def read(world, user, **asked):
    return reader_for(user).get(f"/api/v1/editions/{world.edition.slug}/applications", asked)


def test_it_lists_what_was_sent_with_its_score_and_no_draft(world):
    factories.application(world.edition, state=ApplicationState.DRAFT)
    scored = world.applications[0]
    Application.objects.filter(pk=scored.pk).update(score=Decimal("72.5"))

    rows = read(world, world.organiser).json()["items"]

    assert [row["reference"] for row in rows] == [dossier.reference for dossier in world.applications]
    assert [row["score"] for row in rows] == [72.5, None, None]


def test_a_dossier_one_stepped_aside_from_is_not_there(world):
    aside = world.applications[1]
    Recusal.objects.create(
        application=aside, reviewer=world.organiser, author=world.organiser, reason="Client", at=factories.NOW
    )

    rows = read(world, world.organiser).json()["items"]

    assert aside.reference not in [row["reference"] for row in rows]
    assert len(rows) == 2


def test_the_score_of_a_dossier_with_a_pending_review_is_hidden(world):
    factories.role(world.edition, "reviewer", who=world.organiser)
    dossier = world.applications[0]
    Application.objects.filter(pk=dossier.pk).update(score=Decimal(80))
    ReviewAssignment.objects.create(application=dossier, reviewer=world.organiser, assigned_at=factories.NOW)

    assert read(world, world.organiser).json()["items"][0]["score"] is None


def test_nobody_else_reads_it(world):
    other = factories.edition_with()

    assert read(world, other.organiser).status_code == 403
    assert read(world, world.holder).status_code == 403


def test_a_state_narrows_it(world):
    eligible = factories.application(world.edition, state=ApplicationState.ELIGIBLE)

    rows = read(world, world.organiser, state="eligible").json()["items"]

    assert [row["reference"] for row in rows] == [eligible.reference]
    assert read(world, world.organiser, state="nonsense").status_code == 422


def test_it_asks_as_much_for_many_as_for_one(world):
    reader, address = reader_for(world.organiser), f"/api/v1/editions/{world.edition.slug}/applications"

    few = len(statements(reader, f"{address}?limit=1"))
    many = len(statements(reader, address))

    assert few == many <= 7
