"""The search entries of dossiers, for organisers: all answers, except those only for logistics."""

from collections.abc import Iterable, Mapping

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.queries import Content
from projects.models import Application, SearchEntry

BESIDE_ANSWERS = ("reference", "holder_name", "department")
"""Searched columns beside the answers: the name of an account, the name of a département."""


def refresh_search_entry(application: Application, content: Content) -> None:
    """Write the words of what was just sent. To be called once its columns are up to date. 1 query."""
    SearchEntry.objects.bulk_create(
        [entry_of(application, content.questions, content.values)],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["words"],
    )


def entry_of(
    application: Application, questions: Iterable[Question], values: Mapping[str, object]
) -> SearchEntry:
    """The row to write. ``values``: question key → value, for the visible questions of the dossier."""
    words = words_of(application, questions, values)
    return SearchEntry(application=application, call_id=application.call_id, words=words)


def words_of(application: Application, questions: Iterable[Question], values: Mapping[str, object]) -> str:
    """All the texts of the dossier, in both languages for choices."""
    answers = (
        kinds.search_words(question, values[question.key])
        for question in questions
        if question.key in values and question.audience != AnswerAudience.LOGISTICS
    )
    return " ".join([*(getattr(application, name) for name in BESIDE_ANSWERS), *answers])
