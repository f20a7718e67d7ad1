"""A published revision never changes; the forms that the platform ships, and those written as a file."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from django.utils import timezone

from accelerator.data_files import DataError
from accelerator.questionnaires import builder, drafting, revisions
from accelerator.questionnaires.builder import QuestionSpec, read_spec
from accelerator.questionnaires.enums import AnswerAudience, AnswerAudience as Audience, QuestionKind
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import AnswerSheet, Question, Revision, Section
from coaching.surveys import defaults
from programmes.defaults import GRID, SPEC
from programmes.models import Criterion
from tests.factories import edition, published_form, sheet

pytestmark = pytest.mark.django_db
TITLE = builder.QuestionSpec("title", QuestionKind.SHORT_TEXT, "Titre", required=True)
SUMMARY = builder.QuestionSpec("summary", QuestionKind.LONG_TEXT, "Résumé", max_length=600)


def _save_question(revision: Revision) -> None:
    question = revision.questions.get()
    question.label_fr = "Autre"
    question.save()


def _add_question(revision: Revision) -> None:
    Question.objects.create(
        revision=revision, section=revision.sections.get(), position=9, key="x", kind="date"
    )


def _bulk_add(revision: Revision) -> None:
    Section.objects.bulk_create([Section(revision=revision, position=9, title_fr="X")])


def _move_out(revision: Revision) -> None:
    question = revision.questions.get()
    question.revision = Revision.objects.create(questionnaire=revision.questionnaire, number=9)
    question.save()


def _unpublish(revision: Revision) -> None:
    revision.published_at = None
    revision.save()


CHANGES = {
    "save a question": _save_question,
    "save a section": lambda revision: revision.sections.get().save(),
    "add a question": _add_question,
    "add a section at once": _bulk_add,
    "move a question out": _move_out,
    "delete a question": lambda revision: revision.questions.get().delete(),
    "delete a section": lambda revision: revision.sections.get().delete(),
    "update questions": lambda revision: Question.objects.update(label_fr="Autre"),
    "update through the relation": lambda revision: revision.questions.update(required=False),
    "delete questions": lambda revision: Question.objects.all().delete(),
    "update questions at once": lambda revision: Question.objects.bulk_update(
        revision.questions.all(), ["label_fr"]
    ),
    "unpublish": _unpublish,
    "unpublish at once": lambda revision: Revision.objects.update(published_at=None),
    "delete the revision": lambda revision: revision.delete(),
    "delete revisions": lambda revision: Revision.objects.all().delete(),
}


def test_a_published_revision_never_changes() -> None:
    accepted = []
    for name, change in CHANGES.items():
        with suppress(RevisionPublished):
            change(published_form())
            accepted.append(name)

    assert accepted == []
    assert set(Question.objects.values_list("label_fr", flat=True)) == {"Titre"}


def test_a_draft_is_written_freely_until_it_is_published() -> None:
    revision = Revision.objects.create(questionnaire=published_form().questionnaire, number=2)
    section = Section.objects.create(revision=revision, position=1, title_fr="Projet")
    question = Question.objects.create(revision=revision, section=section, position=1, key="x", kind="date")

    question.label_fr = "Date"
    question.save()
    question.delete()

    assert not revision.questions.exists()


def test_an_edit_makes_the_next_revision_and_old_answers_keep_theirs() -> None:
    first = builder.publish(
        [builder.SectionSpec("Projet", questions=(TITLE,))], name="Dossier", at=timezone.now()
    )
    filled = sheet(first, title="Atelier")

    spec = [builder.SectionSpec("Projet", questions=(TITLE, SUMMARY))]
    second = drafting.start_draft(source=first, name="", spec=spec)
    revisions.publish_draft(revision=second, sheets=AnswerSheet.objects.none(), at=timezone.now())

    assert (first.number, second.number) == (1, 2)
    assert [question.key for question in second.questions.all()] == ["title", "summary"]
    filled.refresh_from_db()
    assert filled.revision == first
    assert first.questions.count() == 1


def test_a_spec_is_read_back_as_it_was_written() -> None:
    spec = [
        builder.SectionSpec("Projet", "Project", "Bonjour", "Hello", (TITLE, SUMMARY)),
        builder.SectionSpec("Travail"),
    ]

    assert builder.spec_of(builder.publish(spec, name="Dossier", at=timezone.now())) == spec


SPECS = {"application": SPEC, **defaults.READY}
QUESTIONS = {name: [question for part in spec for question in part.questions] for name, spec in SPECS.items()}
APPLICATION = {question.key: question for question in QUESTIONS["application"]}


@pytest.mark.django_db
@pytest.mark.parametrize("name", SPECS)
def test_each_form_can_be_published(name: str) -> None:
    revision = builder.publish(SPECS[name], name=name, at=timezone.now())

    assert revision.questions.count() == len(QUESTIONS[name])


@pytest.mark.parametrize("name", SPECS)
def test_each_text_is_in_both_languages_without_median_dots(name: str) -> None:
    texts = [(part.title_fr, part.title_en) for part in SPECS[name]]
    texts += [(part.intro_fr, part.intro_en) for part in SPECS[name]]
    for question in QUESTIONS[name]:
        texts += [(question.label_fr, question.label_en), (question.help_fr, question.help_en)]
        worded = [*question.options.get("choices", ()), *question.options.get("rows", ())]
        texts += [(choice["label_fr"], choice["label_en"]) for choice in worded]
        ends = question.options
        texts += [(ends.get(f"{end}_fr"), ends.get(f"{end}_en")) for end in ("label_min", "label_max")]

    assert [pair for pair in texts if bool(pair[0]) != bool(pair[1])] == []
    assert not any("·" in (french or "") for french, _english in texts)


def test_nobody_reads_what_is_not_for_them() -> None:
    by_audience = {
        audience: {key for key, question in APPLICATION.items() if question.audience == audience}
        for audience in Audience
    }

    assert by_audience[Audience.LOGISTICS] == {"access_needs"}
    assert {"holder_email", "holder_phone"} <= by_audience[Audience.ORGANISERS]
    assert by_audience[Audience.PUBLIC] == {"structure_name", "title", "summary"}


@pytest.mark.django_db
def test_the_grid_weighs_a_hundred() -> None:
    made = edition()
    made.criteria.all().delete()

    Criterion.objects.bulk_create(
        Criterion(edition=made, position=n, **line) for n, line in enumerate(GRID, start=1)
    )

    assert [line["weight"] for line in GRID] == [15, 20, 20, 10, 10, 10, 10, 5]
    assert all(all(line.values()) for line in GRID)
    for criterion in made.criteria.all():
        criterion.full_clean()


QUOTE = QuestionSpec("quote", QuestionKind.YES_NO, "Peut-on vous citer ?")
PAGE = """
[options.useful]
max = 5

