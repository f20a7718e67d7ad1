"""What became of the projects of an edition: one line each, narrowed, and as a file."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from coaching.followup.actions import commitments
from coaching.followup.enums import CommitmentState, Confirmation, SupportUsefulness
from coaching.models import Commitment
from coaching.plan.actions import record_progress
from coaching.plan.enums import ActionState
from coaching.portfolio.queries.edition import list_rows, read_portfolio
from projects.models import Recusal
from tests.support import plan as plans
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(ClosedTable)


def row_of(table: ClosedTable, days: int = 0) -> Any:
    (row,) = (
        row
        for row in list_rows(table.organiser, table.edition, AT + timedelta(days=days))
        if row.place == table.place
    )
    return row


def test_a_line_counts_actions_needs_and_commitments(table: ClosedTable) -> None:
    commitment = table.commit()
    for state in (ActionState.DONE, ActionState.DROPPED):
        sentence = plans.action(table.place, f"Action {state}")
        record_progress(action=sentence, state=state, note="", actor=table.holder, at=AT)
    plans.action(table.place, "À faire encore")
    commitments.move_commitment(
        commitment=commitment, state=CommitmentState.DONE, text="Fait", actor=None, at=AT
    )

    row = row_of(table)

    assert (row.done, row.planned) == (1, 2)
    assert (row.helped, row.needs) == (1, 1)
    assert (row.confirmed, row.declared, row.commitments, row.late) == (0, 1, 1, 0)


def test_no_share_is_computed_from_nothing_or_before_its_time(table: ClosedTable, as_user: AsUser) -> None:
    page = as_user(table.organiser).get(table.page("manage_portfolio")).text
    codes = [code for code, *_rest in read_portfolio(table.organiser, table.edition, "", 1, AT).filters]
    assert "sur 0" not in page
    assert "unanswered" not in codes

    later = AT + timedelta(days=500)
    assert "unanswered" in [
        code for code, *_rest in read_portfolio(table.organiser, table.edition, "", 1, later).filters
    ]


def test_commitments_declared_done_count_apart_from_confirmed_ones(
    table: ClosedTable, as_user: AsUser
) -> None:
    commitment = table.commit()
    moved = {"actor": None, "at": AT}
    commitments.move_commitment(commitment=commitment, state=CommitmentState.DONE, text="Fait", **moved)
    assert (row_of(table).confirmed, row_of(table).declared) == (0, 1)
    partner = as_user(table.anna)
    of_body = reverse("coaching:support_commitments", args=[table.edition.slug])
    assert "Confirmés par les projets : 0 ; faits selon votre organisme seul : 1." in read(partner, of_body)

    commitments.confirm_commitment(commitment=commitment, confirmation=Confirmation.YES, **moved)

    assert (row_of(table).confirmed, row_of(table).declared) == (1, 0)
    assert "Confirmés par les projets : 1 ; faits selon votre organisme seul : 0." in read(partner, of_body)
    organiser = as_user(table.organiser)
    sentence = "Engagements que les projets confirment : 1 sur 1 ; faits selon l’organisme seul : 0."
    assert sentence in read(organiser, table.page("manage_portfolio"))


def read(client: Any, address: str) -> str:
    text: str = client.get(address).text
    return text.replace("\xa0", " ").replace("\u202f", " ")


def test_a_commitment_that_the_project_denies_is_not_done(table: ClosedTable) -> None:
    commitment = table.commit()
    moved = {"actor": None, "at": AT}
    commitments.move_commitment(commitment=commitment, state=CommitmentState.DONE, text="Fait", **moved)
    commitments.confirm_commitment(
        commitment=commitment, confirmation=Confirmation.NOT_YET, text="Rien vu", **moved
    )
    assert (row_of(table).confirmed, row_of(table).declared) == (0, 0)


def test_three_months_without_a_sign_is_silence(table: ClosedTable) -> None:
    table.commit()
    assert not row_of(table, days=89).is_silent
    assert row_of(table, days=200).is_silent

    found = read_portfolio(table.organiser, table.edition, "silent", None, AT + timedelta(days=200))

    assert [code for code, _label, is_shown, _count in found.filters if is_shown] == ["silent"]
    assert table.place in [row.place for row in found.page]


def test_a_late_commitment_is_found_by_its_filter(table: ClosedTable, as_user: AsUser) -> None:
    table.commit()
    Commitment.objects.update(due_on=AT.date() - timedelta(days=1))
    page = reverse("coaching:manage_portfolio", args=[table.edition.slug])
    text = as_user(table.organiser).get(page, {"show": "late"}).text
    assert table.place.project.title in text
    assert "en retard" in text


def test_an_organiser_with_an_interest_does_not_read_that_line(table: ClosedTable) -> None:
    who = {"reviewer": table.organiser, "author": table.organiser}
    Recusal.objects.create(application=table.place.project.application, **who, reason="Sa sœur", at=AT)
    assert table.place not in [row.place for row in list_rows(table.organiser, table.edition, AT)]


def test_the_file_has_the_amounts_of_each_project_and_what_it_judged_useful(
    table: ClosedTable, as_user: AsUser
) -> None:
    table.reopen()
    table.decide(amount=Decimal(8000))
    table.close()
    commitments.move_commitment(
        commitment=table.commit(), state=CommitmentState.DOING, paid=Decimal("1500.50"), actor=None, at=AT
    )
    Commitment.objects.update(usefulness=SupportUsefulness.USEFUL)
    page = reverse("coaching:portfolio_csv", args=[table.edition.slug])

    def read() -> dict[str, str]:
        content = as_user(table.organiser).get(page).content.decode("utf-8-sig")
        [line] = csv.DictReader(io.StringIO(content), delimiter=";")
        return line

    line = read()
    assert (line["Proposé, en euros"], line["Engagements jugés utiles par le projet"]) == ("", "1")
    assert Decimal(line["Accordé, en euros"].replace(",", ".")) == 8000
    assert Decimal(line["Versé, en euros"].replace(",", ".")) == Decimal("1500.50")
    Commitment.objects.update(usefulness=SupportUsefulness.LITTLE)
    assert read()["Engagements jugés utiles par le projet"] == "0"


def test_the_files_say_the_same_and_hold_no_formula(table: ClosedTable, as_user: AsUser) -> None:
    project = table.place.project
    project.title = "=1+1"
    project.save()
    client = as_user(table.organiser)

    def read(kind: str) -> bytes:
        return client.get(reverse(f"coaching:portfolio_{kind}", args=[table.edition.slug])).content

    lines = list(csv.reader(io.StringIO(read("csv").decode("utf-8-sig")), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(read("xlsx"))).worksheets[0]
    assert lines[0][0] == sheet["A1"].value
    assert "'=1+1" in [line[0] for line in lines]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
