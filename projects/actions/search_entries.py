"""The words by which organisers find a dossier: all it says, but what only logistics may read."""

from collections.abc import Iterable, Mapping
from typing import Any

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Question
from projects.models import Application, SearchEntry

COLUMNS = ("reference", "title", "structure_name", "holder_name", "department")


def refresh_search_entry(application: Application) -> None:
    """Write the words of what was just sent. To be called once its columns are up to date. 3 queries."""
    stock = queries.stock(application.sheet)
    SearchEntry.objects.bulk_create(
        [entry_of(application, stock.questions, stock.filled.given)],
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
    """The text to search."""
    answers = (
        kinds.searched(one, given[one.key])
        for one in questions
        if one.key in given and one.audience != AnswerAudience.LOGISTICS
    )
    return " ".join([*(getattr(application, name) for name in COLUMNS), *answers])
