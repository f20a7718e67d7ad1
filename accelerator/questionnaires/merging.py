"""Two copies of a sheet that were changed apart: what one of them learnt is brought to the other."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from accelerator.questionnaires import queries
from accelerator.questionnaires.copying import copy_of, forget_file
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question
from accelerator.questionnaires.revisions import carried
from accelerator.questionnaires.sheets import recount, touch


@transaction.atomic
def merge_answers(
    *, known: AnswerSheet, source: AnswerSheet, target: AnswerSheet, keys: Collection[str], at: datetime
) -> None:
    """Bring what was changed on ``source`` to ``target``, both copies of ``known``, for the questions named.

    An answer that ``target`` still has as in ``known`` becomes that of ``source``; one that was changed on ``target``
    too stays, as does one that the form of ``target`` would not take whole. Side effects: answers and attachments of
    ``target``, and its counts; stored files are shared. Raises SheetFrozen. 11 queries, 3 for each answer that is
    brought, 3 more for one of files.
    """
    touch(target, at)
    before, after, mine = (_told(sheet, keys) for sheet in (known, source, target))
    for question in queries.questions(target.revision_id):
        key = question.key
        if key in keys and mine.get(key) == before.get(key) != after.get(key):
            _bring(question, source, target)
    recount(target)


def _told(sheet: AnswerSheet, keys: Collection[str]) -> dict[str, Any]:
    """Question key → answer; files by their names and contents, since each copy of one has its own identifier."""
    files = defaultdict(list)
    for one in Attachment.objects.filter(sheet=sheet).order_by("uploaded_at", "pk"):
        files[one.question_id].append((one.name, one.sha256))
    rows = Answer.objects.filter(sheet=sheet, question__revision=sheet.revision_id, question__key__in=keys)
    return {
        row.question.key: files[row.question_id] if row.question.kind == QuestionKind.FILE else row.value
        for row in rows.select_related("question").order_by("pk")
        if row.value is not None
    }


def _bring(question: Question, source: AnswerSheet, target: AnswerSheet) -> None:
    given = Answer.objects.select_related("question").get(
        sheet=source, question__revision=source.revision_id, question__key=question.key
    )
    kept = carried(given.question, question, given.value)
    if not kept.whole:
        return
    answer = Answer.objects.filter(sheet=target, question=question).first()
    answer = answer or Answer(sheet=target, question=question, version=0)
    is_file = question.kind == QuestionKind.FILE
    answer.value = _files_of(given, question, target) if is_file else kept.value
    answer.version += 1
    answer.saved_at, answer.saved_by_id = given.saved_at, given.saved_by_id
    answer.save()


def _files_of(given: Answer, question: Question, target: AnswerSheet) -> list[str] | None:
    """The files of that answer, in the place of those that ``target`` had."""
    former = Attachment.objects.filter(sheet=target, question=question)
    names = list(former.order_by("pk").values_list("file", flat=True))
    former.delete()
    for name in names:
        forget_file(name)
    found = Attachment.objects.filter(sheet=given.sheet_id, question=given.question_id)
    copies = [copy_of(one, target, question.pk) for one in found.order_by("uploaded_at", "pk")]
    Attachment.objects.bulk_create(copies)
    return [str(one.pk) for one in copies] or None
