"""Commitments and follow-ups, as programs read them: what their pages give to the same person, no more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from coaching.followup.actions import commitments as actions
from coaching.followup.enums import CommitmentState
from coaching.models import Commitment
from tests import factories
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world
from tests.support.tokens import reader_for

pytestmark = pytest.mark.django_db


def build_table() -> ClosedTable:
    table = ClosedTable()
    table.amend(amount=Decimal(8000), amount_for="la coordination")
    actions.move_commitment(
        commitment=table.commit(),
        state=CommitmentState.DOING,
        text="Convention signée",
        paid=Decimal("2500.50"),
        actor=table.anna,
        at=AT,
    )
    return table


built, table = share_world(build_table)


def of_edition(table: ClosedTable) -> str:
    return f"/api/v1/editions/{table.edition.slug}/commitments"


def of_project(table: ClosedTable, name: str) -> str:
    return f"/api/v1/projects/{table.place.project.slug}/{name}"


def test_a_body_reads_its_own_commitments_and_an_organiser_all(table: ClosedTable) -> None:
    [read] = reader_for(table.anna).get(of_edition(table)).json()

    assert (read["amount"], read["amount_for"], read["paid"]) == (8000, "la coordination", 2500.5)
    assert [(note["text"], note["paid"]) for note in read["news"]] == [("Convention signée", 2500.5)]
    assert read["need"] == str(table.need.uid)
    assert reader_for(table.organiser).get(of_edition(table)).json() == [read]
    assert reader_for(table.boris).get(of_edition(table)).json() == []


def test_a_person_who_opens_no_page_of_commitments_reads_none(table: ClosedTable) -> None:
    assert reader_for(table.holder).get(of_edition(table)).status_code in (403, 404)
    assert reader_for(table.anna, ["needs"]).get(of_edition(table)).status_code == 403


def test_a_member_reads_the_follow_up_of_the_project(table: ClosedTable) -> None:
    action = plans.action(table.place)

    read = reader_for(table.holder).get(of_project(table, "follow-up")).json()

    assert [row["uid"] for row in read["actions"]] == [str(action.uid)]
    assert [row["paid"] for row in read["commitments"]] == [2500.5]
    for person in (table.anna, table.organiser, factories.user()):
        assert reader_for(person).get(of_project(table, "follow-up")).status_code == 404


def test_results_have_their_amounts_for_organisers_alone(table: ClosedTable) -> None:
    address = f"/api/v1/editions/{table.edition.slug}/results"

    results = reader_for(table.organiser).get(address).json()

    assert results["amounts"] == {"proposed": None, "granted": 8000, "paid": 2500.5}
    bodies = [row for row in results["amounts_by"] if row["by"] == "body"]
    assert bodies == [{"by": "body", "label": "Région", "proposed": None, "granted": 8000, "paid": 2500.5}]
    assert reader_for(table.anna).get(address).status_code == 403
    Commitment.objects.update(amount=None, paid=None)
    table.need.decision.delete()
    assert reader_for(table.organiser).get(address).json()["amounts_by"] == []


def test_indicators_are_read_by_who_enters_the_room(table: ClosedTable) -> None:
    assert reader_for(table.holder).get(of_project(table, "indicators")).json()["indicators"] == []
    assert reader_for(table.anna).get(of_project(table, "indicators")).status_code == 404
