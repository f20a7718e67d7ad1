"""Exports: what a file holds, what it leaves out, who may have it."""

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from openpyxl.utils.escape import unescape
from pypdf import PdfReader

from accelerator.audit.models import AuditEntry
from accelerator.questionnaires.models import Answer, Attachment
from projects.application.enums import ApplicationState
from projects.exchange.actions.exports import remove_template, save_template
from projects.exchange.exports import book, writers
from projects.models import ExportJob, ExportTemplate
from tests import factories
from tests.support.exchange import built, content, csv_rows, dossier, xlsx_rows
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def attach(application: Any, key: str, name: str, data: bytes = b"%PDF-1.7") -> Attachment:
    question = application.sheet.revision.questions.get(key=key)
    attachment = Attachment(
        sheet=application.sheet, question=question, name=name, content_type="application/pdf", size=len(data),
        sha256="0" * 64, uploaded_at=timezone.now(),
    )  # fmt: skip
    attachment.file.save(name, ContentFile(data), save=False)
    attachment.save(force_insert=True)
    Answer.objects.update_or_create(
        sheet=application.sheet,
        question=question,
        defaults={"value": [str(attachment.pk)], "saved_at": timezone.now()},
    )
    return attachment


def pdf_text(job: ExportJob) -> str:
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content(job))).pages)


# --- tables ---


def test_a_table_has_a_row_for_each_dossier_and_the_columns_that_were_chosen(world: factories.World) -> None:
    dossier(world, trial="yes", people=12, start="2026-12-01")

    job = built(world.edition, world.organiser, columns=["reference", "q:trial", "q:people", "q:start"])

    reference = world.edition.call.applications.get().reference
    assert csv_rows(job) == [
        ["Référence", "Trial", "People", "Start"],
        [reference, "Oui, déjà", "12", "01/12/2026"],
    ]
    assert content(job).startswith(b"\xef\xbb\xbf")


def test_a_workbook_keeps_numbers_and_dates_as_such_and_says_what_it_is(world: factories.World) -> None:
    dossier(world, people=12.5, start="2026-12-01")

    job = built(world.edition, world.organiser, kind="xlsx", columns=["q:people", "q:start"])

    header, row = xlsx_rows(job)
    assert header == ("People", "Start")
    assert row[0] == 12.5
    assert f"{row[1]:%Y-%m-%d}" == "2026-12-01"
    about = openpyxl.load_workbook(io.BytesIO(content(job))).worksheets[1]
    assert about["B1"].value == world.edition.name


def test_typed_texts_never_become_formulas(world: factories.World) -> None:
    texts = ["=1+1", "+33 6", "-2", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "＝1+1"]
    for text in texts:
        dossier(world, lessons=text, trial="yes")

    as_csv = built(world.edition, world.organiser, columns=["q:lessons"])
    as_xlsx = built(world.edition, world.organiser, kind="xlsx", columns=["q:lessons"])

    assert sorted(csv_rows(as_csv)[1:]) == sorted([f"'{text}"] for text in texts)
    cells = [
        row[0] for row in openpyxl.load_workbook(io.BytesIO(content(as_xlsx))).worksheets[0].iter_rows(2)
    ]
    assert {(cell.data_type != "f", cell.quotePrefix) for cell in cells} == {(True, True)}
    values = {cell.value.replace("_x000D_", "\r").strip() for cell in cells}
    assert values == {text.strip() for text in texts}


def test_a_negative_number_is_a_number(world: factories.World) -> None:
    dossier(world, people=-3)

    assert csv_rows(built(world.edition, world.organiser, columns=["q:people"]))[1] == ["-3"]


def test_a_text_too_long_for_a_cell_is_cut_and_says_so(world: factories.World) -> None:
    dossier(world, trial="yes", lessons="a" * 40_000)

    _head, row = xlsx_rows(built(world.edition, world.organiser, kind="xlsx", columns=["q:lessons"]))

    assert len(row[0]) == writers.LONGEST_CELL
    assert row[0].endswith("[texte coupé]")


