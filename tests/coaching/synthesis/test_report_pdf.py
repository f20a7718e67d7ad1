"""What the synthesis documents say, and to whom they may say it."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone, translation
from pypdf import PdfReader

from accelerator.charts import Bar, Chart, bars
from accelerator.questionnaires import builder
from accelerator.questionnaires.enums import AnswerAudience
from coaching.models import Pairing, SynthesisReport
from coaching.surveys import defaults, disclosure
from coaching.surveys.enums import SurveyKind
from coaching.synthesis.actions import building, reports as actions
from coaching.synthesis.reports import figures, gather
from coaching.synthesis.reports.build import print_document
from coaching.synthesis.reports.document import make_charts, make_section, make_table
from programmes.enums import RoleName
from programmes.models import CommitteeSeat
from tests import factories
from tests.support.synthesis import answered, synthesis_survey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("typeset")]


def document(
    world: factories.World, participation: Any = None, language: str = "fr"
) -> tuple[PdfReader, str]:
    """The PDF and its words, on one line with plain spaces."""
    report = actions.request_report(
        edition=world.edition, participation=participation, language=language, actor=None, at=timezone.now()
    )
    building.build_queued(report_id=report.pk, at=timezone.now())
    report = SynthesisReport.objects.get(pk=report.pk)
    reader = PdfReader(io.BytesIO(report.file.read()))
    return reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def edition_of(count: int, **answers: Any) -> factories.World:
    world = factories.edition_with(participations=count)
    survey = synthesis_survey(world.edition)
    for participation in world.participations:
        answered(survey, participation, **answers)
    return world


def test_a_projects_synthesis_is_accessible_and_complete() -> None:
    world = edition_of(6, wished_partner="L’agence du travail")
    one = world.participations[0]
    mentor = factories.role(world.edition, RoleName.MENTOR, who=factories.user("Hélène Duval"))
    Pairing.objects.create(
        participation=one,
        mentor=mentor,
        state="accepted",
        proposed_by=world.organiser,
        proposed_at=timezone.now(),
    )
    factories.scheme(
        world.edition,
        organisation=factories.organisation("Opco"),
        name="Plan",
        summary_fr="Une formation au numérique.",
        verified_on=None,
        needs=["training"],
    )

    reader, text = document(world, one)
    root: Any = reader.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("fr")
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    assert reader.metadata is not None
    assert reader.metadata.title == one.project.title
    for words in (
        one.project.title,
        world.edition.name,
        "Hélène Duval",
        "Ce que la session a apporté",
        "Un regard extérieur",
        "Comment le projet a évolué",
        "Les actions en cours",
        "Ce qui bloque encore",
        "Une expertise",
        "Dans les trois mois",
        "L’agence du travail",
        "Les besoins de l’édition",
        "L’utilité de la session",
        "Une expertise (ce projet)",
        "Répond à : une formation.",
        "À vérifier.",
        "accepte que cette synthèse soit transmise",
    ):
        assert words in text, words


def test_an_editions_synthesis_is_accessible_and_complete() -> None:
    world = edition_of(6)
    agency = factories.organisation("Agence des Rives")
    CommitteeSeat.objects.create(edition=world.edition, organisation=agency)
    factories.role(world.edition, RoleName.CHAIR, through=agency)
    factories.role(world.edition, RoleName.FACILITATOR, through=factories.organisation("Pôle des métiers"))
    reader, text = document(world)

    assert reader.metadata is not None
    assert reader.metadata.title == world.edition.name
    for words in (
        world.edition.theme_fr,
        "6 sur 6",
        "Qui sont les projets",
        "Les besoins de l’édition",
        "L’utilité de la session",
        "Agence des Rives (préside)",
        "Pôle des métiers",
        "Méthode",
        *(participation.project.title for participation in world.participations),
    ):
        assert words in text, words


def test_both_languages() -> None:
    world = edition_of(1)

    reader, text = document(world, world.participations[0], language="en")

    assert reader.trailer["/Root"]["/Lang"].startswith("en")  # type: ignore[index]
    assert "Within three months" in text
    assert "Dans les trois mois" not in text


def test_typst_source_typed_in_an_answer_is_printed_as_typed() -> None:
    world = factories.edition_with(participations=1)
    typed = "#sys.inputs *gras* <label> $x$ `code` #panic() \\ @ref"
    answered(
        synthesis_survey(world.edition),
        world.participations[0],
        what_it_brought=typed,
        blockers="] [ ) (",
        wished_partner=typed,
    )
    world.participations[0].project.__class__.objects.update(title="#panic() *titre*", summary=typed)

    _reader, text = document(world, world.participations[0])
    _reader, of_edition = document(world)

    assert text.count(typed) == 3
    assert "#panic() *titre*" in text
    assert typed in of_edition


def test_the_edition_has_no_answer_of_a_project_that_shares_none() -> None:
    world = factories.edition_with(participations=2)
    survey = synthesis_survey(world.edition)
    canary = "Une phrase que personne d’autre ne doit lire."
    answered(
        survey,
        world.participations[0],
        share_with_partners=False,
        what_it_brought=canary,
        quote="named",
        blockers=canary,
        needs=["hr"],
    )
    answered(survey, world.participations[1], quote="named", what_it_brought="Cité avec son nom.")

    _reader, text = document(world)

    assert canary not in text
    assert "Un appui RH" not in text
    assert "Cité avec son nom." in text


@pytest.mark.parametrize(
    ("quote", "named", "quoted"), [("named", 2, True), ("anonymous", 1, True), ("no", 1, False)]
)
def test_a_quotation_follows_the_consent_given(quote: str, named: int, quoted: bool) -> None:
    world = factories.edition_with(participations=5)
    survey = synthesis_survey(world.edition)
    answered(survey, world.participations[0], quote=quote, what_it_brought="Du recul.")
    for participation in world.participations[1:]:
        answered(survey, participation)

    _reader, text = document(world)

    assert ("« Du recul. »" in text) is quoted
    assert text.count(world.participations[0].project.title) == named


def test_answers_for_the_organisers_alone_stay_out_of_the_document() -> None:
    world = factories.edition_with(participations=1)
    spec = [
        replace(
            part,
            questions=[
                replace(question, audience=AnswerAudience.ORGANISERS)
                if question.key == "blockers"
                else question
                for question in part.questions
            ],
        )
        for part in defaults.READY[SurveyKind.SYNTHESIS]
    ]
    survey = synthesis_survey(world.edition, form=builder.publish(spec, name="Synthèse", at=timezone.now()))
    answered(survey, world.participations[0], blockers="Entre nous seulement.")

    _reader, text = document(world, world.participations[0])

    assert "Entre nous seulement." not in text


# figures


@pytest.mark.parametrize(("count", "charts"), [(4, 0), (5, 2)])
def test_under_five_answers_a_project_is_compared_with_nobody(count: int, charts: int) -> None:
    world = edition_of(count)
    report = actions.request_report(
        edition=world.edition,
        participation=world.participations[0],
        language="fr",
        actor=None,
        at=timezone.now(),
    )

    facts = gather.gather_project(report)

    assert len(figures.make_charts_for(facts)) == charts


def test_the_needs_chart_counts_projects_and_marks_the_own_ones() -> None:
    world = edition_of(5)
    survey = world.edition.surveys.get()
    factories_five = factories.participation(world.edition)
    answered(survey, factories_five, needs=["funding"])
    report = actions.request_report(
        edition=world.edition, participation=factories_five, language="fr", actor=None, at=timezone.now()
    )

    with translation.override("fr"):
        needs, usefulness = figures.make_charts_for(gather.gather_project(report))

    assert needs.rows[0] == ["Une expertise", "5"]
    assert ["Un financement (ce projet)", "1"] in needs.rows
    assert ["4 (ce projet)", "6"] in usefulness.rows


def test_small_cells_are_hidden_and_cannot_be_worked_out() -> None:
    rows: list[tuple[list[int], list[int | None]]] = [
        ([7, 6, 5], [7, 6, 5]),
        ([9, 4, 3], [9, None, None]),
        ([9, 6, 3], [9, None, None]),
        ([7, 3, 0], [None, None, 0]),
        ([3, 0, 0], [None, None, None]),
        ([0, 0, 0], [0, 0, 0]),
        ([4, 4, 4], [None, None, None]),
        # of twelve, two others: one each
        ([10, 1, 1], [None, None, None]),
        ([20, 10, 1, 1, 0], [20, None, None, None, 0]),
        ([10, 1, 2], [10, None, None]),
        ([9, 4, 4, 4], [None, None, None, None]),
    ]
    for row, disclosed in rows:
        assert disclosure.hide_small(row) == disclosed, row


def test_needs_are_crossed_with_urgency_only_for_who_may_open_each() -> None:
    compared = {
        "answers": 12,
        "urgency_labels": {"now": "Maintenant", "year": "Dans l’année"},
        "need_labels": {"hr": "RH", "x": "X"},
        "needs_by_urgency": {"hr": {"now": 7, "year": 5}, "x": {"now": 2}},
    }

    table = figures.make_urgency_table(compared)

    assert table is not None
    assert table["rows"] == [["Maintenant", "9"], ["Dans l’année", "5"]]
    crossed = figures.make_urgency_table(compared, is_open=True)
    assert crossed is not None
    assert crossed["rows"] == [["RH", "7", "5"], ["X", "2", "0"]]
    assert figures.make_urgency_table({**compared, "answers": 4}) is None


def test_small_parts_are_added_up_with_their_neighbours() -> None:
    cases: list[tuple[list[int], list[tuple[str, int]]]] = [
        ([7, 6, 5], [("a", 7), ("b", 6), ("c", 5)]),
        ([9, 4, 3], [("a", 9), ("b ou c", 7)]),
        ([9, 6, 3], [("a", 9), ("b ou c", 9)]),
        ([1, 1, 9], [("a, b ou c", 11)]),
        ([7, 0, 6], [("a", 7), ("c", 6)]),
        ([3, 0, 1], []),
    ]
    for counts, merged in cases:
        parts = list(zip("abc", counts, strict=True))
        with translation.override("fr"):
            assert disclosure.merge_small(parts) == merged, counts
            opened = disclosure.merge_small(parts, is_open=True)
        assert sum(count for _label, count in opened) == sum(counts)
        assert len(opened) == sum(map(bool, counts))


SECTIONS = 8


def draw(name: str) -> Chart:
    items = [Bar(f"{name}-{row}.", row + 1) for row in range(6)]
    return bars(items, title=f"{name}.", description="Six besoins.", columns=("Besoin", "Projets"))


def test_a_chart_keeps_its_table_and_leaves_the_one_before_it_on_its_page() -> None:
    sections = [
        make_section(
            f"s{turn}", f"Titre{turn}.", blocks=[make_charts([draw(f"Un{turn}"), draw(f"Deux{turn}")])]
        )
        for turn in range(SECTIONS)
    ]
    document = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse") | {"sections": sections}
    with translation.override("fr"):
        printed = print_document(document, running="", language="fr", version=1, at=timezone.now())
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]

    parted = 0
    for turn in range(SECTIONS):
        [first], [second] = ([page for page in pages if f"{name}{turn}." in page] for name in ("Un", "Deux"))
        assert f"Titre{turn}." in first, turn
        for name, page in (("Un", first), ("Deux", second)):
            assert all(f"{name}{turn}-{row}." in page for row in range(6)), turn
        parted += first != second
    assert parted  # side by side, they would leave half a page empty


TABLES = 14


def print_tables(rows: int) -> list[str]:
    """The pages of a document of many such tables, each of so many rows."""
    columns = ["Projet", "Pour le", "Engagement"]
    document = dict.fromkeys(("title", "kind", "subtitle", "lead"), "Synthèse") | {
        "sections": [
            make_section(
                f"s{turn}",
                f"Titre{turn}.",
                blocks=[
                    make_table(
                        columns,
                        [[f"Rang{turn}-{row}.", "mardi", "Une aide"] for row in range(rows)],
                        in_words=True,
                    )
                ],
            )
            for turn in range(TABLES)
        ]
    }

    with translation.override("fr"):
        printed = print_document(document, running="", language="fr", version=1, at=timezone.now())

    return [page.extract_text() for page in PdfReader(io.BytesIO(printed)).pages]


def test_a_long_table_begins_on_the_page_of_its_heading_with_three_rows() -> None:
    pages = print_tables(rows=22)
    assert len(pages) > 4
    assert "Sommaire" in pages[0]
    assert all(f"Titre{turn}." in pages[0] for turn in range(TABLES))
    assert "Empreinte du contenu" in pages[-1].replace("\xa0", " ")
    broken = 0
    for turn in range(TABLES):
        [begins] = [page for page in pages if f"Rang{turn}-0." in page]
        assert f"Titre{turn}." in begins
        assert all(f"Rang{turn}-{row}." in begins for row in range(3)), turn
        broken += f"Rang{turn}-21." not in begins
    assert broken  # or no table of this test was ever at the foot of a page


def test_a_short_table_stays_whole() -> None:
    pages = print_tables(rows=6)
    assert len(pages) > 2
    for turn in range(TABLES):
        [begins] = [page for page in pages if f"Rang{turn}-0." in page]
        assert f"Titre{turn}." in begins
        assert all(f"Rang{turn}-{row}." in begins for row in range(6)), turn
