"""One's own dossiers and the public sheets, as a program reads them."""

import pytest

from projects.application.enums import ApplicationState
from tests import factories
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


def test_a_holder_lists_their_dossiers_and_reads_their_answers():
    world = factories.edition_with(applications=2)
    dossier = world.applications[0]
    reader = reader_for(world.holder)

    rows = reader.get("/api/v1/applications").json()["items"]
    payload = reader.get(f"/api/v1/applications/{dossier.reference}").json()

    assert [row["reference"] for row in rows] == [dossier.reference]
    assert payload["read_as"] == "holder"
    assert dossier.title in [answer["text"] for answer in payload["answers"]]


def test_a_dossier_of_somebody_else_does_not_exist():
    world = factories.edition_with(applications=2)

    answer = reader_for(world.holder).get(f"/api/v1/applications/{world.applications[1].reference}")

    assert answer.status_code == 404


def test_a_draft_stays_its_holders_own():
    world = factories.edition_with(applications=1, state=ApplicationState.DRAFT)
    address = f"/api/v1/applications/{world.applications[0].reference}"

    assert reader_for(world.organiser).get(address).status_code == 404
    assert reader_for(world.holder).get(address).status_code == 200