def test_a_workbook_filters_all_its_rows_and_holds_any_text(world: factories.World) -> None:
    strange = "a\x0bb & <c> _x0041_ \ufffe\nligne"
    dossier(world, trial="yes", lessons=strange, start="1900-01-15")
    dossier(world)

    job = built(world.edition, world.organiser, kind="xlsx", columns=["reference", "q:lessons", "q:start"])

    sheet = openpyxl.load_workbook(io.BytesIO(content(job))).worksheets[0]
    assert sheet.auto_filter.ref == "A1:C3"
    assert sheet.freeze_panes == "B2"
    assert sheet["C2"].value == "15/01/1900"  # Excel counts the days of that winter otherwise
    assert unescape(sheet["B2"].value) == strange
    archive = zipfile.ZipFile(io.BytesIO(content(job)))
    assert b"$A$1:$C$3" in archive.read("xl/workbook.xml")


def test_a_choice_of_columns_that_nobody_asks_any_more_gives_the_usual_ones(world: factories.World) -> None:
    dossier(world)

    assert csv_rows(built(world.edition, world.organiser, columns=["q:gone"]))[0][0] == "Référence"


def test_an_answer_that_another_one_hides_is_not_exported(world: factories.World) -> None:
    dossier(world, trial="no", lessons="Ce qui fut écrit puis caché")
    dossier(world, trial="yes", lessons="Ce qui est demandé")

    assert "caché" not in pdf_text(built(world.edition, world.organiser, kind="pdf"))
    rows = csv_rows(built(world.edition, world.organiser, columns=["q:lessons"]))
    assert sorted(rows[1:]) == [[""], ["Ce qui est demandé"]]


def test_logistics_answers_are_exported_on_request_and_logged(
    world: factories.World,
) -> None:
    dossier(world, access="Fauteuil roulant")
    columns = ["reference", "q:access"]

    assert "Fauteuil" not in pdf_text(built(world.edition, world.organiser, kind="pdf"))
    assert "Fauteuil" in pdf_text(built(world.edition, world.organiser, kind="pdf", logistics=True))
    without = built(world.edition, world.organiser, columns=columns)
    with_it = built(world.edition, world.organiser, columns=columns, logistics=True)

    assert "Fauteuil" not in content(without).decode()
    assert "Fauteuil" in content(with_it).decode()
    result = (
        AuditEntry.objects.filter(verb="request_export")
        .order_by("pk")
        .values_list("data__logistics", flat=True)
    )
    assert list(result) == [False, True, False, True]


def test_a_draft_and_a_withdrawn_dossier_are_left_out_and_a_state_can_be_requested(
    world: factories.World,
) -> None:
    stored = dossier(world, ApplicationState.ELIGIBLE)
    dossier(world, ApplicationState.SUBMITTED)
    dossier(world, ApplicationState.DRAFT)
    dossier(world, ApplicationState.WITHDRAWN)

    everything = built(world.edition, world.organiser, columns=["reference"])
    eligible = built(world.edition, world.organiser, columns=["reference"], state="eligible")
    draft = built(world.edition, world.organiser, columns=["reference"], state="draft")

    assert len(csv_rows(everything)) == 3
    assert csv_rows(eligible)[1:] == [[stored.reference]]
    assert csv_rows(draft)[1:] == []


def test_a_dossier_of_another_edition_is_not_in_the_file(world: factories.World) -> None:
    factories.edition_with(applications=2)
    dossier(world)

    assert len(csv_rows(built(world.edition, world.organiser, columns=["reference"]))) == 2


# --- documents and attachments ---


def test_all_dossiers_make_one_document_with_its_contents(world: factories.World) -> None:
    titles = [dossier(world, trial="yes", lessons=f"Leçon {number}").title for number in range(3)]

    job = built(world.edition, world.organiser, kind="pdf")

    document = PdfReader(io.BytesIO(content(job)))
    text = pdf_text(job)
    assert all(text.count(title) >= 2 for title in titles)  # in the contents, then above the dossier
    assert "Sommaire" in text
    assert len(document.outline) >= 3
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_a_large_edition_is_a_set_of_volumes(world: factories.World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "VOLUME", 2)
    for _ in range(5):
        dossier(world)

    archive = zipfile.ZipFile(io.BytesIO(content(built(world.edition, world.organiser, kind="pdf"))))

    assert [name.rpartition("-volume-")[2] for name in archive.namelist()] == [
        "01-sur-03.pdf", "02-sur-03.pdf", "03-sur-03.pdf",
    ]  # fmt: skip
    assert all(archive.read(name).startswith(b"%PDF") for name in archive.namelist())


