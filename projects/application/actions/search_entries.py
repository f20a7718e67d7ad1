"""The words by which organisers find a dossier: all it says, but what only logistics may read."""

from collections.abc import Iterable, Mapping
from typing import Any

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from accelerator.questionnaires.queries import Content
from projects.models import Application, SearchEntry

BESIDE_ANSWERS = ("reference", "holder_name", "department")
"""Columns that say what no answer says so: the name of an account, a département by its name rather than its number."""


def refresh_search_entry(application: Application, content: Content) -> None:
    """Write the words of what was just sent. To be called once its columns are up to date. 1 query."""
    SearchEntry.objects.bulk_create(
        [entry_of(application, content.questions, content.values)],
        update_conflicts=True,
        unique_fields=["application"],
        update_fields=["words"],
    )


def entry_of(
    application: Application, questions: Iterable[Question], given: Mapping[str, Any]
) -> SearchEntry:
    """The row to write. ``given``: question key → value, for the questions that are asked of the dossier."""
    words = words_of(application, questions, given)
    return SearchEntry(application=application, call_id=application.call_id, words=words)


def words_of(application: Application, questions: Iterable[Question], given: Mapping[str, Any]) -> str:
    """All that the dossier says in words, in both languages where it was chosen from a list."""
    answers = (
        kinds.search_words(question, given[question.key])
        for question in questions
        if question.key in given and question.audience != AnswerAudience.LOGISTICS
    )
    return " ".join([*(getattr(application, name) for name in BESIDE_ANSWERS), *answers])
