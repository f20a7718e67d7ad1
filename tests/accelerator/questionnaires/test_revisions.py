"""A published revision is never changed."""

import pytest
from django.utils import timezone

from accelerator.questionnaires import builder, drafting, revisions
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.errors import RevisionPublished
from accelerator.questionnaires.models import AnswerSheet, Question, Revision, Section
from tests.factories import published_form, sheet

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


@pytest.mark.parametrize("change", CHANGES)
def test_no_way_to_change_it(change: str) -> None:
    revision = published_form()

    with pytest.raises(RevisionPublished):
        CHANGES[change](revision)

    assert Question.objects.get(revision=revision).label_fr == "Titre"


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