[[sections]]
title_fr = "La journée"

[[sections.questions]]
key = "morning"
kind = "scale"
label_fr = "Le matin"
label_en = "The morning"
audience = "organisers"
options = "useful"

[[sections.questions]]
same_as = "quote"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "day.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_questions_are_read_from_a_file(tmp_path: Path) -> None:
    [page] = read_spec(write(tmp_path, PAGE), {"quote": QUOTE})

    morning, quote = page.questions
    assert (page.title_fr, morning.label_fr, morning.label_en) == ("La journée", "Le matin", "The morning")
    assert (morning.kind, morning.audience) == (QuestionKind.SCALE, AnswerAudience.ORGANISERS)
    assert morning.options == {"max": 5}
    assert quote is QUOTE


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ('"quote"', '"quotation"', "day.toml: sections[0]: there is no quotation"),
        ('options = "useful"', 'options = "hard"', "day.toml: sections[0]: morning: there is no hard"),
        ('"scale"', '"ladder"', "day.toml: sections[0]: morning: kind is not QuestionKind: 'ladder'"),
        ("label_en", "label_de", "day.toml: sections[0]: morning: unknown label_de"),
    ],
)
def test_what_does_not_fit(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    path = write(tmp_path, PAGE.replace(wrong, right))

    with pytest.raises(DataError, match=f"^{re.escape(message)}"):
        read_spec(path, {"quote": QUOTE})
