"""What changed since the last version: figures, sentences; for readers of that version."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from coaching.models import SynthesisReport
from coaching.synthesis.actions import building
from coaching.synthesis.actions import reports as actions
from coaching.synthesis.reports.changes import FigureChange, compare_documents
from coaching.synthesis.reports.document import (
    Document,
    Section,
    list_facts,
    list_items,
    make_section,
    make_sentence,
    make_table,
    quote,
)
from tests import factories
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser


def document(*sections: Section) -> Document:
    return {"sections": list(sections)}


def test_figures_have_their_old_and_new_value() -> None:
    before = make_section(
        "essentials", "L’essentiel",
        blocks=[list_facts([["Dossiers", "24"], ["Lieu", "Caen"]]), make_table(["Axe", "Levés"], [["Sens", "2"]])],
    )  # fmt: skip
    after = make_section(
        "essentials", "L’essentiel",
        blocks=[list_facts([["Dossiers", "31"]]), make_table(["Axe", "Levés"], [["Sens", "2"], ["Outils", "5"]])],
    )  # fmt: skip

    [change] = compare_documents(document(before), document(after))

    assert change.figures == [
        FigureChange("Dossiers", "24", "31"),
        FigureChange("Outils · Levés", "", "5"),
        FigureChange("Lieu", "Caen", ""),
    ]


def test_sentences_come_and_go_by_section_and_what_is_the_same_is_left_out() -> None:
    same = make_section("call", "L’appel", text=[make_sentence("Il était ouvert.")])
    before = make_section("quotes", "Paroles", blocks=[quote("« Du recul. »", "Léa")])
    gone = make_section("old", "Avant", blocks=[list_items([make_sentence("Parti.")])])
    after = {**make_section("quotes", "Paroles", text=[make_sentence("Établi.")]), "own": "Réécrit."}

    quotes, old = compare_documents(document(same, before, gone), document(same, after))

    assert (quotes.added, quotes.removed) == (["Réécrit."], ["« Du recul. » Léa"])
    assert (old.title, old.removed) == ("Avant", ["Parti."])
    assert compare_documents(document(same), document(same)) == []


@pytest.mark.django_db
def test_a_partner_reads_no_change_since_a_version_they_may_not_read(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    [place] = world.participations
    survey = synthesis_survey(world.edition)
    sent = answered(survey, place, what_it_brought="Ce que je disais avant.")

    def build() -> SynthesisReport:
        report = actions.request_report(
            edition=world.edition, participation=place, language="fr", actor=None, at=timezone.now()
        )
        assert building.build_queued(report_id=report.pk, at=timezone.now())
        return report

    build()
    sent.sheet.answers.filter(question__key="what_it_brought").update(value="Ce que je dis.")
    url = reverse("coaching:report_page", args=[build().pk])

    organiser, holder, partner = (
        as_user(user).get(url).text for user in (world.organiser, world.holder, world.partners[0])
    )

    for page in (organiser, holder):
        assert "Ce qui a changé depuis la version 1" in page
        assert "<del>Ce que je disais avant.</del>" in page
    assert "Ce que je dis." in partner
    assert "Ce que je disais avant." not in partner
