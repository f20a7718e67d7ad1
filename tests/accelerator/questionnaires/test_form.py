"""The form of a sheet, with JavaScript and without."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accelerator.questionnaires import actions, queries
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.models import AnswerSheet, Attachment
from tests.support.questions import PROFILES, pdf, sheet_with, text

pytestmark = pytest.mark.django_db
OPTIONS = {**PROFILES, "other": True, "rows": PROFILES["choices"]}
EVERY_KIND = [{"key": f"k-{kind}", "kind": kind, "options": OPTIONS} for kind in Kind.values]


def posted(sheet: AnswerSheet, files: list[Any] | None = None, **values: Any) -> AnswerForm:
    """A form that was sent, checked and saved."""
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    form = answer_form(sheet, data=data, files=MultiValueDict({"q_plan": files or []}))
    form.is_valid()
    actions.save_answers(sheet=sheet, form=form, actor=None, at=timezone.now())
    return form


def html_of(form: AnswerForm) -> str:
    return render_to_string("questionnaires/_form.html", {"form": form})


def test_every_kind_is_drawn_and_crispy_draws_the_same() -> None:
    form = answer_form(sheet_with(*EVERY_KIND))

    html = html_of(form)
    crispy = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))

    for question in EVERY_KIND:
        row = ".a" if question["kind"] == Kind.MATRIX else ""
        name = f'name="q_{question["key"]}{row}"'
        assert (name in html) is (question["kind"] != Kind.STATEMENT)
        assert (name in crispy) is (question["kind"] != Kind.STATEMENT)
    assert "style=" not in html
    assert " onclick" not in html


def test_groups_have_a_legend_and_optional_questions_say_so() -> None:
    html = html_of(
        answer_form(sheet_with(text(), {"key": "profile", "kind": Kind.SINGLE, "options": PROFILES}))
    )

    assert html.count("(facultatif)") == 1
    assert "<legend" in html
    assert 'aria-describedby="id_q_title_counter id_q_title_state"' in html
    assert 'required=""' not in html
    assert "maxlength" not in html


def test_help_is_displayed_and_its_reasons_open_in_place() -> None:
    html = html_of(answer_form(sheet_with(text(help_fr="Court et concret.\n\nIl sera **public**."))))

    assert ">Court et concret.</p>" in html
    assert "<strong>public</strong>" in html
    assert "Pourquoi cette question" in html


def test_a_page_is_saved_without_script() -> None:
    sheet = sheet_with(
        text(), {"key": "profile", "kind": Kind.MULTIPLE, "options": PROFILES, "required": True}
    )

    form = posted(sheet, q_title="Atelier", v_title="0", q_profile=["b", "a"], v_profile="0")

    assert not form.errors
    assert queries.values(sheet) == {"title": "Atelier", "profile": ["a", "b"]}
    assert sheet.answered == AnswerSheet.objects.get().answered == 2


def test_valid_answers_are_stored_beside_an_invalid_one_which_stays_on_the_page() -> None:
    sheet = sheet_with(text(), text("mail", kind=Kind.EMAIL))

    form = posted(sheet, q_title="Atelier", q_mail="claire@")

    assert queries.values(sheet) == {"title": "Atelier"}
    assert list(form.errors) == ["q_mail"]
    assert 'value="claire@"' in html_of(form)
    assert 'aria-invalid="true"' in html_of(form)


def test_a_draft_may_be_incomplete_and_a_short_form_may_insist() -> None:
    sheet = sheet_with(text())

    assert answer_form(sheet, data=QueryDict("q_title=")).is_valid()
    assert not answer_form(sheet, data=QueryDict("q_title="), enforce=True).is_valid()


def test_an_unticked_group_is_an_answer_taken_back_and_an_absent_field_says_nothing() -> None:
    options = {"kind": Kind.MULTIPLE, "options": PROFILES}
    sheet = sheet_with({"key": "a", **options}, {"key": "b", **options}, a=["a"], b=["b"])

    posted(sheet, v_a="1")

    assert queries.values(sheet) == {"b": ["b"]}


def test_two_pages_of_one_sheet_learn_of_one_another() -> None:
    sheet = sheet_with(text(), title="Atelier")
    posted(sheet, q_title="Le sien", v_title="1")

    form = posted(sheet, q_title="Le mien", v_title="1")

    assert queries.values(sheet) == {"title": "Le sien"}
    html = html_of(form)
    assert 'value="Le mien"' in html
    assert "Le sien" in html
    assert 'name="v_title" value="2"' in " ".join(html.split())
    posted(sheet, q_title="Le mien", v_title="2")
    assert queries.values(sheet) == {"title": "Le mien"}


def test_saving_twice_changes_nothing_the_second_time() -> None:
    sheet = sheet_with(text())

    posted(sheet, q_title="Atelier", v_title="0")
    posted(sheet, q_title="Atelier", v_title="0")

    assert sheet.answers.get().version == 1


def test_files_come_with_the_page_and_are_taken_back_by_their_button() -> None:
    sheet = sheet_with(text(), {"key": "plan", "kind": Kind.FILE, "options": {"max_files": 2}})

    form = posted(sheet, [pdf(), pdf("autre.pdf")], q_title="Atelier")

    assert not form.errors
    assert Attachment.objects.count() == 2
    html = render_to_string(
        "questionnaires/_form.html", {"form": answer_form(sheet), "file_url": "/f/__id__/"}
    )
    stored = Attachment.objects.order_by("name")[0]
    assert f"/f/{stored.pk}/" in html
    posted(sheet, remove_file=str(stored.pk))
    assert [attachment.name for attachment in Attachment.objects.all()] == ["plan.pdf"]


@pytest.mark.parametrize(
    ("files", "stored"),
    [
        ([SimpleUploadedFile("page.pdf", b"<html>")], 0),
        ([pdf(), pdf("autre.pdf")], 1),
    ],
)
def test_a_refused_file_is_reported_at_its_field_and_the_rest_is_saved(files: list[Any], stored: int) -> None:
    sheet = sheet_with(text(), {"key": "plan", "kind": Kind.FILE})

    form = posted(sheet, files, q_title="Atelier")

    assert list(form.errors) == ["q_plan"]
    assert Attachment.objects.count() == stored
    assert queries.values(sheet)["title"] == "Atelier"


@pytest.mark.parametrize("count", [3, 30])
def test_a_form_costs_the_same_whatever_its_length(count: int, django_assert_num_queries) -> None:
    keys = [f"q{number}" for number in range(count)]
    sheet = sheet_with(*map(text, keys), **dict.fromkeys(keys, "x"))

    with django_assert_num_queries(2):
        html_of(answer_form(sheet))
    form = answer_form(sheet, data={f"q_{key}": "y" for key in keys} | {f"v_{key}": "1" for key in keys})
    assert form.is_valid()
    with django_assert_num_queries(8):  # two of them the savepoint that the test adds
        actions.save_answers(sheet=sheet, form=form, actor=None, at=timezone.now())


@pytest.mark.parametrize("version", ["", "x", "-1", "²", "9" * 40])
def test_a_forged_version_does_no_harm(version: str) -> None:
    sheet = sheet_with(text(), title="Atelier")

    form = posted(sheet, q_title="Autre", v_title=version)

    assert form.conflicts == {"title": "Atelier"}
    assert queries.values(sheet)["title"] == "Atelier"


def test_a_page_without_a_version_writes_over_nothing() -> None:
    sheet = sheet_with(text(), title="Atelier")

    form = posted(sheet, q_title="Autre")

    assert form.conflicts == {"title": "Atelier"}
    assert queries.values(sheet)["title"] == "Atelier"


def test_a_text_that_comes_back_to_be_corrected_is_still_written_upon_what_its_author_read() -> None:
    sheet = sheet_with(text(max_length=10), text("town"), title="Atelier")
    posted(sheet, q_title="L’autre", v_title="1")

    refused = posted(sheet, q_title="Un texte trop long", v_title="1", q_town="Caen", v_town="0")
    versions = [refused[name].version for name in ("q_title", "q_town")]
    corrected = posted(sheet, q_title="Le mien", v_title=str(versions[0]))
    chosen = posted(sheet, q_title="Le mien", v_title=str(corrected["q_title"].version))

    assert versions == [1, 1]
    assert corrected.conflicts == {"title": "L’autre"}
    assert chosen.is_valid()
    assert queries.values(sheet) == {"title": "Le mien", "town": "Caen"}
