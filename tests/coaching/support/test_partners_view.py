"""The partners' view: what each project passes on, who answers what, what is decided; to nobody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import Need, SynthesisReport
from coaching.support.enums import StanceKind, SupportOutcome
from coaching.synthesis.actions import building
from coaching.synthesis.actions.editing import confirm_section
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.edits import show_sections
from coaching.synthesis.reports.filtering import filter_document
from projects.decision.actions.participation import withdraw_place
from tests import factories
from tests.support import plan as plans
from tests.support.partners import PartnersTable
from tests.support.pdfs import read_pdf
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, table = share_world(PartnersTable)


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


def test_the_view_lists_needs_with_their_lead_and_uncovered_needs(
    table: PartnersTable, as_user: AsUser
) -> None:
    alone = plans.need(table.place, "Une salle pour les essais", is_shared=True)
    hidden = plans.need(table.place, "Un conseil juridique")
    table.answer(StanceKind.LEAD)
    table.answer(StanceKind.LEAD, table.opco, actor=table.boris)

    text = as_user(table.anna).get(page(build(table))).text

    assert table.need.sentence in text
    assert hidden.sentence not in text
    assert alone.sentence in text[text.index('id="uncovered"') : text.index('id="contended"')]
    contended = text[text.index('id="contended"') : text.index(f'id="project-{table.place.pk}"')]
    assert "Opco" in contended
    assert "Région" in contended


@pytest.mark.usefixtures("typeset")
def test_a_need_that_is_passed_on_no_more_leaves_the_page_and_the_file(
    table: PartnersTable, as_user: AsUser
) -> None:
    report = build(table)
    partner, file = as_user(table.anna), reverse("coaching:report_file", args=[report.pk])
    assert table.need.sentence in partner.get(page(report)).text

    table.need.is_shared = False
    table.need.save()

    assert table.need.sentence not in partner.get(page(report)).text
    assert table.need.sentence not in read_pdf(partner.get(file).getvalue())


def test_a_partner_who_holds_a_project_reads_nothing_of_it(table: PartnersTable, as_user: AsUser) -> None:
    report = build(table)
    table.place.project.members.create(user=table.boris, rights="read", joined_at=timezone.now())

    assert table.need.sentence not in as_user(table.boris).get(page(report)).text
    assert table.need.sentence in as_user(table.anna).get(page(report)).text


OWN_WORDS = "Ce projet hésite à embaucher."


def write_of_project(table: PartnersTable) -> SynthesisReport:
    """What an organiser wrote in the section of the project, in the version that says it."""
    report = build(table)
    [section] = [
        section for section in show_sections(report.content, []) if section.key.startswith("project-")
    ]
    confirm_section(
        report=report,
        state=section,
        own="",
        added=OWN_WORDS,
        base_version=0,
        actor=table.organiser,
        at=timezone.now(),
    )
    return build(table)


@pytest.mark.parametrize("leaves", ["its place", "its need"])
def test_texts_about_a_project_that_left_are_not_in_later_versions(
    table: PartnersTable, as_user: AsUser, leaves: str
) -> None:
    assert OWN_WORDS in as_user(table.anna).get(page(write_of_project(table))).text

    if leaves == "its place":
        withdraw_place(participation=table.place, reason="Partie.", actor=table.organiser, at=timezone.now())
    else:
        Need.objects.update(is_shared=False)
    report = build(table)

    assert "project-" not in str([section["key"] for section in report.content["sections"]])
    for reader in (table.anna, table.organiser):
        text = as_user(reader).get(page(report)).text
        assert OWN_WORDS not in text
        assert table.place.project.title not in text


def test_a_version_that_has_words_of_a_project_that_left_hides_them(
    table: PartnersTable, as_user: AsUser
) -> None:
    report = write_of_project(table)
    for section in report.content["sections"]:
        if section["key"].startswith("project-"):
            section["blocks"] = []
    report.save()

    assert OWN_WORDS not in as_user(table.anna).get(page(report)).text


def count(report: SynthesisReport, user: Any) -> dict[str, str]:
    """What the two sections that count say to ``user``, by label."""
    content = filter_document(report.content, kind=report.kind, edition=report.edition, user=user)
    counting = [section for section in content["sections"] if section["key"] in ("essentials", "outcomes")]
    return {row[0]: row[1] for section in counting for block in section["blocks"] for row in block["rows"]}


def two_projects(table: PartnersTable) -> Need:
    """One need of each, the first agreed; the second project is held by Boris, who is a partner too."""
    table.open()
    table.decide()
    place = factories.participation(table.edition)
    need = plans.need(place, "Une salle pour les essais", is_shared=True)
    place.project.members.create(user=table.boris, rights="read", joined_at=timezone.now())
    return need


def test_a_partner_who_holds_a_project_counts_nothing_of_it(table: PartnersTable, as_user: AsUser) -> None:
    table.need, first = two_projects(table), table.need
    table.decide(SupportOutcome.REFUSED, reason="Hors de notre champ")
    table.need = first
    report = build(table)
    agreed, refused = SupportOutcome.AGREED.label, SupportOutcome.REFUSED.label

    whole, cut = count(report, table.anna), count(report, table.boris)

    assert (whole["Projets"], whole["Besoins transmis"], whole[agreed], whole[refused]) == (
        "2",
        "2",
        "1",
        "1",
    )
    assert (cut["Projets"], cut["Besoins transmis"], cut[agreed], cut[refused]) == ("1", "1", "1", "0")


def test_a_need_that_waits_is_not_counted_for_those_it_is_hidden_from(
    table: PartnersTable, as_user: AsUser
) -> None:
    two_projects(table)
    report = build(table)

    assert "1 besoin attend encore" in as_user(table.anna).get(page(report)).text
    assert "besoin attend encore" not in as_user(table.boris).get(page(report)).text


def test_a_version_that_does_not_store_what_it_counts_gives_them_no_count(table: PartnersTable) -> None:
    two_projects(table)
    report = build(table)
    for section in report.content["sections"]:
        section.pop("counted", None)

    assert count(report, table.anna)["Besoins transmis"] == "2"
    assert count(report, table.boris) == {}
