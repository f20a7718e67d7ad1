"""Dossiers read in batches, with a bounded number of rows in memory and of queries: 2 or 3 for a thousand dossiers.

What is handed on is what the dossier says: answers to questions that are not asked of it (``show_if``) are left out,
and so is what an audience may not read.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from accelerator.questionnaires import conditions, kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer, Attachment, Question
from projects.models import Application, ExportJob
from projects.models.application import ApplicationQuerySet

BATCH = 1000
READ_BY_ORGANISERS = frozenset(AnswerAudience) - {AnswerAudience.LOGISTICS}

Forms = Mapping[int, Sequence[Question]]
"""Revision id → its questions, in order."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """``values`` and ``files`` by question key, for the questions that were wanted and are asked of this dossier."""

    application: Application
    questions: Sequence[Question]
    values: Mapping[str, Any]
    files: Mapping[str, Sequence[Attachment]]


def audiences(*, logistics: bool) -> frozenset[str]:
    """Whose answers a file holds; those of logistics only when they were asked for."""
    return READ_BY_ORGANISERS | ({AnswerAudience.LOGISTICS} if logistics else set())


def applications_of(job: ExportJob) -> ApplicationQuerySet:
    """The dossiers of a file: sent, in the state asked for, and none from which its author stepped aside."""
    found = Application.objects.read_by_organiser(job.requested_by).for_edition(job.edition)
    state = job.options.get("state")
    found = found.filter(state=state) if state else found.received()
    return found.defer("search_text").order_by("submitted_at", "pk")


def forms_of(applications: ApplicationQuerySet, *, readers: Collection[str]) -> Forms:
    """The questions that these dossiers answer and that ``readers`` may read, revision by revision. 1 query.

    A question somebody else reads is kept when others depend on it; :func:`read` never hands on its answer.
    """
    revisions = applications.order_by().values("sheet__revision")
    found: dict[int, list[Question]] = defaultdict(list)
    for question in (
        Question.objects.filter(revision__in=revisions)
        .select_related("section")
        .order_by("revision", "section__position", "position")
    ):
        found[question.revision_id].append(question)
    return {
        revision: [one for one in questions if one.audience in readers or _shows(one, questions)]
        for revision, questions in found.items()
    }


def _shows(question: Question, questions: Sequence[Question]) -> bool:
    return any((conditions.expected(one) or ("",))[0] == question.key for one in questions)


def read(
    applications: ApplicationQuerySet,
    forms: Forms,
    *,
    readers: Collection[str],
    keys: Collection[str] | None = None,
    with_files: bool = False,
    batch: int = BATCH,
) -> Iterator[Dossier]:
    """The dossiers in order. ``keys``: the answers wanted, all of them by default.

    1 query for all, then 1 for each batch, 2 with files. ``applications`` must have ``sheet`` at hand, or it is asked for.
    """
    wanted = {
        revision: [one for one in questions if one.audience in readers and (keys is None or one.key in keys)]
        for revision, questions in forms.items()
    }
    needed = {
        one.pk
        for revision, questions in forms.items()
        for one in (questions if _has_conditions(questions) else wanted[revision])
    }
    rows = applications.select_related("sheet").iterator(chunk_size=batch)
    while together := list(islice(rows, batch)):
        sheets = [application.sheet_id for application in together]
        values = _values(sheets, needed)
        files = _files(sheets, wanted) if with_files else {}
        for application in together:
            questions = forms.get(application.sheet.revision_id, ())
            shown = wanted.get(application.sheet.revision_id, ())
            given = _by_key(questions, values.get(application.sheet_id, {}))
            if _has_conditions(questions):
                asked = conditions.visible_keys(questions, given)
                shown = [one for one in shown if one.key in asked]
            mine = files.get(application.sheet_id, {})
            yield Dossier(
                application,
                shown,
                {one.key: given[one.key] for one in shown if one.key in given},
                {one.key: mine[one.pk] for one in shown if one.pk in mine},
            )


def _has_conditions(questions: Sequence[Question]) -> bool:
    return any(one.show_if for one in questions)


def _by_key(questions: Sequence[Question], values: Mapping[int, Any]) -> dict[str, Any]:
    return {
        one.key: values[one.pk] for one in questions if one.pk in values and kinds.is_answer(one, values[one.pk])
    }


def _values(sheets: Sequence[int], questions: Collection[int]) -> dict[int, dict[int, Any]]:
    """Sheet → question → value."""
    found: dict[int, dict[int, Any]] = {}
    rows = Answer.objects.filter(sheet__in=sheets, question__in=questions, value__isnull=False).order_by()
    for sheet, question, value in rows.values_list("sheet_id", "question_id", "value").iterator(chunk_size=5000):
        found.setdefault(sheet, {})[question] = value
    return found


def _files(sheets: Sequence[int], wanted: Forms) -> dict[int, dict[int, list[Attachment]]]:
    """Sheet → question → attachments, oldest first."""
    questions = {one.pk for questions in wanted.values() for one in questions}
    found: dict[int, dict[int, list[Attachment]]] = {}
    rows = Attachment.objects.filter(sheet__in=sheets, question__in=questions).order_by("uploaded_at", "pk")
    for attachment in rows:
        found.setdefault(attachment.sheet_id, {}).setdefault(attachment.question_id, []).append(attachment)
    return found
