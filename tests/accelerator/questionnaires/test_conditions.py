"""Some questions are asked only after some answers: what is hidden is kept, and counts for nothing."""

from typing import Any

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import given, strategies as st

from accelerator.questionnaires import actions, builder, conditions, queries
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.enums import QuestionKind as Kind
from accelerator.questionnaires.errors import ConditionsRefused
from accelerator.questionnaires.forms import AnswerForm, answer_form
from accelerator.questionnaires.models import Answer, AnswerSheet, Question
from tests.support.questions import PROFILES, pdf, sheet_with, text

pytestmark = pytest.mark.django_db


def when(key: str, *tokens: Any) -> dict[str, Any]:
    return {"show_if": {"key": key, "any_of": list(tokens)}}


PARTNERS = {"key": "partners", "kind": Kind.YES_NO, "required": True}
WHO = text("who", **when("partners", "yes"))
WHY = text("why", **when("who_kind", "b", "__other__"))
WHO_KIND = {
    "key": "who_kind", "kind": Kind.MULTIPLE, "required": True, "options": {**PROFILES, "other": True},
    **when("partners", True),
}  # fmt: skip


def questions(*fields: dict[str, Any]) -> list[Question]:
    return [Question(label_fr=field["key"], **field) for field in fields]


def save(sheet: AnswerSheet, key: str, raw: Any) -> Answer:
    return actions.save_answer(
        sheet=sheet, key=key, raw=raw, base_version=None, actor=None, at=timezone.now()
    )


def test_visible_questions_follow_the_answers() -> None:
    for values, requested in (
        ({}, {"partners"}),
        ({"partners": False, "who": "La CCI"}, {"partners"}),
        ({"partners": True}, {"partners", "who", "who_kind"}),
        ({"partners": True, "who_kind": ["a"]}, {"partners", "who", "who_kind"}),
        ({"partners": True, "who_kind": ["a", "b"]}, {"partners", "who", "who_kind", "why"}),
        ({"partners": True, "who_kind": [{"other": "x"}]}, {"partners", "who", "who_kind", "why"}),
        ({"partners": False, "who_kind": ["b"]}, {"partners"}),  # hidden, so is what it shows
    ):
        form = questions(PARTNERS, WHO, WHO_KIND, WHY)

        assert conditions.visible_keys(form, values) == requested
        assert set(conditions.visible_values(form, values)) == requested & set(values)


def test_every_kind_that_is_chosen_may_show_a_question() -> None:
    for kind, options, value, token in (
        (Kind.SCALE, {"min": 1, "max": 5}, 3, "3"),
        (Kind.SCALE, {"min": 1, "max": 5}, 3, 3),
        (Kind.SCALE, {"min": 1, "max": 5, "not_applicable": True}, "na", "na"),
        (Kind.RECOMMENDATION, {}, 0, "0"),
        (Kind.SINGLE, PROFILES, "a", "a"),
        (Kind.YES_NO, {"must_accept": True}, True, "yes"),
        (Kind.YES_NO, {}, False, "no"),
    ):
        form = questions(
            {"key": "source", "kind": kind, "options": options}, text("more", **when("source", token))
        )

        assert conditions.check_conditions(form) == []
        assert "more" in conditions.visible_keys(form, {"source": value})
        assert "more" not in conditions.visible_keys(form, {})


def test_a_condition_that_cannot_stand_is_reported() -> None:
    for form, codes in (
        ([PARTNERS, WHO, WHO_KIND, WHY], []),
        ([WHO], ["unknown_question"]),
        ([WHO, PARTNERS], ["later"]),
        ([text("who", **when("who", "yes"))], ["cycle"]),
        (
            [text("a", **when("c", "1")), text("b", **when("a", "1")), text("c", **when("b", "1"))],
            ["cycle"] * 3,
        ),
        ([text("title"), text("who", **when("title", "x"))], ["kind"]),
        ([PARTNERS, text("who", **when("partners", "perhaps"))], ["unknown_value"]),
        ([PARTNERS, text("who", show_if={"key": "partners"})], ["malformed"]),
        ([PARTNERS, text("who", show_if={"any_of": ["yes"]})], ["malformed"]),
    ):
        problems = conditions.check_conditions(questions(*form))

        assert [problem.code for problem in problems] == codes
        assert all(problem.message for problem in problems)