def test_attachments_are_named_after_their_dossier_and_no_name_leads_out_of_the_archive(
    world: factories.World,
) -> None:
    made = dossier(world)
    attach(made, "plan", "../../etc/passwd.pdf", b"one")
    attach(made, "plan", "PASSWD.pdf", b"two")
    attach(made, "badge", "badge.pdf", b"private")

    archive = zipfile.ZipFile(io.BytesIO(content(built(world.edition, world.organiser, kind="zip"))))

    question = f"{made.reference}-le-plan-d-atelier"
    assert archive.namelist() == [f"{question}-passwd.pdf", f"{question}-PASSWD-2.pdf"]
    assert archive.read(archive.namelist()[0]) == b"one"
    with_it = built(world.edition, world.organiser, kind="zip", logistics=True)
    assert len(zipfile.ZipFile(io.BytesIO(content(with_it))).namelist()) == 3


def test_a_file_that_storage_lost_is_named(world: factories.World) -> None:
    made = dossier(world)
    lost = attach(made, "plan", "plan.pdf")
    lost.file.storage.delete(lost.file.name)

    archive = zipfile.ZipFile(io.BytesIO(content(built(world.edition, world.organiser, kind="zip"))))

    assert archive.read("FICHIERS-MANQUANTS.txt").decode() == f"{made.reference}-le-plan-d-atelier-plan.pdf"


# --- pages ---


def test_an_organiser_chooses_columns_saves_them_and_requests_the_file(
    world: factories.World, as_user: AsUser
) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:export_table", args=[world.edition.slug])
    ticked = {"columns": ["reference", "q:trial"], "kind": "xlsx", "state": "", "name": "Pour le comité"}

    saved = client.post(page, {**ticked, "verb": "save"})
    template = ExportTemplate.objects.get()
    again = client.get(saved.url)
    requested = client.post(page, {**ticked, "verb": "export"})

    assert template.columns == ["reference", "q:trial"]
    assert saved.url.endswith(f"?template={template.pk}")
    assert "Pour le comité" in again.content.decode()
    assert requested.url == reverse("projects:manage_exports", args=[world.edition.slug])
    assert ExportJob.objects.get().options["columns"] == ["reference", "q:trial"]


def test_a_choice_of_columns_that_two_clicks_remove_is_removed_once(world: factories.World) -> None:
    act = {"actor": world.organiser, "at": timezone.now()}
    save_template(edition=world.edition, name="Pour le comité", columns=["reference"], **act)
    clicks = [ExportTemplate.objects.get(), ExportTemplate.objects.get()]

    for template in clicks:
        remove_template(template=template, **act)

    assert not ExportTemplate.objects.exists()
    assert AuditEntry.objects.filter(verb="remove_export_template").count() == 1


def test_a_form_that_is_wrong_comes_back_with_words(world: factories.World, as_user: AsUser) -> None:
    client = as_user(world.organiser)
    page = reverse("projects:export_table", args=[world.edition.slug])

    nothing = client.post(page, {"kind": "xlsx", "verb": "export"})
    nameless = client.post(page, {"kind": "xlsx", "columns": ["reference"], "verb": "save"})
    private = client.post(page, {"kind": "xlsx", "columns": ["q:access"], "verb": "export"})
    forged = client.post(page, {"kind": "xlsx", "columns": ["q:unknown"], "verb": "export"})

    assert [item.status_code for item in (nothing, nameless, private, forged)] == [422] * 4
    assert nothing.text.count("Cochez au moins une colonne") == 2, "in the summary and at the columns"
    assert 'href="#id_columns"' in nothing.text
    assert "Donnez un nom" in nameless.content.decode()
    assert "réservée à la logistique" in private.content.decode()
    assert not ExportJob.objects.exists()


def test_a_file_can_be_deleted_at_once(world: factories.World, as_user: AsUser) -> None:
    job = built(world.edition, world.organiser, columns=["reference"])

    as_user(world.organiser).post(reverse("projects:export_remove", args=[world.edition.slug, job.pk]))

    job.refresh_from_db()
    assert job.state == ExportJob.State.EXPIRED
