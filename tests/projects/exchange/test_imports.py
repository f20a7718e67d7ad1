"""Imports: problems of a spreadsheet, its dossiers, what it may not do."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from defusedxml import EntitiesForbidden
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator import spreadsheet
from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from accelerator.transitions import TransitionRefused
from programmes.actions.table_imports import apply_import
from programmes.enums import RoleName
from programmes.models import TableImport
from projects.application.actions.submission import withdraw_application
from projects.exchange.actions import imports
from projects.models import Application
from projects.permissions import is_editor
from tests import factories
from tests.support.dossiers import ANSWERS, full_form
from tests.support.exchange import later, workbook
from tests.support.imports import HEAD, checked, row, world_to_fill
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, world = share_world(world_to_fill)


def apply(world: factories.World, batch: TableImport) -> int:
    return apply_import(imports.ApplicationImporter, stored=batch, actor=world.organiser, at=timezone.now())


def problems(batch: TableImport) -> list[str]:
    return [
        f"Ligne {problem['row']}, {problem['column']} : {problem['text']}".replace("\xa0", " ")
        for problem in batch.problems
    ]


def test_a_row_becomes_a_submitted_dossier_that_its_holder_reads(world: factories.World) -> None:
    batch = checked(
        world,
        workbook(
            HEAD,
            row(
                "P-1",
                **{
                    "Déposé le": date(2026, 9, 30),
                    "Nom de la personne porteuse": "Maëlle Ravenel",
                    "SIRET": 1800010,  # a spreadsheet dropped its zeros
                    "Stades": "À l'essai ; une idée, un projet; Autre : en pause",
                    "Stade": "on trial",
                    "Leçons": "Parler tôt",
                    "Effectif": 12,
                    "Début": date(2026, 12, 1),
                    "Présence": "OUI",
                    "Espoir": 4,
                },
            ),
        ),
    )

    assert (batch.problems, apply(world, batch)) == ([], 1)

    made = Application.objects.get()
    values = queries.values(made.sheet)
    assert values == {
        "title": "Projet P-1", "siret": "00000001800010", "stages": ["idea", "trial", {"other": "en pause"}],
        "stage": "trial", "lessons": "Parler tôt", "people": 12, "start": "2026-12-01", "both": True, "hope": 4,
    }  # fmt: skip
    assert (made.state, made.title, made.origin.source, made.origin.reference) == (
        "submitted", "Projet P-1", "paper", "P-1",
    )  # fmt: skip
    assert f"{timezone.localtime(made.submitted_at):%d/%m/%Y %H}" == "30/09/2026 12"
    assert made.content_hash == queries.content_hash(made.sheet)
    assert made.versions.get().snapshot["answers"] == values
    assert made.sheet.frozen_at is not None
    holder = User.objects.get(email="p-1@exemple.test")
    assert holder.name == "Maëlle Ravenel"
    assert is_editor(holder, made)
    assert holder.roles.get(name=RoleName.HOLDER).edition == world.edition
    assert Application.objects.visible_to(holder).get() == made
    assert made.project.organisation.siret == "00000001800010"
    assert AuditEntry.objects.filter(verb="import", subject_id=str(made.pk)).count() == 1
    assert not OutgoingMail.objects.exists()


def test_every_problem_is_reported_by_row_and_column(world: factories.World) -> None:
    data = workbook(
        [*HEAD, "Météo"],
        row("A"),
        row(
            "A", SIRET="123", Stade="peut-être", Effectif="beaucoup", Début="demain", Présence="si", Espoir=9
        ),
        row("", Titre=None, **{"E-mail de la personne porteuse": "pas une adresse"}),
        row("D", Titre="t" * 41, Stade="À l’essai", **{"Déposé le": "31/12/2099"}),
        row("E", Leçons="Réponse à une question qui n’est pas posée"),
    )

    batch = checked(world, data)

    result = problems(batch)
    assert "Ligne 1, Météo : Colonne inconnue : elle est laissée de côté." in result
    for start in (
        "Ligne 3, Référence d’origine : Cette référence est déjà à la ligne 2",
        "Ligne 3, SIRET : Un SIRET a 14 chiffres",
        "Ligne 3, Stade : « peut-être » n’est pas une des réponses",
        "Ligne 3, Effectif : Écrivez un nombre",
        "Ligne 3, Début : Écrivez la date ainsi",
        "Ligne 3, Présence : Écrivez « oui » ou « non »",
        "Ligne 3, Espoir : Choisissez un niveau",
        "Ligne 4, Référence d’origine : Cette référence manque",
        "Ligne 4, E-mail de la personne porteuse : Cette adresse manque",
        "Ligne 4, Titre : Il manque cette réponse",
        "Ligne 5, Titre : Votre texte dépasse",
        "Ligne 5, Déposé le : Cette date est dans l’avenir",
        "Ligne 5, Leçons : Il manque cette réponse",
        "Ligne 6, Leçons : Cette question n’est pas posée",
    ):
        assert any(text.startswith(start) for text in result), (start, result)
    assert not batch.can_be_applied
    with pytest.raises(TransitionRefused):
        apply(world, batch)
    assert not Application.objects.exists()


def test_incomplete_dossiers_can_be_accepted(world: factories.World) -> None:
    data = workbook(HEAD, row("A", Titre=None))

    refused, accepted = checked(world, data), checked(world, data, incomplete_accepted=True)

    assert (refused.blocking_count, accepted.blocking_count, accepted.problem_count) == (1, 0, 1)
    assert apply(world, accepted) == 1


def test_importing_a_file_again_creates_only_its_new_rows(world: factories.World) -> None:
    apply(world, checked(world, workbook(HEAD, row("A"), row("B"))))

    again = checked(world, workbook(HEAD, row("A", Titre="Autre titre"), row("B"), row("C")))

    assert (again.new_count, again.same_count) == (1, 2)
    assert apply(world, again) == 1
    assert sorted(Application.objects.values_list("origin__reference", flat=True)) == ["A", "B", "C"]
    assert Application.objects.get(origin__reference="A").title == "Projet A"
    assert len(set(Application.objects.values_list("reference", flat=True))) == 3


def test_a_batch_is_applied_once(world: factories.World) -> None:
    batch = checked(world, workbook(HEAD, row("A")))
    stale = TableImport.objects.get(pk=batch.pk)
    apply(world, batch)

    with pytest.raises(TransitionRefused):
        apply(world, stale)

    assert Application.objects.count() == 1


def test_rows_that_became_dossiers_meanwhile_are_left_alone(world: factories.World) -> None:
    data = workbook(HEAD, row("A"), row("B"))
    first, second = checked(world, data), checked(world, workbook(HEAD, row("B"), row("C")))
    apply(world, first)

    assert apply(world, second) == 1


def test_an_import_is_applied_whole_or_not_at_all(
    world: factories.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = checked(world, workbook(HEAD, row("A"), row("B")))

    def broken(**_options: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("projects.exchange.actions.import_rows.screen_applications", broken)
    with pytest.raises(RuntimeError):
        apply(world, batch)

    assert not Application.objects.exists()
    assert not User.objects.filter(email="a@exemple.test").exists()
    batch.refresh_from_db()
    assert batch.can_be_applied


def test_one_person_may_hold_several_imported_dossiers(world: factories.World) -> None:
    same = {"E-mail de la personne porteuse": "Cabinet@Exemple.test"}

    assert apply(world, checked(world, workbook(HEAD, row("A", **same), row("B", **same)))) == 2

    holder = User.objects.get(email="cabinet@exemple.test")
    assert Application.objects.of_member(holder).count() == 2
    assert holder.roles.count() == 1


def test_an_hour_is_read_where_it_matters_and_dropped_where_it_does_not(world: factories.World) -> None:
    cells = {"Déposé le": datetime(2026, 9, 30, 9, 30), "Début": datetime(2026, 12, 1, 9, 30)}  # noqa: DTZ001

    assert apply(world, checked(world, workbook(HEAD, row("A", **cells)))) == 1

    made = Application.objects.get()
    assert f"{timezone.localtime(made.submitted_at):%d/%m/%Y %H:%M}" == "30/09/2026 09:30"
    assert queries.values(made.sheet)["start"] == "2026-12-01"


def test_duplicates_of_imported_dossiers_are_found_by_a_job(
    world: factories.World,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    jobs: list[Any] = []
    monkeypatch.setattr(imports, "enqueue", lambda *job: jobs.append(job))
    titles = ["Atelier partagé des scieries normandes", "Atelier partagé des scieries normande"]
    batch = checked(
        world, workbook(HEAD, *(row(f"R{n}", Titre=title[:40]) for n, title in enumerate(titles)))
    )
    with django_capture_on_commit_callbacks(execute=True):
        apply(world, batch)
    assert jobs == [("projects.pair_imported", batch.pk)]
    assert imports.imports_to_pair(at=later(minutes=6)) == [batch.pk]

    with django_capture_on_commit_callbacks(execute=True):
        assert imports.pair_imported(import_id=batch.pk, at=timezone.now()) == 2

    assert set(Application.objects.values_list("duplicates", flat=True)) == {1}
    assert imports.imports_to_pair(at=later(minutes=6)) == []


def test_an_imported_dossier_taken_back_meanwhile_is_nobodys_duplicate(
    world: factories.World, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    batch = checked(
        world, workbook(HEAD, *(row(f"R{n}", Titre="Atelier partagé des scieries") for n in range(2)))
    )
    apply(world, batch)
    gone = Application.objects.order_by("pk").first()
    withdraw_application(application=gone, actor=gone.project.members.get().user, at=timezone.now())

    with django_capture_on_commit_callbacks(execute=True):
        assert imports.pair_imported(import_id=batch.pk, at=timezone.now()) == 1

    assert set(Application.objects.values_list("duplicates", flat=True)) == {0}
    assert not gone.duplicate_keys.exists()


# --- the default form, its template, and back from an export ---


def test_the_template_of_the_default_form_can_be_filled_in_and_imported(as_user: AsUser) -> None:
    world = factories.edition_with(form=full_form())
    client = as_user(world.organiser)
    sent = client.get(reverse("projects:application_import_template", args=[world.edition.slug]))
    book = openpyxl.load_workbook(io.BytesIO(sent.content))
    names = [cell.value for cell in book.worksheets[0][1]]
    by_label = {question.label: question for question in world.edition.call.form.questions.all()}
    given = {**ANSWERS, "rules_accepted": "oui", "both_days": "oui", "head_count": "10_49"}
    cells = [
        "P-7" if name == "Référence d’origine" else given.get(getattr(by_label.get(name), "key", ""))
        for name in names
    ]

    batch = checked(world, workbook(names, cells))

    assert problems(batch) == []
    assert apply(world, batch) == 1
    assert Application.objects.get().rules_version == world.edition.call.rules_version
    assert book.sheetnames == ["Dossiers", "Mode d’emploi"]


# --- files that are not what they seem ---


def test_a_csv_is_read_whatever_its_separator_and_letters(world: factories.World) -> None:
    lines = [
        "Référence d’origine,E-mail de la personne porteuse,Titre,Présence",
        "A,a@exemple.test,'=Été,non",
        "",
    ]

    first = checked(world, "\n".join(lines).encode(), "a.csv")
    other = checked(world, "\n".join(lines).replace(",", ";").replace("’", "'").encode("cp1252"), "b.csv")

    assert (problems(first), problems(other)) == ([], [])
    apply(world, first)
    assert Application.objects.get().title == "=Été"


def bomb(size: int = 60 * 1024 * 1024) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", b" " * size)
    return stream.getvalue()


def lying_bomb() -> bytes:
    """Its directory says that the part is small."""
    data = bytearray(bomb())
    place = data.rindex(b"PK\x01\x02")
    data[place + 24 : place + 28] = (1000).to_bytes(4, "little")
    return bytes(data)


def with_part(part: str, before: bytes) -> bytes:
    """A workbook, something put at the head of one of its parts."""
    stream, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(HEAD, row("A"))))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            archive.writestr(name, (before if name.endswith(part) else b"") + source.read(name))
    return stream.getvalue()


def entity_bomb(part: str) -> bytes:
    """A workbook, one of whose parts says a thousand million letters in a few hundred."""
    doubled = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 8))
    declared = f'<!DOCTYPE x [<!ENTITY e0 "{"e" * 100}">{doubled}]>'.encode()
    stream, source = io.BytesIO(), zipfile.ZipFile(io.BytesIO(workbook(HEAD, row("A"))))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            text = source.read(name)
            if name == part:
                text = declared + re.sub(rb"^(<\?.*?\?>)?\s*(<[^>]*[^/>])", rb'\2 bomb="&e7;"', text)
            archive.writestr(name, text)
    return stream.getvalue()


def broken_inside() -> bytes:
    """Its directory is whole, what a part holds does not unpack."""
    data = bytearray(bomb(size=100_000))
    place = data.index(b"sharedStrings.xml") + len(b"sharedStrings.xml")
    data[place : place + 40] = b"\xff" * 40
    return bytes(data)


UNREADABLE: list[tuple[Callable[[], bytes], str]] = [
    (lambda: b"", "vide"),
    (lambda: b"   ", "vide"),
    (lambda: b"\xd0\xcf\x11\xe0 old", "ancien format"),
    (lambda: b"PK\x03\x04 not really", "pas un classeur"),
    (lambda: b"%PDF-1.7\x00\x01", "ni un classeur"),
    (lambda: b"x" * (spreadsheet.MOST_BYTES + 1), "5 Mo"),
    (bomb, "trop gros"),
    (lying_bomb, "lisible"),
    (broken_inside, "lisible"),
    (lambda: entity_bomb("xl/workbook.xml"), "lisible"),
    (lambda: entity_bomb("xl/styles.xml"), "lisible"),
    (lambda: entity_bomb("xl/worksheets/sheet1.xml"), "lisible"),
    (lambda: with_part("sheet1.xml", b"<c/>" * (spreadsheet.MOST_TAGS + 1)), "trop gros"),
    (lambda: with_part("sheet1.xml", b'<x:row r="1"/>' * (spreadsheet.MOST_ROW_TAGS + 1)), "trop gros"),
    (lambda: with_part("styles.xml", b" " * spreadsheet.LARGEST_STYLES), "trop gros"),
    (lambda: workbook(HEAD, *([["x"]] * (spreadsheet.MOST_ROWS + 1))), "2000 lignes"),
    (lambda: workbook(HEAD, row("A"))[:-400], "lisible"),
]


def test_a_file_that_cannot_be_read_is_refused_with_words(world: factories.World) -> None:
    for write, error in UNREADABLE:
        with pytest.raises(TransitionRefused) as refused:
            checked(world, write())

        assert error in str(refused.value.message)
    assert not TableImport.objects.exists()


def test_workbooks_are_parsed_by_what_refuses_entities() -> None:
    assert openpyxl.DEFUSEDXML is True

    sheet = zipfile.ZipFile(io.BytesIO(entity_bomb("xl/worksheets/sheet1.xml"))).read(
        "xl/worksheets/sheet1.xml"
    )
    with pytest.raises(EntitiesForbidden):
        list(openpyxl.xml.functions.iterparse(io.BytesIO(sheet)))


def test_a_row_far_below_is_not_waited_for(world: factories.World) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.active.cell(row=2, column=1, value="A")
    book.active.cell(row=1_048_576, column=16_384, value="loin")
    stream = io.BytesIO()
    book.save(stream)

    assert checked(world, stream.getvalue()).new_count == 1


@pytest.mark.parametrize("data", [b"a;b\n1;2", workbook(["Titre"]), workbook(["Titre", "Titre"], ["a", "b"])])
def test_a_table_without_the_columns_it_needs_says_which(world: factories.World, data: bytes) -> None:
    batch = checked(world, data)

    assert "Ligne 1, Référence d’origine : Cette colonne manque." in problems(batch)
    assert not batch.can_be_applied


def test_cells_in_error_and_strange_signs_are_reported_or_cleaned(world: factories.World) -> None:
    data = "Référence d’origine;E-mail de la personne porteuse;Titre;Effectif\nA;a@exemple.test;\u202eabc;#REF!\n"

    batch = checked(world, data.encode())

    assert problems(batch) == ["Ligne 2, Effectif : La cellule contient une erreur de calcul."]


def test_a_formula_whose_result_is_not_stored_is_called_one(world: factories.World) -> None:
    batch = checked(world, workbook(HEAD, row("A", Effectif="=10+2"), row("=1+1")))

    formula = "Cette cellule est une formule dont le fichier ne garde pas le résultat : mettez-y la valeur."
    assert problems(batch) == [
        f"Ligne 2, Effectif : {formula}",
        f"Ligne 3, Référence d’origine : {formula}",
    ]


def test_a_holder_who_sits_on_the_committee_is_reported_before_the_import(world: factories.World) -> None:
    juror = factories.role(world.edition, RoleName.REVIEWER)
    data = workbook(HEAD, row("a", **{"E-mail de la personne porteuse": juror.email.upper()}), row("b"))

    batch = checked(world, data, incomplete_accepted=True)

    lines = [line for line in problems(batch) if "sans dérogation" in line]
    assert [line[:45] for line in lines] == ["Ligne 2, E-mail de la personne porteuse : Cet"]
    assert apply(world, batch) == 2