def test_a_form_whose_conditions_cannot_stand_is_not_published() -> None:
    requested = QuestionSpec("who", Kind.SHORT_TEXT, "Qui", show_if={"key": "later", "any_of": ["yes"]})
    spec = [SectionSpec("Projet", questions=[requested, QuestionSpec("later", Kind.YES_NO, "Oui")])]

    with pytest.raises(ConditionsRefused) as refusal:
        builder.publish(spec, name="Dossier", at=timezone.now())

    assert "Qui" in str(refusal.value)
    assert not Question.objects.exists()


def test_a_hidden_answer_is_stored_and_counts_for_nothing() -> None:
    sheet = sheet_with(text(), PARTNERS, WHO)
    save(sheet, "title", "Atelier")
    save(sheet, "partners", "yes")
    save(sheet, "who", "La CCI")
    requested, with_it = queries.values(sheet), queries.content_hash(sheet)
    assert (queries.progress(sheet), queries.missing(sheet)) == ((3, 3), [])

    save(sheet, "partners", "no")

    assert queries.values(sheet) == {"title": "Atelier", "partners": False}
    assert queries.progress(AnswerSheet.objects.get()) == (2, 2)
    assert [row.question.key for row in queries.list_readable_sections(sheet)[0].rows] == [
        "title",
        "partners",
    ]
    assert queries.content_hash(sheet) != with_it
    assert Answer.objects.get(question__key="who").value == "La CCI"
    save(sheet, "partners", "yes")
    assert queries.values(sheet) == requested
    assert queries.content_hash(sheet) == with_it


def test_a_hidden_text_does_not_change_the_hash() -> None:
    sheet = sheet_with(text(), PARTNERS, WHO, {"key": "plan", "kind": Kind.FILE, **when("partners", "yes")})
    save(sheet, "partners", "no")
    before = queries.content_hash(sheet)

    save(sheet, "who", "sent from another tab")
    actions.attach_file(sheet=sheet, key="plan", upload=pdf(), actor=None, at=timezone.now())

    assert queries.content_hash(sheet) == before
    assert queries.progress(sheet) == (1, 2)


def test_a_question_that_appears_is_required_then_only() -> None:
    sheet = actions.open_sheet(revision=sheet_with(PARTNERS, WHO).revision, at=timezone.now())
    assert queries.progress(sheet) == (0, 1)

    save(sheet, "partners", "yes")

    assert queries.progress(sheet) == (1, 2)
    assert [query.key for query in queries.missing(sheet)] == ["who"]


def test_a_text_too_short_is_stored_and_awaited() -> None:
    sheet = actions.open_sheet(
        revision=sheet_with(text(), text("more", required=False, min_length=10)).revision, at=timezone.now()
    )
    save(sheet, "title", "Atelier")
    assert queries.progress(sheet) == (1, 1)

    save(sheet, "more", "court")
    assert (queries.progress(sheet), [query.key for query in queries.missing(sheet)]) == ((1, 2), ["more"])

    save(sheet, "more", "assez long cette fois")
    assert (queries.progress(sheet), queries.missing(sheet)) == ((1, 1), [])
    assert queries.progress(AnswerSheet.objects.get(pk=sheet.pk)) == (1, 1)


def posted(sheet: AnswerSheet, *, enforce: bool = False, **values: str) -> AnswerForm:
    data = QueryDict(mutable=True)
    data.update(values)
    form = answer_form(sheet, data=data, enforce=enforce)
    form.is_valid()
    return form


def test_a_short_form_insists_on_its_own_questions_only() -> None:
    sheet = sheet_with(PARTNERS, WHO)

    assert list(posted(sheet, enforce=True, q_partners="no").errors) == []
    assert list(posted(sheet, enforce=True, q_partners="yes").errors) == ["q_who"]
    assert list(posted(sheet, enforce=True, q_who="La CCI").errors) == ["q_partners"]


