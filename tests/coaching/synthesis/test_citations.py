"""What organisers write beside answers: words that may not be quoted, figures that the site counts otherwise."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from coaching.models import EditedSection, SynthesisReport
from coaching.synthesis.actions import building
from coaching.synthesis.actions.reports import request_report
from coaching.synthesis.enums import ReportKind
from coaching.synthesis.reports.citations import read_survey_words
from coaching.synthesis.reports.document import make_section, make_sentence, make_table
from coaching.synthesis.reports.edits import describe_authors, find_counted
from projects.models import Recusal
from tests import factories
from tests.support.synthesis import answered, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
WORDS = "Nous avons compris que le planning parlait du travail avant de parler des heures."
BROKEN = "« Nous avons compris que le\nplanning parlait du travail avant\nde parler des heures. »"


def answer(quote: str) -> factories.World:
    world = factories.edition_with(participations=1)
    answered(synthesis_survey(world.edition), world.participations[0], what_it_brought=WORDS, quote=quote)
    return world


def test_a_quotation_broken_over_lines_is_known() -> None:
    words = read_survey_words(answer("no").edition)

    assert words.remove_citations(f"Avant.\n{BROKEN}\nAprès.") == ["Avant.\nAprès."]
    assert len(words.list_citations(BROKEN)) == 3


def test_a_quotation_that_goes_on_in_what_is_added_is_known() -> None:
    words = read_survey_words(answer("no").edition)
    own, added = "Avant.\nNous avons compris que", "le planning parlait du travail.\nAprès."

    assert words.remove_citations(own, "") == [own, ""], "a few words are nobody's"
    assert words.remove_citations(own, added) == ["Avant.", "Après."]
    assert [cited.paragraph for cited in words.list_citations(own, added)] == [
        "Nous avons compris que",
        "le planning parlait du travail.",
    ]


def test_words_that_may_be_quoted_without_a_name_stand_beside_no_name() -> None:
    world = answer("anonymous")
    project = world.participations[0].project
    project.organisation = factories.organisation("Fonderie Lambert")
    project.save()
    reader = factories.user(name="Awa Diallo")
    project.members.create(user=reader, rights="read", joined_at=timezone.now())
    lead = project.members.get(leads=True).user
    lead.name = "Lina Morel"
    lead.save()
    words = read_survey_words(world.edition)

    assert words.remove_citations(f"Une personne le dit : « {WORDS} »") != [""]
    for name in (project.title, "la Fonderie Lambert", "Lina Morel", "Awa Diallo"):
        assert words.remove_citations(f"{name} : « {WORDS} »") == [""]
        assert words.remove_citations(f"Ainsi parle {name} :\n{BROKEN}") == [f"Ainsi parle {name} :"]
        assert words.remove_citations(f"Ainsi parle {name} :", BROKEN) == [f"Ainsi parle {name} :", ""]


def test_a_person_who_stepped_aside_reads_neither_title_nor_refusal_of_the_project(as_user: AsUser) -> None:
    world = answer("no")
    [place] = world.participations
    report = build(world)
    EditedSection.objects.create(
        edition=world.edition, kind=report.kind, language="fr", section="essentials", title="L’essentiel",
        added=f"« {WORDS} »", written_at=timezone.now(), written_by=world.organiser,
    )  # fmt: skip
    aside = factories.role(world.edition, "organiser")
    Recusal.objects.create(
        application=place.project.application,
        reviewer=aside,
        author=aside,
        reason="Famille.",
        at=timezone.now(),
    )
    address = reverse("coaching:edit_report", args=[world.edition.slug, report.pk])
    section = reverse("coaching:edit_report_section", args=[world.edition.slug, report.pk, "essentials"])

    for page in (address, section):
        assert f"cite « {place.project.title} »" in read(as_user(world.organiser), page)
        text = read(as_user(aside), page)
        assert "Ce paragraphe cite une personne" in text
        assert place.project.title not in text


def read(client: Any, page: str) -> str:
    return str(client.get(page).text.replace("\u202f", " ").replace("\xa0", " "))


def build(world: factories.World) -> SynthesisReport:
    report = request_report(
        edition=world.edition, participation=None, kind=ReportKind.RETROSPECTIVE, language="fr",
        actor=world.organiser, at=timezone.now(),
    )  # fmt: skip
    assert building.build_queued(report_id=report.pk, at=timezone.now())
    return report


OPENED = "L’appel a été ouvert du jeudi 3 au mercredi 30 septembre 2026."
RECEIVED = "1 213 dossiers ont été reçus."
CHOSEN = "13 projets ont été retenus."


def write(own: str = "", added: str = "") -> dict[str, Any]:
    table = make_table(["Profil", "Projets"], [["Conseil", "5"]])
    section = make_section(
        "call", "L’appel", text=map(make_sentence, (OPENED, RECEIVED, CHOSEN)), blocks=[table]
    )
    return {**section, "own": own, "added": added}


def test_what_is_counted_here_dates_and_words_without_a_figure_are_nobody_s_mistake() -> None:
    for own in (
        "",
        "Un bel automne.",
        "1213 dossiers, et 13 projets dont 5 de conseil.",
        "Les deux jours, à 9 h 30, ont réuni treize projets.",
        "Les 14 et 15 décembre, puis jeudi 17.",
        "Du 14 décembre 2026 au 1er mars 2027, tout a changé.",
    ):
        section = write(own, added=own)
        assert find_counted(section, "own") == find_counted(section, "added") == "", own


def test_another_figure_is_reported_beside_what_was_counted() -> None:
    for own in ("12 projets retenus.", "Douze projets retenus.", "Près de 90 % sont ravis."):
        assert find_counted(write(own), "own", "added") == f"{RECEIVED} {CHOSEN}", own
        assert find_counted(write(added=own), "own", "added") == f"{RECEIVED} {CHOSEN}", own


def test_where_nothing_is_counted_any_figure_may_be_typed() -> None:
    section = make_section("lessons", "Leçons")

    assert find_counted({**section, "own": "Recommencer 3 semaines plus tôt."}, "own") == ""


def test_each_text_of_an_organiser_is_marked_and_what_is_counted_is_named_once() -> None:
    counted = f"compté\N{NO-BREAK SPACE}: {RECEIVED} {CHOSEN}"

    with translation.override("fr"):
        nothing, added = describe_authors(write()), describe_authors(write(added="12 projets retenus."))
        both = describe_authors(write("12 projets.", added="Et 11 regrets."))

    assert nothing == {"own_by": "", "added_by": ""}
    assert added == {"own_by": "", "added_by": f"Écrit par l’organisation · {counted}"}
    assert both == {
        "own_by": f"Écrit par l’organisation · {counted}",
        "added_by": "Écrit par l’organisation",
    }
