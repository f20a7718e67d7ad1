"""The partners' view: what each project passes on, who answers what, what is decided; to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import SynthesisReport
from coaching.support.enums import StanceKind
from coaching.synthesis.actions import building
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind
from tests import factories
from tests.support import plan as plans
from tests.support.partners import PartnersTable
from tests.support.pdfs import read_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> PartnersTable:
    return PartnersTable()


def build(table: PartnersTable) -> SynthesisReport:
    report = request_report(
        edition=table.edition, participation=None, kind=ReportKind.PARTNERS, language="fr",
        actor=table.organiser, at=timezone.now(),
    )  # fmt: skip
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    report.refresh_from_db()
    return report


def page(report: SynthesisReport) -> str:
    return reverse("coaching:report_page", args=[report.pk])


def test_it_tells_needs_with_who_leads_them_and_what_nobody_takes(table: PartnersTable, as_user: Any) -> None:
    alone = plans.need(table.place, "Une salle pour les essais", is_shared=True)
    kept = plans.need(table.place, "Un conseil juridique")
    table.answer(StanceKind.LEAD)
    table.answer(StanceKind.LEAD, table.opco, actor=table.boris)

    told = as_user(table.anna).get(page(build(table))).text

    assert table.need.sentence in told
    assert kept.sentence not in told
    assert alone.sentence in told[told.index('id="uncovered"') : told.index('id="contended"')]
    contended = told[told.index('id="contended"') : told.index(f'id="project-{table.place.pk}"')]
    assert "Opco" in contended
    assert "Région" in contended


def test_partners_and_organisers_of_the_edition_alone_read_it(table: PartnersTable, as_user: Any) -> None:
    report = build(table)
    stranger = factories.edition_with(partners=1).partners[0]

    opens = {
        who: as_user(user).get(page(report)).status_code
        for who, user in (
            ("partner", table.anna), ("organiser", table.organiser), ("stranger", stranger),
            ("holder", table.world.holder),
        )
    }  # fmt: skip

    assert opens == {"partner": 200, "organiser": 200, "stranger": 404, "holder": 404}


def test_a_need_that_is_passed_on_no_more_leaves_the_page_and_the_file(
    table: PartnersTable, as_user: Any
) -> None:
    report = build(table)
    partner, file = as_user(table.anna), reverse("coaching:report_file", args=[report.pk])
    assert table.need.sentence in partner.get(page(report)).text

    table.need.is_shared = False
    table.need.save()

    assert table.need.sentence not in partner.get(page(report)).text
    assert table.need.sentence not in read_pdf(partner.get(file).getvalue())


def test_a_partner_who_holds_a_project_reads_nothing_of_it(table: PartnersTable, as_user: Any) -> None:
    report = build(table)
    table.place.project.members.create(user=table.boris, rights="read", joined_at=timezone.now())

    assert table.need.sentence not in as_user(table.boris).get(page(report)).text
    assert table.need.sentence in as_user(table.anna).get(page(report)).text