def test_a_page_shows_what_is_visible_and_stores_the_rest() -> None:
    sheet = sheet_with(
        PARTNERS, WHO, {"key": "note", "kind": Kind.STATEMENT, **when("partners", "no")}, partners=True
    )

    html = render_to_string("questionnaires/_form.html", {"form": answer_form(sheet)})

    assert html.count("data-inactive") == 1
    assert 'data-show-any="[&quot;yes&quot;]"' in html
    assert "À remplir si vous avez répondu « Oui » à « Partners »" in html.replace("\xa0", " ").replace(
        "\u202f", " "
    )
    form = posted(sheet, q_partners="no")
    assert form.sections[0].items[1].show.visible is False
    assert form.sections[0].items[2].show.visible is True


def test_a_condition_on_another_page_is_known() -> None:
    spec = [
        SectionSpec("Un", questions=[QuestionSpec("partners", Kind.YES_NO, "Partenaires")]),
        SectionSpec("Deux", questions=[
            QuestionSpec("who", Kind.SHORT_TEXT, "Qui", show_if={"key": "partners", "any_of": ["yes"]})
        ]),
    ]  # fmt: skip
    revision = builder.publish(spec, name="Dossier", at=timezone.now())
    sheet = actions.open_sheet(revision=revision, at=timezone.now())
    second = revision.sections.get(position=2)

    assert answer_form(sheet, section=second).sections[0].items[0].show.visible is False
    save(sheet, "partners", "yes")
    assert answer_form(sheet, section=second).sections[0].items[0].show.visible is True


def test_a_page_sent_whole_counts_what_it_shows() -> None:
    sheet = sheet_with(PARTNERS, WHO)

    form = posted(sheet, q_partners="yes", q_who="La CCI")
    actions.save_answers(sheet=sheet, form=form, actor=None, at=timezone.now())
    assert queries.progress(AnswerSheet.objects.get()) == (2, 2)

    form = posted(sheet, q_partners="no", q_who="La CCI", v_partners="1", v_who="1")
    actions.save_answers(sheet=sheet, form=form, actor=None, at=timezone.now())
    assert queries.progress(AnswerSheet.objects.get()) == (1, 1)
    assert Answer.objects.get(question__key="who").value == "La CCI"


def test_the_next_revision_keeps_lengths_and_conditions() -> None:
    spec = [
        SectionSpec("Un", questions=[
            QuestionSpec("partners", Kind.YES_NO, "Partenaires"),
            QuestionSpec("who", Kind.SHORT_TEXT, "Qui", min_length=3, show_if={"key": "partners", "any_of": ["yes"]}),
        ])
    ]  # fmt: skip
    revision = builder.publish(spec, name="Dossier", at=timezone.now())

    assert builder.spec_of(revision)[0].questions[1] == spec[0].questions[1]


KEYS = st.sampled_from(["a", "b", "c", "d"])
TOKENS = ([], ["yes"], ["no", True], [3], None, "yes")
CONDITION = st.sampled_from(
    [{}, {"key": "a"}, {"any_of": ["yes"]}, {"key": None, "any_of": 3}, {"x": 1}]
    + [{"key": key, "any_of": tokens} for key in "abcd" for tokens in TOKENS]
)


@given(st.lists(CONDITION, min_size=4, max_size=4), st.dictionaries(KEYS, st.booleans() | st.none()))
def test_any_conditions_end_and_what_passes_can_be_displayed(
    found: list[Any], values: dict[str, Any]
) -> None:
    form = questions(
        *(
            {"key": key, "kind": Kind.YES_NO, "show_if": condition}
            for key, condition in zip("abcd", found, strict=True)
        )
    )

    requested = conditions.visible_keys(form, values)

    assert requested <= set("abcd")
    if not conditions.check_conditions(form):
        assert "a" in requested  # nothing stands before it
