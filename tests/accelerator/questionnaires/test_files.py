"""Files given as answers, and texts and file names as they are stored."""

import unicodedata

import pytest
from django.http import Http404
from django.utils import timezone
from hypothesis import given, strategies as st

from accelerator.questionnaires import actions, queries, sheets, views
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerRefused, SheetFrozen
from accelerator.questionnaires.models import AnswerSheet, Attachment
from accelerator.text import clean_file_name, clean_text
from tests.factories import published_form
from tests.support.questions import PDF, pdf, sheet_with, text

pytestmark = pytest.mark.django_db


def files_sheet(**options: int) -> AnswerSheet:
    return sheet_with(
        text(),
        {
            "key": "plan",
            "kind": QuestionKind.FILE,
            "required": True,
            "options": {"types": ["pdf"], **options},
        },
    )


def attach(sheet: AnswerSheet, upload=None, key: str = "plan") -> Attachment:
    return actions.attach_file(sheet=sheet, key=key, upload=upload or pdf(), actor=None, at=timezone.now())


def test_a_file_is_an_answer() -> None:
    sheet = files_sheet()

    attachment = attach(sheet)

    assert queries.values(sheet) == {"plan": [str(attachment.pk)]}
    assert (sheet.answered, AnswerSheet.objects.get().answered) == (1, 1)
    assert (attachment.name, attachment.content_type, attachment.size) == (
        "plan.pdf",
        "application/pdf",
        len(PDF),
    )
    assert "plan" not in attachment.file.name


def test_one_too_many_is_refused_and_leaves_nothing_in_storage() -> None:
    sheet = files_sheet()
    attachment = attach(sheet)

    with pytest.raises(AnswerRefused):
        attach(sheet, pdf("autre.pdf", PDF + b"%"))

    assert Attachment.objects.get() == attachment
    assert len(attachment.file.storage.listdir("attachments")[1]) == 1


def test_the_same_file_sent_twice_is_stored_once() -> None:
    sheet = files_sheet(max_files=3)

    assert attach(sheet) == attach(sheet)
    assert Attachment.objects.count() == 1


def test_a_file_is_taken_back(django_capture_on_commit_callbacks) -> None:
    sheet = files_sheet(max_files=2)
    first, second = attach(sheet), attach(sheet, pdf("autre.pdf", PDF + b"%"))

    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(sheet=sheet, attachment=str(first.pk), actor=None, at=timezone.now())

    assert queries.values(sheet) == {"plan": [str(second.pk)]}
    assert not first.file.storage.exists(first.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_file(sheet=sheet, attachment=second, actor=None, at=timezone.now())
    assert queries.values(sheet) == {}
    assert AnswerSheet.objects.get().answered == 0


@pytest.mark.parametrize("forged", ["", "not-a-uuid", "00000000-0000-0000-0000-000000000000"])
def test_a_forged_identifier_removes_nothing(forged: str) -> None:
    sheet, other = files_sheet(), files_sheet()
    theirs = attach(other)

    for identifier in (forged, str(theirs.pk)):
        actions.remove_file(sheet=sheet, attachment=identifier, actor=None, at=timezone.now())

    assert Attachment.objects.get() == theirs


def test_a_frozen_sheet_keeps_its_files() -> None:
    sheet = files_sheet()
    attachment = attach(sheet)
    actions.freeze(sheet=sheet, at=timezone.now())

    with pytest.raises(SheetFrozen):
        attach(sheet, pdf("autre.pdf"))
    with pytest.raises(SheetFrozen):
        actions.remove_file(sheet=sheet, attachment=attachment, actor=None, at=timezone.now())


@pytest.mark.parametrize("key", ["title", "nope"])
def test_only_a_file_question_takes_a_file(key: str) -> None:
    with pytest.raises(AnswerRefused):
        attach(files_sheet(), key=key)


def test_a_file_looked_at_while_the_form_is_published_anew_answers_the_new_form(monkeypatch) -> None:
    sheet = files_sheet()
    again = published_form({"key": "plan", "kind": QuestionKind.FILE})
    real = sheets.check

    def slow_check(upload, **options):
        AnswerSheet.objects.filter(pk=sheet.pk).update(revision=again)
        return real(upload, **options)

    monkeypatch.setattr(sheets, "check", slow_check)

    attachment = attach(sheet)

    assert attachment.question.revision == again
    assert list(queries.values(sheet)) == ["plan"]


def test_a_file_is_sent_as_a_download_with_the_type_that_was_found() -> None:
    attachment = attach(files_sheet(), pdf("plan de « salle ».pdf"))

    response = views.download(attachment)

    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
    assert b"".join(response.streaming_content) == PDF


def test_a_file_lost_in_storage_is_not_found() -> None:
    attachment = attach(files_sheet())
    attachment.file.storage.delete(attachment.file.name)

    with pytest.raises(Http404):
        views.download(attachment)


def test_the_hash_counts_the_files() -> None:
    first, second, third = files_sheet(), files_sheet(), files_sheet()
    attach(first)
    attach(second)
    attach(third, pdf("plan.pdf", PDF + b"%"))

    assert queries.content_hash(first) == queries.content_hash(second) != queries.content_hash(third)


ANY_TEXT = st.text(st.characters(exclude_categories=()))


def test_a_text_is_cleaned() -> None:
    for typed, stored in (
        ("a\x00b\x07c", "abc"),
        ("un\r\ndeux\u2028trois\x85quatre", "un\ndeux\ntrois\nquatre"),
        ("tab\tgardée", "tab\tgardée"),
        ("e\u0301", "é"),
        ("fac\u202eture\u2066", "facture"),
        ("\ud800seul", "seul"),
        ("\ufeffdébut", "début"),
        ("sans\ufffe\uffff signe", "sans signe"),
        ("مرحبا", "مرحبا"),
    ):
        assert clean_text(typed) == stored


@given(ANY_TEXT)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    cleaned = clean_text(text)

    assert clean_text(cleaned) == cleaned
    assert isinstance(cleaned.encode(), bytes)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(sign) == "Cc" and sign not in "\n\t" for sign in cleaned)


def test_a_file_name_is_cleaned() -> None:
    for given_name, saved in (
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\x\\plan.pdf", "plan.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ('a"b<c>|?.pdf', "a_b_c___.pdf"),
        ("...", "fichier"),
        (".pdf", "pdf"),
        ("é" * 300 + ".pdf", "é" * 146 + ".pdf"),
    ):
        assert clean_file_name(given_name) == saved


@given(ANY_TEXT)
def test_a_file_name_is_always_usable(name: str) -> None:
    cleaned = clean_file_name(name)

    assert 1 <= len(cleaned) <= 150
    assert not set(cleaned) & set('/\\\x00\n"')
