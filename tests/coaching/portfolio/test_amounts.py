"""The money of an edition: totals, the rows behind each figure, and nothing where nobody named an amount."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from coaching.followup.actions import commitments
from coaching.followup.enums import CommitmentState, SupportUsefulness
from coaching.followup.report import describe_follow_up, gather_follow_up
from coaching.models import Commitment
from coaching.portfolio.queries.amounts import AmountKind, narrow_amounts, read_amounts, summarise_amounts
from coaching.portfolio.queries.results import read_results
from coaching.portfolio.report import describe_amounts, gather_amounts
from coaching.support.enums import StanceKind
from projects.models import Recusal
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.partners import AT
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def build_table() -> ClosedTable:
    """The region grants 8 000 € of the 10 000 € it proposed, and pays 5 000 €; the Opco proposed 2 500 €."""
    table = ClosedTable()
    table.place.project.organisation.department = "Calvados"
    table.place.project.organisation.save()
    scheme = factories.scheme(table.edition, name="Impulsion Conseil")
    table.reopen()
    table.answer(StanceKind.LEAD, amount=Decimal(10000), scheme=scheme)
    table.answer(StanceKind.JOIN, table.opco, amount=Decimal(2500), actor=table.boris)
    table.decide(amount=Decimal(8000), amount_for="la coordination", scheme=scheme)
    table.close()
    commitments.move_commitment(
        commitment=table.commit(), state=CommitmentState.DOING, paid=Decimal(5000), actor=table.anna, at=AT
    )
    return table


built, table = share_world(build_table)


def page_of(table: ClosedTable, name: str) -> str:
    return reverse(f"coaching:{name}", args=[table.edition.slug])


def test_amounts_are_added_up_by_body_scheme_department_and_project(table: ClosedTable) -> None:
    summary = summarise_amounts(read_amounts(table.organiser, table.edition))

    lines = {
        each.grouping.code: {label: [total.amount for total in totals] for label, totals in each.lines}
        for each in summary.tables
    }
    assert [total.amount for total in summary.totals.values()] == [12500, 8000, 5000]
    assert lines["body"] == {"Région": [10000, 8000, 5000], "Opco": [2500, None, None]}
    assert lines["scheme"] == {
        "Impulsion Conseil": [10000, 8000, 5000],
        "sans dispositif": [2500, None, None],
    }
    assert lines["department"] == {"Calvados": [12500, 8000, 5000]}
    assert lines["project"] == {table.place.project.title: [12500, 8000, 5000]}


def test_the_synthesis_of_the_edition_adds_them_up_by_body(table: ClosedTable) -> None:
    section = describe_amounts(gather_amounts(table.edition, None))

    rows = [
        [cell.replace("\u202f", " ").replace("\xa0", " ") for cell in row]
        for row in section["blocks"][0]["rows"]
    ]
    assert rows == [
        ["Tous les organismes", "12 500 €", "8 000 €", "5 000 €"],
        ["Région", "10 000 €", "8 000 €", "5 000 €"],
        ["Opco", "2 500 €", "–", "–"],
    ]
    assert describe_amounts({})["blocks"] == [], "a version from before, or nobody named an amount"


def test_the_rating_of_a_commitment_is_beside_it_in_the_syntheses(table: ClosedTable) -> None:
    Commitment.objects.update(usefulness=SupportUsefulness.VERY)

    [commitments_of_project] = [
        block
        for block in describe_follow_up(gather_follow_up(table.edition, table.place))["blocks"]
        if block["type"] == "table"
    ]
    [of_edition] = describe_follow_up(gather_follow_up(table.edition, None))["blocks"]

    assert commitments_of_project["rows"][0][-1] == "très utile"
    assert (of_edition["columns"][-1], of_edition["rows"][0][-1]) == ("Jugés utiles", "1")


def test_each_figure_of_the_results_leads_to_the_rows_that_it_adds_up(
    table: ClosedTable, as_user: AsUser
) -> None:
    client, page = as_user(table.organiser), page_of(table, "manage_amounts")
    results = client.get(page_of(table, "manage_results"))
    assert "8\u202f000\u00a0€</b> accordés" in results.text
    assert "5\u202f000\u00a0€</b> versés" in results.text

    figures = [
        total
        for each in results.context["results"].amounts.tables
        for _label, line in each.lines
        for total in line
    ]
    addresses: set[str] = set()
    for total in [*figures, *results.context["results"].amounts.totals.values()]:
        if total.amount is not None:
            assert f"{page}{total.query}".replace("&", "&amp;") in results.text
            rows = client.get(page + total.query).context["amounts"].page
            assert sum(row.amount for row in rows) == total.amount
            assert {row.kind for row in rows} == {total.kind}
            addresses |= {row.href for row in rows}
    assert [address for address in addresses if client.get(address).status_code != 200] == []


def test_a_filter_that_names_nothing_lists_nothing_and_an_unknown_kind_all(table: ClosedTable) -> None:
    rows = read_amounts(table.organiser, table.edition)

    assert list(narrow_amounts(rows, {"body": "x" * 5000}).page) == []
    assert len(narrow_amounts(rows, {"kind": "nonsense", "page": "9" * 500}).page) == len(rows) == 4
    assert [row.body for row in narrow_amounts(rows, {"scheme": ""}).page] == ["Opco"]


def test_an_amount_granted_without_a_decision_is_counted_once(table: ClosedTable) -> None:
    commitments.add_commitment(
        participation=table.place,
        what="Un prêt",
        body=table.opco,
        amount=Decimal(700),
        actor=table.organiser,
        at=AT,
    )

    def read_granted() -> list[Decimal]:
        rows = read_amounts(table.organiser, table.edition)
        return sorted(row.amount for row in rows if row.kind == AmountKind.GRANTED)

    assert read_granted() == [700, 8000]
    table.need.is_shared = False
    table.need.save()
    assert read_granted() == [700, 8000]


def test_a_dropped_commitment_is_not_counted_as_granted(table: ClosedTable) -> None:
    Commitment.objects.update(amount=Decimal(8000))
    table.need.is_shared = False  # the decision counts no more: the commitment says what is granted
    table.need.save()
    assert AmountKind.GRANTED in {row.kind for row in read_amounts(table.organiser, table.edition)}

    commitments.move_commitment(
        commitment=Commitment.objects.get(),
        state=CommitmentState.DROPPED,
        text="Le vote est perdu",
        actor=table.anna,
        at=AT,
    )

    assert [row.kind for row in read_amounts(table.organiser, table.edition)] == [AmountKind.PAID]


def test_without_an_amount_the_results_do_not_speak_of_money(as_user: AsUser) -> None:
    table = ClosedTable()
    table.commit()
    client = as_user(table.organiser)

    assert "€" not in client.get(page_of(table, "manage_results")).text
    assert "Aucun montant pour l’instant" in client.get(page_of(table, "manage_amounts")).text
    assert Commitment.objects.get().amount is None


def test_the_amounts_of_a_project_one_stepped_aside_from_are_not_counted(table: ClosedTable) -> None:
    who = {"reviewer": table.organiser, "author": table.organiser}
    Recusal.objects.create(application=table.place.project.application, **who, reason="Ami", at=AT)

    assert read_amounts(table.organiser, table.edition) == []
    assert read_results(table.organiser, table.edition).amounts is None


def test_the_paper_and_the_spreadsheet_have_the_amounts(table: ClosedTable, as_user: AsUser) -> None:
    client = as_user(table.organiser)

    paper = read_pdf(client.get(page_of(table, "results_pdf")).content)
    sheet = client.get(page_of(table, "amounts_csv")).content.decode("utf-8-sig")

    assert "8 000 € accordés" in paper
    assert "Impulsion Conseil 10 000 € 8 000 € 5 000 €" in paper
    assert "Région;Impulsion Conseil;accordé;8000,0;la coordination" in sheet
    assert client.get(page_of(table, "amounts_xlsx")).status_code == 200
