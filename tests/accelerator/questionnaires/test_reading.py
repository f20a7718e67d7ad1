"""Answers read by those who may, in their language."""

import hashlib

import pytest
from django.utils import timezone
from django.utils.translation import override

from accelerator.questionnaires import actions, queries, reading
from accelerator.questionnaires.enums import AnswerAudience as Audience
from accelerator.questionnaires.enums import QuestionKind as Kind
from tests.support.questions import PROFILES, sheet_with, text

pytestmark = pytest.mark.django_db
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
            row.question.key for section in reading.readable(sheet, set(audiences)) for row in section.rows
        ]

    assert read(*JURY) == ["summary", "problem"]
    assert read(Audience.PUBLIC) == ["summary"]
    assert read(Audience.LOGISTICS) == ["access"]
    assert read(Audience.JURY, Audience.ORGANISERS) == ["problem", "phone"]
    assert read() == []
    assert list(reading.read_given(sheet, JURY)) == ["summary", "problem"]


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
        (section,) = reading.readable(sheet)
        assert (section.title, section.anchor) == ("Project", "section-1")
        assert (section.rows[0].label, section.rows[0].text) == ("Profile", "Offer")
    with override("fr"):
        (section,) = reading.readable(sheet)
        assert [(row.label, row.text) for row in section.rows] == [
            ("Profile", "Offre"),
            ("Days", "Oui"),
            ("Phone", ""),
        ]


@pytest.mark.parametrize("count", [3, 30])
def test_reading_costs_the_same_whatever_the_form(count: int, django_assert_num_queries) -> None:
    keys = [f"q{number}" for number in range(count)]
    sheet = sheet_with(*map(text, keys), **dict.fromkeys(keys, "x"))

    with django_assert_num_queries(2):
        reading.readable(sheet)
    with django_assert_num_queries(2):
        queries.missing(sheet)
    with django_assert_num_queries(2):
        queries.content_hash(sheet)


def test_the_hash_is_the_documented_one() -> None:
    sheet = sheet_with(text("b"), text("a"), text("empty"), b="é", a=1, empty=None)

    expected = hashlib.sha256('[["a",1,[]],["b","é",[]]]'.encode()).hexdigest()

    assert queries.content_hash(sheet) == expected


def test_the_hash_depends_on_what_is_said_only() -> None:
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


def test_what_is_given_is_read_in_one_query_without_what_is_not_asked(django_assert_num_queries) -> None:
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
        given = reading.read_given(sheet)

    assert [(key, row.text) for key, row in given.items()] == [("has_site", "Non"), ("problem", "Problème")]
