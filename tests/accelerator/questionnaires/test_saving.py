"""Answers saved one by one, and read by those who may: nothing is lost, nothing is doubled, conflicts are reported."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Count
from django.http import JsonResponse
from django.test import RequestFactory
from django.utils import timezone
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings, strategies as st

from accelerator.questionnaires import actions, queries, views
from accelerator.questionnaires.enums import AnswerAudience as Audience, QuestionKind as Kind
from accelerator.questionnaires.errors import AnswerRefused, SheetFrozen
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment
from accelerator.transitions import EditConflict
from tests.factories import user
from tests.support.questions import PROFILES, pdf, sheet_with, text

pytestmark = pytest.mark.django_db


def save(
    sheet: AnswerSheet, raw: Any, *, key: str = "title", seen: int | None = 0, actor: Any = None
) -> Answer:
    return actions.save_answer(
        sheet=sheet, key=key, raw=raw, base_version=seen, actor=actor, at=timezone.now()
    )


def test_a_first_answer_is_stored_with_its_author() -> None:
    sheet, author = sheet_with(text()), user()

    answer = save(sheet, "Atelier partagé", actor=author)

    assert (answer.version, answer.value, answer.saved_by) == (1, "Atelier partagé", author)
    stored = AnswerSheet.objects.get()
    assert (stored.answered, stored.saved_at) == (1, answer.saved_at)
    assert (sheet.answered, queries.progress(sheet)) == (1, (1, 1))


def test_a_stale_change_is_a_conflict_and_changes_nothing() -> None:
    sheet = sheet_with(text())
    save(sheet, "Premier")
    save(sheet, "Deuxième", seen=1)

    with pytest.raises(EditConflict) as conflict:
        save(sheet, "Troisième", seen=1)

    assert (conflict.value.theirs, conflict.value.version) == ({"title": "Deuxième"}, 2)
    assert queries.values(sheet) == {"title": "Deuxième"}


def test_a_stale_save_of_the_same_text_is_no_conflict() -> None:
    sheet = sheet_with(text())
    save(sheet, "Atelier")

    again = save(sheet, " Atelier ")

    assert again.version == 1


@pytest.mark.parametrize("seen", [0, 3, 99])
def test_a_forged_version_is_a_conflict(seen: int) -> None:
    sheet = sheet_with(text())
    save(sheet, "Atelier")

    with pytest.raises(EditConflict):
        save(sheet, "Autre", seen=seen)


def test_no_version_writes_over_whatever_is_there() -> None:
    sheet = sheet_with(text())
    save(sheet, "Atelier")

    assert save(sheet, "Autre", seen=None).version == 2


def test_an_answer_taken_back_no_longer_counts() -> None:
    sheet = sheet_with(text())
    save(sheet, "Atelier")

    emptied = save(sheet, "  ", seen=1)

    assert (emptied.value, emptied.version) == (None, 2)
    assert queries.values(sheet) == {}
    assert AnswerSheet.objects.get().answered == 0
    assert [query.key for query in queries.missing(sheet)] == ["title"]


def test_only_required_answers_count() -> None:
    sheet = sheet_with(
        text(), text("phone", required=False), {"key": "ok", "kind": Kind.YES_NO, "required": True}
    )

    save(sheet, "02 00 00 00 00", key="phone")
    save(sheet, "no", key="ok")

    assert queries.progress(sheet) == (1, 2)
    assert [query.key for query in queries.missing(sheet)] == ["title"]


def test_a_refused_answer_leaves_the_one_before() -> None:
    sheet = sheet_with(text(max_length=10))
    save(sheet, "Atelier")
    before = AnswerSheet.objects.get().saved_at

    with pytest.raises(AnswerRefused):
        save(sheet, "x" * 10_000, seen=1)

    assert queries.values(sheet) == {"title": "Atelier"}
    assert AnswerSheet.objects.get().saved_at == before


@pytest.mark.parametrize("key", ["nope", "", "title' OR 1=1 --"])
def test_a_forged_question_is_refused(key: str) -> None:
    other = sheet_with(text("secret"))
    sheet = sheet_with(text())

    with pytest.raises(AnswerRefused):
        save(sheet, "x", key=key)
    with pytest.raises(AnswerRefused):
        save(sheet, "x", key="secret")
    assert queries.values(other) == {}


def test_a_statement_and_a_file_take_no_text() -> None:
    sheet = sheet_with({"key": "note", "kind": Kind.STATEMENT}, {"key": "plan", "kind": Kind.FILE})

    for key in ("note", "plan"):
        with pytest.raises(AnswerRefused):
            save(sheet, "plan.pdf", key=key)
    with pytest.raises(AnswerRefused):
        save(sheet, [], key="plan")


def test_a_frozen_sheet_takes_nothing_even_from_a_stale_page() -> None:
    sheet = sheet_with(text(), title="Atelier")
    stale = AnswerSheet.objects.get()
    at = timezone.now()

    first = actions.freeze(sheet=sheet, at=at)
    second = actions.freeze(sheet=sheet, at=at + timedelta(hours=1))

    assert first.sha256 == second.sha256
    assert AnswerSheet.objects.get().frozen_at == at
    with pytest.raises(SheetFrozen):
        save(stale, "Autre", seen=1)


def test_false_and_zero_are_answers_and_differ_from_one_another() -> None:
    sheet = sheet_with(
        {"key": "n", "kind": Kind.NUMBER, "required": True}, {"key": "ok", "kind": Kind.YES_NO}
    )

    save(sheet, "0", key="n")
    save(sheet, "no", key="ok")

    assert queries.values(sheet) == {"n": 0, "ok": False}
    assert sheet.answered == 1


RAW = st.text(st.characters(exclude_categories=())) | st.lists(
    st.text(st.characters(exclude_categories=())), max_size=3
)
QUESTIONS = [
    {"key": f"k-{kind}", "kind": kind, "options": PROFILES, "required": True} for kind in Kind.values
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(key=st.sampled_from([question["key"] for question in QUESTIONS]), raw=RAW)
def test_whatever_is_sent_is_saved_or_refused(db, key: str, raw: Any) -> None:
    sheet = sheet_with(*QUESTIONS)

    try:
        save(sheet, raw, key=key, seen=None)
    except AnswerRefused:
        assert not sheet.answers.exists()
    else:
        assert sheet.answers.count() <= 1
    assert not Answer.objects.values("sheet", "question").annotate(n=Count("pk")).filter(n__gt=1)


def post(**data: Any) -> Any:
    return RequestFactory().post("/", data)


def read(response: JsonResponse) -> tuple[int, dict[str, Any]]:
    return response.status_code, json.loads(response.content)


def test_an_answer_is_saved() -> None:
    sheet = sheet_with(text(), text("other"))

    status, data = read(
        views.autosave(post(value="Atelier", base_version="0"), sheet=sheet, key="title", actor=None)
    )

    assert status == 200
    assert (data["version"], data["answered"], data["total"]) == (1, 1, 2)
    assert data["saved_at"] in data["message"]


def test_several_choices_are_saved() -> None:
    sheet = sheet_with({"key": "needs", "kind": Kind.MULTIPLE, "options": PROFILES})

    status, _data = read(views.autosave(post(value=["a", "b"]), sheet=sheet, key="needs", actor=None))

    assert (status, queries.values(sheet)) == (200, {"needs": ["a", "b"]})


def test_a_conflict_shows_the_other_answer() -> None:
    sheet = sheet_with({"key": "ok", "kind": Kind.YES_NO}, ok=True)

    status, data = read(views.autosave(post(value="no", base_version="0"), sheet=sheet, key="ok", actor=None))

    assert status == 409
    assert (data["theirs"], data["theirs_text"], data["version"]) == ("yes", "Oui", 1)
    assert data["message"]


@pytest.mark.parametrize(
    ("key", "value"), [("title", "x" * 10_000), ("nope", "x"), ("profile", "forged"), ("plan", "plan.pdf")]
)
def test_a_refusal_says_why(key: str, value: str) -> None:
    sheet = sheet_with(
        text(),
        {"key": "profile", "kind": Kind.SINGLE, "options": PROFILES},
        {"key": "plan", "kind": Kind.FILE},
    )

    status, data = read(views.autosave(post(value=value), sheet=sheet, key=key, actor=None))

    assert status == 422
    assert data["error"]


def test_a_sent_sheet_is_closed() -> None:
    sheet = sheet_with(text())
    actions.freeze(sheet=sheet, at=timezone.now())

    status, data = read(views.autosave(post(value="x"), sheet=sheet, key="title", actor=None))

    assert status == 423
    assert data["error"]


def test_a_file_is_stored_then_taken_back() -> None:
    sheet = sheet_with({"key": "plan", "kind": Kind.FILE, "required": True})

    status, data = read(
        views.upload(post(file=pdf()), sheet=sheet, key="plan", actor=None, file_url="/f/__id__/")
    )

    attachment = Attachment.objects.get()
    assert (status, data["version"], data["answered"]) == (200, 1, 1)
    assert f"/f/{attachment.pk}/" in data["html"]
    status, data = read(views.remove(post(), sheet=sheet, attachment=attachment, actor=None))
    assert (status, data["answered"], data["html"].strip()) == (200, 0, "")


JURY = {Audience.JURY, Audience.PUBLIC}


def test_each_audience_reads_its_own_answers() -> None:
    sheet = sheet_with(
        text("summary", audience=Audience.PUBLIC),
        text("problem"),
        text("phone", audience=Audience.ORGANISERS),
        text("access", audience=Audience.LOGISTICS),
        summary="Résumé",
        problem="Problème",
        phone="02",
        access="Boucle magnétique",
    )

    def read(*audiences: Audience) -> list[str]:
        return [
            row.question.key
            for section in queries.list_readable_sections(sheet, set(audiences))
            for row in section.rows
        ]

    assert read(*JURY) == ["summary", "problem"]
    assert read(Audience.PUBLIC) == ["summary"]
    assert read(Audience.LOGISTICS) == ["access"]
    assert read(Audience.JURY, Audience.ORGANISERS) == ["problem", "phone"]
    assert read() == []
    assert list(queries.read_answers_in_words(sheet, JURY)) == ["summary", "problem"]


def test_answers_are_words() -> None:
    sheet = sheet_with(
        {"key": "profile", "kind": Kind.SINGLE, "options": PROFILES, "label_en": "Profile"},
        {"key": "note", "kind": Kind.STATEMENT},
        {"key": "days", "kind": Kind.YES_NO},
        text("phone", required=False),
        profile="a",
        days=True,
    )

    with override("en"):
        (section,) = queries.list_readable_sections(sheet)
        assert (section.title, section.anchor) == ("Project", "section-1")
        assert (section.rows[0].label, section.rows[0].text) == ("Profile", "Offer")
    with override("fr"):
        (section,) = queries.list_readable_sections(sheet)
        assert [(row.label, row.text) for row in section.rows] == [
            ("Profile", "Offre"),
            ("Days", "Oui"),
            ("Phone", ""),
        ]
        assert [row.is_empty for row in section.rows] == [False, False, True]
        assert not section.is_empty
    (blank,) = queries.list_readable_sections(sheet_with(text("phone", required=False)))
    assert blank.is_empty


@pytest.mark.parametrize("count", [3, 30])
def test_reading_costs_the_same_whatever_the_form(count: int, django_assert_num_queries) -> None:
    keys = [f"q{number}" for number in range(count)]
    sheet = sheet_with(*map(text, keys), **dict.fromkeys(keys, "x"))

    with django_assert_num_queries(1):
        queries.list_readable_sections(sheet)
    with django_assert_num_queries(2):
        queries.missing(sheet)
    with django_assert_num_queries(2):
        queries.content_hash(sheet)


def test_the_hash_is_the_documented_one() -> None:
    sheet = sheet_with(text("b"), text("a"), text("empty"), b="é", a=1, empty=None)

    expected = hashlib.sha256('[["a",1,[]],["b","é",[]]]'.encode()).hexdigest()

    assert queries.content_hash(sheet) == expected


def test_the_hash_depends_on_the_answers_only() -> None:
    one = sheet_with(text(), text("other", required=False), title="Atelier")
    two = sheet_with(text("title", position=4), title="Autre")
    actions.save_answer(sheet=two, key="title", raw="Atelier", base_version=1, actor=None, at=timezone.now())

    assert queries.content_hash(one) == queries.content_hash(two)
    assert queries.content_hash(one) != queries.content_hash(sheet_with(text(), title="Atelier !"))


def test_a_box_to_tick_is_missing_until_it_is_ticked() -> None:
    rules = {"key": "rules", "kind": Kind.YES_NO, "required": True, "options": {"must_accept": True}}

    assert [query.key for query in queries.missing(sheet_with(rules, rules=False))] == ["rules"]
    assert queries.missing(sheet_with(rules, rules=True)) == []
    assert queries.missing(sheet_with({"key": "note", "kind": Kind.STATEMENT, "required": True})) == []


def test_visible_answers_are_read_in_one_query(django_assert_num_queries) -> None:
    sheet = sheet_with(
        {"key": "has_site", "kind": Kind.YES_NO},
        text("site", required=False, show_if={"key": "has_site", "any_of": ["yes"]}),
        text("motto", required=False),
        text("problem"),
        has_site=False,
        site="hidden.example",
        problem="Problème",
    )

    with django_assert_num_queries(1):
        given = queries.read_answers_in_words(sheet)

    assert [(key, row.text) for key, row in given.items()] == [("has_site", "Non"), ("problem", "Problème")]
