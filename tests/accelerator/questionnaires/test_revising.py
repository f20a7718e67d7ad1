"""A form changes while people are writing in it: what they wrote comes along, or is set aside; nothing is lost."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.questionnaires import actions, builder, drafting, queries, revisions
from accelerator.questionnaires.builder import QuestionSpec, SectionSpec
from accelerator.questionnaires.diff import compare
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import AnswerRefused, ConditionsRefused, RevisionPublished
from accelerator.questionnaires.forms import answer_form
from accelerator.questionnaires.models import Answer, AnswerSheet, Revision
from tests.factories import published_form, sheet
from tests.support.choices import choice, choices

pytestmark = pytest.mark.django_db
PROFILE = choices(choice("a", "Atelier"), choice("b", "Bureau"), choice("c", "Chantier"))


def form() -> Revision:
    return builder.publish(
        [
            SectionSpec(
                "Projet",
                questions=(
                    QuestionSpec("title", QuestionKind.SHORT_TEXT, "Titre", required=True, max_length=120),
                    QuestionSpec("summary", QuestionKind.LONG_TEXT, "Résumé", required=True, max_length=600),
                    QuestionSpec("places", QuestionKind.MULTIPLE, "Lieux", options=PROFILE),
                ),
            ),
            SectionSpec(
                "Suite", questions=(QuestionSpec("profile", QuestionKind.SINGLE, "Profil", options=PROFILE),)
            ),
        ],
        name="Formulaire",
        at=timezone.now(),
    )


def draft_of(revision: Revision) -> Revision:
    return drafting.start_draft(source=revision, name="")


def publish(draft: Revision) -> revisions.Carried:
    return revisions.publish_draft(revision=draft, sheets=AnswerSheet.objects.all(), at=timezone.now())


def change(draft: Revision, key: str, **fields: Any) -> None:
    question = draft.questions.get(key=key)
    drafting.save_question(section=question.section, question=question, fields=fields)


def words_aside(answers: AnswerSheet) -> dict[str, str]:
    return {row.question.key: row.text for row in queries.set_aside(answers)}


def test_a_draft_is_a_copy_that_nobody_answers_yet() -> None:
    first = form()

    draft = draft_of(first)

    assert draft.number == 2
    assert draft.published_at is None
    assert not compare(drafting.pages(first), drafting.pages(draft))


def test_answers_to_the_same_questions_come_along_and_the_others_stay_readable() -> None:
    first = form()
    stored = sheet(first, title="Quai", summary="Un résumé", profile="a")
    draft = draft_of(first)
    drafting.remove_question(question=draft.questions.get(key="summary"))
    change(draft, "title", label_fr="Nom du projet")

    carried = publish(draft)

    stored.refresh_from_db()
    assert (carried.sheets, dict(carried.set_aside)) == (1, {"summary": 1})
    assert stored.revision == draft
    assert queries.values(stored) == {"title": "Quai", "profile": "a"}
    assert words_aside(stored) == {"summary": "Un résumé"}
    assert (stored.answered, stored.required_total) == (1, 1)


def test_a_dossier_that_was_sent_keeps_its_revision_and_its_hash() -> None:
    first = form()
    sent = sheet(first, title="Quai", summary="Un résumé")
    before = actions.freeze(sheet=sent, at=timezone.now()).sha256
    draft = draft_of(first)
    drafting.remove_question(question=draft.questions.get(key="summary"))

    carried = publish(draft)

    sent.refresh_from_db()
    assert carried.sheets == 0
    assert sent.revision == first
    assert queries.content_hash(sent) == before


def test_answers_set_aside_are_not_in_the_hash() -> None:
    first = form()
    one, other = sheet(first, title="Quai", summary="Un résumé"), sheet(first, title="Quai")
    draft = draft_of(first)
    drafting.remove_question(question=draft.questions.get(key="summary"))

    publish(draft)

    one.refresh_from_db()
    other.refresh_from_db()
    assert queries.content_hash(one) == queries.content_hash(other)


@pytest.mark.parametrize(
    ("key", "value", "fields", "stored", "aside"),
    [
        ("title", "Quai", {"kind": QuestionKind.LONG_TEXT}, "Quai", ""),
        ("summary", "Une ligne", {"kind": QuestionKind.SHORT_TEXT}, "Une ligne", ""),
        ("summary", "Deux\nlignes", {"kind": QuestionKind.SHORT_TEXT}, None, "Deux\nlignes"),
        ("summary", "x" * 500, {"max_length": 100}, "x" * 500, ""),
        ("title", "Quai", {"kind": QuestionKind.DATE}, None, "Quai"),
        ("profile", "a", {"kind": QuestionKind.MULTIPLE}, ["a"], ""),
        ("places", ["b"], {"kind": QuestionKind.SINGLE}, "b", ""),
        ("places", ["a", "b"], {"kind": QuestionKind.SINGLE}, None, "Atelier, Bureau"),
        ("profile", "a", {"options": choices(choice("b", "Bureau"))}, None, "Atelier"),
        ("profile", "b", {"options": choices(choice("b", "Bureaux"))}, "b", ""),
        ("places", ["a", "b"], {"options": choices(choice("b", "Bureau"))}, ["b"], "Atelier, Bureau"),
    ],
)
def test_an_answer_that_fits_stays_and_another_is_set_aside(
    key: str, value: Any, fields: dict[str, Any], stored: Any, aside: str
) -> None:
    first = form()
    answers = sheet(first, **{key: value})
    draft = draft_of(first)
    change(draft, key, **fields)

    publish(draft)

    answers.refresh_from_db()
    assert queries.values(answers).get(key) == stored
    assert words_aside(answers).get(key, "") == aside


def test_a_matrix_keeps_its_rows_that_remain() -> None:
    def scale(*rows: str) -> dict[str, Any]:
        return {"rows": [choice(row, row) for row in rows], "min": 1, "max": 5}

    first = published_form({"key": "m", "kind": QuestionKind.MATRIX, "options": scale("x", "y")})
    answers = sheet(first, m={"x": 2, "y": 3})
    draft = draft_of(first)
    change(draft, "m", options=scale("y", "z"))

    publish(draft)

    answers.refresh_from_db()
    assert queries.values(answers) == {"m": {"y": 3}}
    assert "x" in words_aside(answers)["m"]


def test_a_text_that_became_too_long_must_be_shortened_before_sending() -> None:
    first = form()
    answers = sheet(first, title="Quai", summary="x" * 500)
    draft = draft_of(first)
    change(draft, "summary", max_length=100)

    publish(draft)

    answers.refresh_from_db()
    assert [question.key for question in queries.missing(answers)] == ["summary"]
    assert answers.answered == 1


def test_a_question_put_back_finds_its_answers_again() -> None:
    first = form()
    answers = sheet(first, title="Quai", summary="Un résumé")
    second = draft_of(first)
    drafting.remove_question(question=second.questions.get(key="summary"))
    publish(second)
    third = draft_of(second)
    drafting.restore_question(revision=third, question=first.questions.get(key="summary"))

    publish(third)

    answers.refresh_from_db()
    assert queries.values(answers) == {"title": "Quai", "summary": "Un résumé"}
    assert words_aside(answers) == {}


def test_a_new_question_never_takes_the_answers_of_an_old_one_with_the_same_words() -> None:
    first = form()
    draft = draft_of(first)
    section = draft.sections.first()
    drafting.remove_question(question=draft.questions.get(key="title"))

    added = drafting.save_question(section=section, fields={"label_fr": "Title", "kind": QuestionKind.DATE})

    assert added.key == "title_2"


def test_a_page_that_was_open_goes_on_saving_after_the_publication() -> None:
    first = form()
    stale = sheet(first, title="Quai", summary="Un résumé")
    draft = draft_of(first)
    drafting.remove_question(question=draft.questions.get(key="summary"))
    publish(draft)  # ``stale`` still names the first revision

    actions.save_answer(sheet=stale, key="title", raw="Quai 2", base_version=1, actor=None, at=timezone.now())
    actions.save_answer(
        sheet=stale, key="summary", raw="Un résumé revu", base_version=1, actor=None, at=timezone.now()
    )

    fresh = AnswerSheet.objects.get(pk=stale.pk)
    assert queries.values(fresh) == {"title": "Quai 2"}
    assert words_aside(fresh) == {"summary": "Un résumé revu"}


def test_a_whole_page_sent_to_a_form_that_changed_keeps_what_is_no_longer_in_it() -> None:
    first = form()
    answers = sheet(first)
    draft = draft_of(first)
    drafting.remove_question(question=draft.questions.get(key="summary"))
    publish(draft)
    fresh = AnswerSheet.objects.get(pk=answers.pk)

    posted = answer_form(fresh, data={"q_title": "Quai", "q_summary": "Tapé hier", "q_forged": "x"})
    posted.is_valid()
    actions.save_answers(sheet=fresh, form=posted, actor=None, at=timezone.now())

    assert queries.values(fresh) == {"title": "Quai"}
    assert words_aside(fresh) == {"summary": "Tapé hier"}
    assert Answer.objects.count() == 2


def test_a_choice_that_left_the_form_meanwhile_says_to_reload_the_page() -> None:
    answers = sheet(form())

    with pytest.raises(AnswerRefused, match="Le formulaire a changé"):
        actions.save_answer(
            sheet=answers, key="profile", raw=["z"], base_version=None, actor=None, at=timezone.now()
        )


def test_a_key_that_was_never_asked_is_refused() -> None:
    answers = sheet(form())

    with pytest.raises(AnswerRefused):
        actions.save_answer(
            sheet=answers, key="forged", raw="x", base_version=None, actor=None, at=timezone.now()
        )


def test_an_unpublished_question_takes_no_answer() -> None:
    first = form()
    answers = sheet(first)
    draft = draft_of(first)
    added = drafting.save_question(
        section=draft.sections.first(), fields={"label_fr": "Secret", "kind": QuestionKind.SHORT_TEXT}
    )

    with pytest.raises(AnswerRefused):
        actions.save_answer(
            sheet=answers, key=added.key, raw="x", base_version=None, actor=None, at=timezone.now()
        )


def test_a_form_that_cannot_stand_is_not_published() -> None:
    first = form()
    draft = draft_of(first)
    change(draft, "title", show_if={"key": "profile", "any_of": ["a"]})

    with pytest.raises(ConditionsRefused) as refused:
        publish(draft)

    assert [problem.code for problem in refused.value.problems] == ["later"]
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_form_without_question_or_with_an_empty_page_is_not_published() -> None:
    empty = drafting.start_draft(source=None, name="Vide")
    assert [problem.code for problem in drafting.problems(drafting.pages(empty))] == ["empty"]

    draft = draft_of(form())
    drafting.add_page(revision=draft, fields={"title_fr": "Blanche"})

    assert [problem.code for problem in drafting.problems(drafting.pages(draft))] == ["empty_page"]


def test_a_published_revision_cannot_be_edited() -> None:
    first = form()

    with pytest.raises(RevisionPublished):
        drafting.add_page(revision=first, fields={"title_fr": "Encore"})
    with pytest.raises(RevisionPublished):
        publish(first)


# --- order ---


def keys(revision: Revision) -> list[list[str]]:
    return [[question.key for question in page.questions] for page in drafting.pages(revision)]


@pytest.mark.parametrize(
    ("key", "by", "expected"),
    [
        ("summary", -1, [["summary", "title", "places"], ["profile"]]),
        ("title", 1, [["summary", "title", "places"], ["profile"]]),
        ("title", -1, [["title", "summary", "places"], ["profile"]]),
        ("places", 1, [["title", "summary"], ["places", "profile"]]),
        ("profile", -1, [["title", "summary", "places", "profile"], []]),
        ("profile", 1, [["title", "summary", "places"], ["profile"]]),
    ],
)
def test_a_question_moves_one_place_and_from_page_to_page(
    key: str, by: int, expected: list[list[str]]
) -> None:
    draft = draft_of(form())
    question = draft.questions.get(key=key)

    drafting.arrange(
        revision=draft, order=drafting.move_question_in(drafting.order_of(draft), question.pk, by=by)
    )

    assert keys(draft) == expected


def test_pages_move_with_their_questions() -> None:
    draft = draft_of(form())
    last = draft.sections.last()
    assert last

    drafting.arrange(revision=draft, order=drafting.move_page_in(drafting.order_of(draft), last.pk, by=-1))

    assert keys(draft) == [["profile"], ["title", "summary", "places"]]


def test_an_order_read_before_somebody_else_changed_the_form_is_refused() -> None:
    draft = draft_of(form())
    order = drafting.order_of(draft)
    drafting.remove_question(question=draft.questions.get(key="title"))

    with pytest.raises(drafting.OrderChanged):
        drafting.arrange(revision=draft, order=order)


def test_a_copy_stands_just_after_its_original_under_its_own_key() -> None:
    draft = draft_of(form())

    drafting.duplicate_question(question=draft.questions.get(key="title"))

    assert keys(draft)[0] == ["title", "title_2", "summary", "places"]


def test_a_copied_page_keeps_the_conditions_among_its_own_questions() -> None:
    draft = draft_of(form())
    section = draft.sections.last()
    assert section
    why = drafting.save_question(
        section=section,
        fields={
            "label_fr": "Pourquoi",
            "kind": QuestionKind.SHORT_TEXT,
            "show_if": {"key": "profile", "any_of": ["a"]},
        },
    )

    copy = drafting.duplicate_page(section=section)

    copied = copy.questions.get(label_fr="Pourquoi")
    assert copied.show_if["key"] == copy.questions.get(label_fr="Profil").key != "profile"
    assert why.show_if["key"] == "profile"
    assert drafting.problems(drafting.pages(draft)) == []


# --- what changes ---


def test_the_difference_names_what_is_added_removed_changed_and_moved() -> None:
    first = form()
    draft = draft_of(first)
    first_page, last_page = draft.sections.order_by("position")
    drafting.remove_question(question=draft.questions.get(key="places"))
    drafting.save_question(section=first_page, fields={"label_fr": "Budget", "kind": QuestionKind.NUMBER})
    change(draft, "title", required=False, max_length=80)
    order = drafting.move_question_in(
        drafting.order_of(draft), draft.questions.get(key="summary").pk, page=last_page.pk
    )
    drafting.arrange(revision=draft, order=order)

    found = compare(drafting.pages(first), drafting.pages(draft))

    assert [question.key for question in found.added] == ["budget"]
    assert [question.key for question in found.removed] == ["places"]
    assert [(row.after.key, [facet.name for facet in row.facets]) for row in found.changed] == [
        ("title", ["Réponse", "Longueur maximale"])
    ]
    assert [(row.question.key, row.page.title_fr) for row in found.moved] == [("summary", "Suite")]


def test_of_the_settings_of_an_answer_only_the_one_that_changed_is_described_in_words() -> None:
    first = form()
    page = drafting.pages(draft_of(first))[0].section
    scale = {"min": 0, "max": 4, "label_min_en": "not at all", "not_applicable": True}
    ours = drafting.save_question(
        section=page, fields={"label_fr": "Votre élan", "kind": QuestionKind.SCALE, "options": scale}
    )
    before = drafting.pages(page.revision)
    ours.options = {"min": 0, "max": 4, "label_min_en": "barely"}
    ours.save()

    (changed,) = compare(before, drafting.pages(page.revision)).changed

    assert [(facet.name, facet.before, facet.after) for facet in changed.facets] == [
        ("Permettre «\u00a0non concerné\u00a0»", "oui", "non"),
        ("Le bas, en anglais", "not at all", "barely"),
    ]


def test_only_the_question_that_moved_is_reported_as_moved() -> None:
    first = form()
    draft = draft_of(first)
    order = drafting.order_of(draft)
    requested = list(order[0][1])
    drafting.arrange(
        revision=draft, order=[(order[0][0], [requested[2], requested[0], requested[1]]), order[1]]
    )

    found = compare(drafting.pages(first), drafting.pages(draft))

    assert [row.question.key for row in found.moved] == ["places"]


def test_pages_renamed_added_and_moved_are_reported() -> None:
    first = form()
    draft = draft_of(first)
    section = draft.sections.first()
    assert section
    section.title_fr = "Votre projet"
    section.save()
    added = drafting.add_page(revision=draft, fields={"title_fr": "Fin"})
    drafting.arrange(revision=draft, order=drafting.move_page_in(drafting.order_of(draft), section.pk, by=1))

    found = compare(drafting.pages(first), drafting.pages(draft))

    assert [after.title_fr for _before, after in found.pages_changed] == ["Votre projet"]
    assert found.pages_added == [added]
    assert len(found.pages_moved) == 1
    assert found.moved == []
