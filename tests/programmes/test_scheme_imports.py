"""Schemes in and out of spreadsheets: preview, errors at their line, update by code, nothing run, nothing half done."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accelerator.outbox.models import OutgoingMail
from accelerator.table_import import write_table
from accelerator.transitions import TransitionRefused
from programmes.actions import table_imports as actions
from programmes.actions.scheme_import import FIELDS, SchemeImporter, cell_of, list_columns
from programmes.models import Edition, SupportScheme, TableImport
from tests import factories
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
HEAD = [
    "Code",
    "Nom",
    "Organisme",
    "Ce qu’il apporte",
    "Besoins",
    "Effectif maximal",
    "Départements",
    "Vérifié le",
]
FACT = [
    "fact",
    "Fact",
    "Anact",
    "Un fonds.",
    "Une expertise ; Un financement",
    "299",
    "Normandie",
    "02/03/2026",
]


def sheet(*rows: list[str], head: list[str] = HEAD, encoding: str = "utf-8-sig") -> SimpleUploadedFile:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows([head, *rows])
    return SimpleUploadedFile("dispositifs.csv", stream.getvalue().encode(encoding))


def check(edition: Edition, upload: SimpleUploadedFile) -> TableImport:
    return actions.check_table(
        SchemeImporter, edition=edition, upload=upload, options={}, actor=factories.user(), at=timezone.now()
    )


def apply(batch: TableImport) -> int:
    return actions.apply_import(SchemeImporter, stored=batch, actor=factories.user(), at=timezone.now())


def problems_of(batch: TableImport) -> list[tuple[int, str, str]]:
    return [(problem["row"], problem["column"], problem["text"]) for problem in batch.problems]


def test_nothing_is_written_until_somebody_says_so(as_user: AsUser) -> None:
    world = factories.edition_with()
    browser = as_user(world.organiser)
    page = reverse("programmes:scheme_imports", args=[world.edition.slug])

    checked = browser.post(page, {"file": sheet(FACT)})
    preview = browser.get(checked.url).text.replace("\xa0", " ")
    assert "1 nouveau dispositif" in preview
    assert not world.edition.schemes.exists()

    batch = world.edition.table_imports.get()
    browser.post(reverse("programmes:apply_scheme_import", args=[world.edition.slug, batch.pk]))
    made = world.edition.schemes.get()
    assert (made.code, made.organisation.name, made.needs) == ("fact", "Anact", ["expertise", "funding"])
    assert (made.head_count_max, made.verified_on, made.verified_by) == (
        299,
        date(2026, 3, 2),
        world.organiser,
    )
    assert made.departments == ["14", "27", "50", "61", "76"]
    assert TableImport.objects.get().rows == []
    assert OutgoingMail.objects.count() == 0


def test_sent_again_it_updates_by_code_what_its_columns_say_and_nothing_else() -> None:
    edition = factories.edition()
    scheme = factories.scheme(
        edition, "Ancien nom", code="fact", conditions_fr="À part", contact_email="lea@exemple.test"
    )
    other = factories.scheme(edition, "Autre")
    nonce = scheme.nonce

    batch = check(edition, sheet(FACT))
    assert (batch.new_count, batch.changed_count) == (0, 1)
    assert "name" in batch.sample[0]["changes"]
    assert apply(batch) == 1
    scheme.refresh_from_db()
    assert (scheme.name, scheme.conditions_fr, scheme.nonce) == ("Fact", "À part", nonce)
    assert scheme.version == 2

    again = check(edition, sheet(FACT))
    assert (again.new_count, again.changed_count, again.same_count) == (0, 0, 1)
    assert not again.can_be_applied
    other.refresh_from_db()
    assert other.version == 1


def test_an_import_updates_the_scheme_of_the_programme_and_the_edition_proposes_it() -> None:
    first, second = factories.edition(), factories.edition()
    scheme = factories.scheme(first, "Fact", code="fact")
    own = factories.scheme(second, "Autre", code="other")
    head = ["code", "summary_fr", "is_offered"]

    batch = check(second, sheet(["fact", "Mieux.", ""], ["other", own.summary_fr, "non"], head=head))
    assert [row["changes"] for row in batch.sample] == [["is_offered", "summary_fr"], ["is_offered"]]
    apply(batch)

    assert list(second.schemes.all()) == [scheme]
    assert first.schemes.get().summary_fr == "Mieux."
    assert SupportScheme.objects.count() == 2


def test_unchanged_schemes_of_the_file_are_proposed_too() -> None:
    first, second = factories.edition(), factories.edition()
    scheme = factories.scheme(first, "Fact", code="fact")

    batch = check(second, sheet(["fact", scheme.summary_fr], head=["code", "summary_fr"]))
    assert (batch.new_count, batch.changed_count, batch.same_count) == (0, 1, 0)
    apply(batch)

    assert list(second.schemes.all()) == [scheme]


def test_a_new_contact_revokes_the_link_of_the_former_one() -> None:
    edition = factories.edition()
    scheme = factories.scheme(edition, code="fact", contact_email="lea@exemple.test")
    head = ["code", "contact_email"]

    apply(check(edition, sheet(["fact", "tom@exemple.test"], head=head)))

    assert SupportScheme.objects.get(contact_email="tom@exemple.test").nonce != scheme.nonce


PROBLEMS = [
    (0, "", "À remplir."),
    (0, "é é", "sans accent"),
    (1, "", "À remplir."),
    (1, "x" * 121, "120"),
    (4, "Une fusée", "Une fusée"),
    (5, "beaucoup", "nombre entier"),
    (5, "-1", "supérieure ou égale"),
    (5, "9" * 30, "inférieure ou égale"),
    (6, "Atlantide", "Atlantide"),
    (7, "hier", "date"),
    (7, "01/01/2190", "pas encore venu"),
    (7, "01/01/0026", "année"),
    (3, "D\ufffdmarche", "accents"),
    (3, "DÃ©marche", "accents"),
    (3, "#REF!", "erreur de calcul"),
]


def test_a_problem_is_reported_at_its_line_and_column() -> None:
    edition = factories.edition()
    for column, text, expected in PROBLEMS:
        row = [*FACT]
        row[column] = text

        batch = check(edition, sheet(["b", "B", *FACT[2:]], row))

        assert [(number, label) for number, label, _text in problems_of(batch)] == [(3, HEAD[column])]
        assert expected in problems_of(batch)[0][2]
        assert batch.problems[0]["en"]["column"] != ""
        with pytest.raises(TransitionRefused):
            apply(batch)
    assert not edition.schemes.exists()


def test_a_line_is_judged_against_itself_the_others_and_the_edition() -> None:
    edition = factories.edition()
    factories.scheme(edition, "Pris", code="taken")
    head = [
        "code",
        "name",
        "organisation",
        "summary_fr",
        "head_count_min",
        "head_count_max",
        "opens_on",
        "closes_on",
    ]

    batch = check(
        edition,
        sheet(
            ["a", "A", "X", "Aide", "10", "9", "", ""],
            ["b", "B", "X", "Aide", "", "", "2026-02-01", "2026-01-01"],
            ["c", "C", "X", "Aide", "", "", "", ""],
            ["c", "D", "X", "Aide", "", "", "", ""],
            ["e", "C", "X", "Aide", "", "", "", ""],
            ["f", "Pris", "X", "Aide", "", "", "", ""],
            head=head,
        ),
    )

    assert [(row, column) for row, column, _text in problems_of(batch)] == [
        (2, "Effectif maximal"),
        (3, "Dernier jour"),
        (5, "Code"),
        (6, "Nom"),
        (7, "Nom"),
    ]


def test_headings_are_known_in_both_languages_unknown_ones_are_named_missing_ones_too() -> None:
    edition = factories.edition()
    english = check(
        edition,
        sheet(["a", "A", "X", "Aid", "?"], head=["Code", "Name", "Organisation", "What it brings", "Colour"]),
    )
    nameless = check(edition, sheet(["A"], head=["Nom"]))
    twice = check(edition, sheet(["a", "b"], head=["Code", "code"]))

    assert (english.new_count, english.blocking_count, english.problem_count) == (1, 0, 1)
    assert problems_of(nameless) == [(1, "Code", "Cette colonne manque.")]
    assert problems_of(twice)[0][2] == "Cette colonne est là deux fois."
    assert problems_of(check(edition, sheet()))[0][2] == "Le tableau n’a pas de ligne sous ses titres."


def test_a_cell_under_no_heading_is_reported_rather_than_dropped() -> None:
    """« 14 ; 50 » typed in a file whose cells are parted by semicolons makes one cell more."""
    stray = check(factories.edition(), sheet([*FACT[:6], "14", "02/03/2026", "50"]))

    assert (stray.new_count, stray.blocking_count) == (0, 1)
    [(row, _column, text)] = problems_of(stray)
    assert row == 2
    assert "50" in text
    assert "sous aucun titre" in text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\x00\x01", "ni un classeur"),
        (b"Bonjour\nceci n\xe2\x80\x99est pas un tableau", "partez du mod"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    as_user: AsUser, content: bytes, words: str
) -> None:
    world = factories.edition_with()

    page = as_user(world.organiser).post(
        reverse("programmes:scheme_imports", args=[world.edition.slug]),
        {"file": SimpleUploadedFile("x.xlsx", content)},
    )

    assert page.status_code == 422
    assert words in page.text


def test_french_accents_of_an_old_windows_file_are_read_as_written() -> None:
    edition = factories.edition()
    row = [*FACT]
    row[1] = "Démarche été"

    apply(check(edition, sheet(row, head=[name.replace("’", "'") for name in HEAD], encoding="cp1252")))

    assert edition.schemes.get().name == "Démarche été"


def test_a_text_that_a_file_changes_is_confirmed_again_by_its_contact() -> None:
    edition = factories.edition()
    changed, same = (
        factories.scheme(edition, code, code=code, contact_email="lea@exemple.test", verified_by_contact=True)
        for code in ("fact", "pret")
    )
    head = ["Code", "Ce qu’il apporte", "Document de référence"]

    apply(check(edition, sheet(["fact", "Deux fonds.", ""], ["pret", same.summary_fr, "p. 3"], head=head)))

    changed.refresh_from_db()
    same.refresh_from_db()
    assert changed.is_to_reconfirm
    assert (same.is_to_reconfirm, same.source_document) == (False, "p. 3")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_export_imported_again_changes_nothing(kind: str) -> None:
    edition = factories.edition()
    factories.scheme(
        edition,
        "=1+1",
        needs=["hr", "funding"],
        profiles=["internal_project"],
        departments=["14", "35"],
        head_count_min=1,
        head_count_max=9,
        opens_on=date(2026, 1, 2),
        closes_on=date(2027, 1, 2),
        source_url="https://exemple.test/a",
        conditions_fr="Deux lignes,\n« guillemets » ; et point-virgule",
        contact_email="lea@exemple.test",
    )
    factories.scheme(edition, "@SOMME(A1)", verified_on=None, archived_at=timezone.now())

    rows = ([cell_of(scheme, key) for key in FIELDS] for scheme in edition.schemes.with_choice(edition))
    out = write_table(kind, "Dispositifs", list_columns(), rows)
    batch = check(edition, SimpleUploadedFile(f"x.{kind}", out))

    assert problems_of(batch) == []
    assert (batch.new_count, batch.changed_count, batch.same_count) == (0, 0, 2)


def test_no_cell_of_an_export_is_a_formula(as_user: AsUser) -> None:
    world = factories.edition_with()
    factories.scheme(world.edition, "=HYPERLINK(1)", summary_fr="+1", contact_name="@x", conditions_fr="-2")
    browser = as_user(world.organiser)

    def get(kind: str, **query: str) -> Any:
        address = reverse("programmes:export_schemes", args=[world.edition.slug])
        return browser.get(address, {"format": kind, **query})

    text = get("csv").content.decode("utf-8-sig")
    assert all(
        not cell.startswith(("=", "+", "-", "@"))
        for row in csv.reader(text.splitlines(), delimiter=";")
        for cell in row
    )
    book = openpyxl.load_workbook(io.BytesIO(get("xlsx").content))
    assert all(cell.data_type != "f" for row in book.worksheets[0].iter_rows() for cell in row)
    assert len(get("csv", state="archived").content.decode().splitlines()) == 1
    assert get("pdf")["Content-Type"] == get("xlsx")["Content-Type"]


@pytest.mark.thorough
def test_five_thousand_lines_are_checked_and_written_in_a_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    edition = factories.edition()
    rows = [
        [f"d{number}", f"Dispositif {number}", f"Organisme {number % 50}", *FACT[3:]]
        for number in range(5000)
    ]

    with django_assert_max_num_queries(8):
        batch = check(edition, sheet(*rows))
    assert (batch.new_count, batch.problem_count) == (5000, 0)
    with django_assert_max_num_queries(200):
        assert apply(batch) == 5000
    with pytest.raises(TransitionRefused, match="déjà été importé"):
        apply(batch)
    assert edition.schemes.count() == 5000
    with pytest.raises(TransitionRefused, match="5000"):
        check(edition, sheet(*rows, ["z", "Z", *FACT[2:]]))


def test_a_spreadsheet_that_nobody_imported_is_deleted_after_a_week() -> None:
    edition = factories.edition()
    batch = check(edition, sheet(FACT))

    assert actions.delete_expired(at=timezone.now() + timedelta(days=6)) == 0
    assert actions.delete_expired(at=timezone.now() + timedelta(days=8)) == 1
    batch.refresh_from_db()
    assert (batch.state, batch.rows, batch.problems) == ("expired", [], [])
    with pytest.raises(TransitionRefused):
        apply(batch)
