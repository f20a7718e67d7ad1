"""Publish the revision that was drafted, and bring the drafts of answers to it without losing a word.

An answer follows its question when the new revision still has it (same key) and accepts the answer. Any other answer
stays with the question it answered: it is out of the form, and ``reading.set_aside`` reads it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accelerator.questionnaires import kinds, queries
from accelerator.questionnaires.conditions import compute_completeness
from accelerator.questionnaires.drafting import pages, problems
from accelerator.questionnaires.errors import ConditionsRefused, RevisionPublished
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question, Revision

BATCH = 500


@dataclass
class Carried:
    """What became of the drafts: how many came along, and the answers set aside, by question key."""

    sheets: int = 0
    set_aside: Counter[str] = field(default_factory=Counter)


@transaction.atomic
def publish_draft(*, revision: Revision, sheets: QuerySet[AnswerSheet], at: datetime) -> Carried:
    """Publish the revision, then bring to it those of ``sheets`` that are not frozen; the others stay on theirs.

    Raises ConditionsRefused when the form has problems (see ``drafting.problems``), RevisionPublished the second time.
    Side effects: ``published_at``; the sheets' revision and counts; the answers' and attachments' questions.
    """
    drafted = Revision.objects.select_for_update(no_key=True).get(pk=revision.pk)
    if drafted.published_at:
        raise RevisionPublished("it is published already")
    unmet = problems(pages(drafted))
    if unmet:
        raise ConditionsRefused(unmet)
    drafted.published_at = revision.published_at = at
    drafted.save(update_fields=["published_at"])
    return carry_over(revision=drafted, sheets=sheets)


@transaction.atomic
def carry_over(*, revision: Revision, sheets: QuerySet[AnswerSheet]) -> Carried:
    """Bring the sheets that are not frozen to this published revision of their questionnaire.

    Versions of answers do not change, so that a page that was open goes on saving. Side effects: see
    :func:`publish_draft`. About 10 queries and one for each question, for each 500 sheets.
    """
    result = Carried()
    questions = queries.questions(revision)
    wanted = list(
        sheets.filter(frozen_at=None).exclude(revision=revision).order_by("pk").values_list("pk", flat=True)
    )
    for start in range(0, len(wanted), BATCH):
        rows = AnswerSheet.objects.filter(pk__in=wanted[start : start + BATCH])
        # The UPDATE takes the lock of each sheet: a concurrent save waits, then finds the new revision.
        rows.filter(frozen_at=None).update(revision=revision)
        moved = list(rows.filter(frozen_at=None, revision=revision).order_by("pk"))
        _carry_answers(moved, questions, result)
        result.sheets += len(moved)
    return result


def _carry_answers(sheets: Sequence[AnswerSheet], questions: Sequence[Question], result: Carried) -> None:
    new = {question.key: question for question in questions}
    values: dict[int, dict[str, object]] = defaultdict(dict)
    unchanged: dict[int, list[int]] = defaultdict(list)
    changed: list[Answer] = []
    parts: list[Answer] = []
    for answer in _select_latest(sheets):
        before, after = answer.question, new.get(answer.question.key)
        carried = carry_value(before, after, answer.value) if after else CarriedValue(None, whole=False)
        if after is None or (not carried.whole and kinds.is_answer(before, answer.value)):
            result.set_aside[before.key] += kinds.is_answer(before, answer.value)
        if after is None or (carried.value is None and not carried.whole):
            continue
        values[answer.sheet_id][after.key] = carried.value
        if not carried.whole:
            parts.append(_extract_accepted(answer, after, carried.value))
        elif carried.value == answer.value:
            unchanged[after.pk].append(answer.pk)
        else:
            answer.value, answer.question = carried.value, after
            changed.append(answer)
    for question_id, answers in unchanged.items():
        Answer.objects.filter(pk__in=answers).update(question=question_id)
    for question in (value for value in questions if kinds.kind_of(value).is_file):
        files = Attachment.objects.filter(sheet__in=sheets, question__key=question.key)
        files.exclude(question=question).update(question=question)
    if changed:
        Answer.objects.bulk_update(changed, ["value", "question"], batch_size=BATCH)
    Answer.objects.bulk_create(parts)
    counts: dict[tuple[int, int], list[int]] = defaultdict(list)
    for sheet in sheets:
        completeness = compute_completeness(questions, values[sheet.pk])
        counts[completeness.answer_count, len(completeness.demanded)].append(sheet.pk)
    for (answered, total), alike in counts.items():
        AnswerSheet.objects.filter(pk__in=alike).update(answered=answered, required_total=total)


def _extract_accepted(answer: Answer, question: Question, value: object) -> Answer:
    """What is still accepted of an answer; the whole one stays beside, set aside."""
    return Answer(
        sheet_id=answer.sheet_id,
        question=question,
        value=value,
        version=answer.version + 1,
        saved_at=answer.saved_at,
        saved_by_id=answer.saved_by_id,
    )


def _select_latest(sheets: Iterable[AnswerSheet]) -> Iterable[Answer]:
    """The answers of these sheets, one for each key: of the latest question, those set aside before included."""
    rows = list(Answer.objects.filter(sheet__in=sheets).order_by("pk"))
    ids = {answer.question_id for answer in rows}
    questions = Question.objects.filter(pk__in=ids).select_related("revision").in_bulk()
    for answer in rows:
        answer.question = questions[answer.question_id]
    rows.sort(key=lambda answer: answer.question.revision.number)
    return {(answer.sheet_id, answer.question.key): answer for answer in rows}.values()


def follows(before: Question, after: Question) -> bool:
    """Whether answers to the one may answer the other: the same kind, both written, or both chosen in a list."""
    old, new = kinds.kind_of(before), kinds.kind_of(after)
    both = (old.is_written and new.is_written) or (old.has_choices and new.has_choices)
    return before.kind == after.kind or both


@dataclass(frozen=True)
class CarriedValue:
    """What a new question takes of an answer; ``whole`` if that is all of it."""

    value: object
    whole: bool


def carry_value(before: Question, after: Question, value: object) -> CarriedValue:
    """What the new question takes of a stored value: of several choices and of the rows of a matrix, those that still
    exist.
    """
    if not follows(before, after):
        return CarriedValue(None, whole=False)
    if value is None or (before.kind == after.kind and before.options == after.options):
        return CarriedValue(value, whole=True)
    kind = kinds.kind_of(after)
    adapted = kind.adapt(value)
    accepted = kind.accept(after, adapted)
    return CarriedValue(accepted, whole=accepted == adapted)
