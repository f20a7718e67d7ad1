"""Reading answers, as stored and in words. Each function has a constant number of queries, named in its docstring."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import F, FilteredRelation, Q

from accelerator.questionnaires import conditions, kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question, Revision, Section
from accelerator.text import may_be_key
from accelerator.types import Values


@dataclass(frozen=True)
class Stock:
    """All the questions of a sheet, in order with their section, and question id → answer row."""

    questions: list[Question]
    answers: dict[int, Answer]

    @property
    def completeness(self) -> conditions.Completeness:
        """Which questions are visible, their values and the missing answers."""
        values = {
            question.key: self.answers[question.pk].value
            for question in self.questions
            if question.pk in self.answers
        }
        return conditions.compute_completeness(self.questions, values)

    @property
    def has_left(self) -> bool:
        """Whether some answers are to questions that left the form: see :func:`set_aside`."""
        current = {question.pk for question in self.questions}
        return any(answer.value is not None for key, answer in self.answers.items() if key not in current)


@dataclass(frozen=True)
class Content:
    """The whole content of a sheet, read at once by :func:`content`."""

    completeness: conditions.Completeness
    attachments: list[Attachment]
    """Those of visible questions with an answer, oldest first."""

    @property
    def questions(self) -> Sequence[Question]:
        return self.completeness.questions

    @property
    def missing(self) -> list[Question]:
        """The required questions without an answer; see :func:`missing`."""
        return list(self.completeness.missing)

    @cached_property
    def values(self) -> Values:
        """Question key → stored value, for the questions that are asked and have one."""
        return {key: value for key, value in self.completeness.values.items() if value is not None}

    @cached_property
    def files(self) -> dict[str, list[Attachment]]:
        """Question key → attachments."""
        keys = {question.pk: question.key for question in self.questions}
        by_key: dict[str, list[Attachment]] = {}
        for attachment in self.attachments:
            by_key.setdefault(keys[attachment.question_id], []).append(attachment)
        return by_key

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the content of the sheet, in lower-case hexadecimal.

        Hashed text: the JSON array, without blanks, non-ASCII letters as they are, in UTF-8, of one ``[question key,
        value, [SHA-256 of each attachment, sorted]]`` per answered question, sorted by key. The value of a file
        question is ``null``, its attachments count. Authors, times and versions do not count; neither do the answers of
        hidden questions.
        """
        return hash_of(
            self.values,
            {key: [file.sha256 for file in of_question] for key, of_question in self.files.items()},
        )


def questions(revision: Revision | int, *, section: Section | int | None = None) -> list[Question]:
    """The questions of a revision, or of one section, in order, with their section. 1 query."""
    rows = Question.objects.filter(revision=revision)
    if section is not None:
        rows = rows.filter(section=section)
    return list(rows.select_related("section").order_by("section__position", "position"))


def question(sheet: AnswerSheet, key: str) -> Question | None:
    """The question of that key in the sheet's revision. 1 query."""
    if not may_be_key(key):
        return None
    return Question.objects.filter(revision=sheet.revision_id, key=key).first()


def answers(sheet: AnswerSheet) -> dict[int, Answer]:
    """Question id → answer row. 1 query."""
    return {answer.question_id: answer for answer in Answer.objects.filter(sheet=sheet.pk).order_by("pk")}


def values(sheet: AnswerSheet) -> Values:
    """Question key → stored value, for the questions that are asked and have one. 1 query.

    The answer of a question that another answer hides stays stored, and is left out here.
    """
    answered = (
        Answer.objects.filter(sheet=sheet, question__revision=F("sheet__revision"))
        .select_related("question")
        .order_by("question__section__position", "question__position")
    )
    answered_questions = [answer.question for answer in answered]
    return conditions.visible_values(
        answered_questions, {row.question.key: row.value for row in answered if row.value is not None}
    )


def list_stored(sheet: AnswerSheet) -> list[tuple[Question, object]]:
    """The questions of the sheet, in order with their section, each with its stored value. 1 query."""
    return list_stored_of([sheet])[sheet.pk]


def list_stored_of(sheets: Collection[AnswerSheet]) -> dict[int, list[tuple[Question, object]]]:
    """The :func:`list_stored` of each of these sheets, by their keys. 1 query."""
    keys = [sheet.pk for sheet in sheets]
    own = FilteredRelation("answers", condition=Q(answers__sheet__in=keys))
    rows: Any = Question.objects.filter(revision__in={sheet.revision_id for sheet in sheets})
    rows = rows.annotate(own=own, value=F("own__value"), answered=F("own__sheet"))
    questions: dict[int, dict[int, Question]] = {sheet.revision_id: {} for sheet in sheets}
    stored: dict[tuple[int, int], object] = {}
    # a row for each answer, one for a question without any
    for row in rows.select_related("section").order_by("section__position", "position"):
        questions[row.revision_id][row.pk] = row
        stored[row.answered, row.pk] = row.value
    return {
        sheet.pk: [
            (question, stored.get((sheet.pk, key))) for key, question in questions[sheet.revision_id].items()
        ]
        for sheet in sheets
    }


def stock(sheet: AnswerSheet) -> Stock:
    """The questions of the sheet and its answers. 2 queries, for all who need them on one page."""
    return Stock(questions(sheet.revision_id), answers(sheet))


def read_completeness(sheet: AnswerSheet) -> conditions.Completeness:
    """The questions of the sheet, which are visible, their values and the missing answers. 2 queries."""
    return stock(sheet).completeness


def missing(sheet: AnswerSheet) -> list[Question]:
    """The questions still without the complete answer they need, in order, with their section. 2 queries.

    They are the required ones among the visible ones, and texts that were begun and are too short.
    """
    return list(read_completeness(sheet).missing)


def count_required(revision: Revision | int) -> int:
    """How many answers a revision requires when no condition hides any. 1 query."""
    asking = kinds.kinds_where("asks")
    return Question.objects.filter(revision=revision, required=True, kind__in=asking).count()


def progress(sheet: AnswerSheet) -> tuple[int, int]:
    """Required questions answered, required questions in all. No query once somebody wrote: the actions store both."""
    if sheet.required_total is None:
        return sheet.answered, count_required(sheet.revision_id)
    return sheet.answered, sheet.required_total


def attachments(sheet: AnswerSheet) -> dict[int, list[Attachment]]:
    """Question id → attachments, oldest first. 1 query."""
    by_question: dict[int, list[Attachment]] = {}
    for attachment in Attachment.objects.filter(sheet=sheet.pk).order_by("uploaded_at", "pk"):
        by_question.setdefault(attachment.question_id, []).append(attachment)
    return by_question


def content(sheet: AnswerSheet) -> Content:
    """Questions, answers and attachments. 2 queries, 3 with file questions."""
    completeness = stock(sheet).completeness
    answered = {
        question.pk
        for question in completeness.questions
        if kinds.kind_of(question).is_file and completeness.values.get(question.key) is not None
    }
    files = attachments(sheet) if answered else {}
    return Content(
        completeness,
        [file for number, of_question in files.items() if number in answered for file in of_question],
    )


def content_hash(sheet: AnswerSheet) -> str:
    """The hash of the present content of the sheet: :attr:`Content.sha256`. 2 queries, 3 with file questions."""
    return content(sheet).sha256


def hash_of(value_by_key: Mapping[str, object], files: Mapping[str, Collection[str]]) -> str:
    """The content hash of answers at hand: question key → value, and the SHA-256 of the files of each."""
    facts = [
        [key, None if key in files else value_by_key.get(key), sorted(files.get(key, []))]
        for key in sorted(value_by_key)
    ]
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


EVERY_AUDIENCE = frozenset(AnswerAudience)


@dataclass(frozen=True)
class ReadableAnswer:
    """One answer in words; ``text`` is empty when the question has no answer."""

    question: Question
    label: str
    text: str
    attachments: list[Attachment] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, value: object, files: list[Attachment] | None = None) -> "ReadableAnswer":
        """A file has no text, only its attachments."""
        text = "" if kinds.kind_of(question).is_file else kinds.readable(question, value)
        return cls(question, question.label, text, files or [])

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.attachments


@dataclass(frozen=True)
class ReadableSection:
    title: str
    anchor: str
    rows: list[ReadableAnswer]

    @property
    def is_empty(self) -> bool:
        return all(row.is_empty for row in self.rows)


def list_readable_sections(
    sheet: AnswerSheet,
    audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE,
    *,
    stored: Sequence[tuple[Question, object]] | None = None,
) -> list[ReadableSection]:
    """The answers that these audiences may read, in words, section by section. 1 query, 2 with file questions, one
    less where the caller has ``stored``, of :func:`list_stored`.

    A question whose audience is not among ``audiences`` is left out altogether, and one that the answers hide; so is a
    section without question. Questions without an answer are in it, with an empty text. Anchors are those of the form's
    sections; those of logistics have a prefix of their own, so that both may be on one page.
    """
    prefix = "section" if set(audiences) - {AnswerAudience.LOGISTICS} else "logistics"
    rows = list_stored(sheet) if stored is None else stored
    stored_values = {question.key: value for question, value in rows}
    visible = conditions.visible_keys([question for question, _value in rows], stored_values)
    items = [
        item
        for item, _value in rows
        if item.key in visible and item.audience in audiences and kinds.kind_of(item).asks
    ]
    files = attachments(sheet) if any(kinds.kind_of(item).is_file for item in items) else {}
    built: dict[int, ReadableSection] = {}
    for candidate in items:
        section = built.setdefault(
            candidate.section_id,
            ReadableSection(candidate.section.title, f"{prefix}-{candidate.section.position}", []),
        )
        section.rows.append(
            ReadableAnswer.of(candidate, stored_values[candidate.key], files.get(candidate.pk))
        )
    return list(built.values())


def read_answers_in_words(
    sheet: AnswerSheet, audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE
) -> dict[str, ReadableAnswer]:
    """Question key → its answer in words, in order: visible questions with an answer, without files. 1 query.

    What these audiences may not read is left out, as in :func:`list_readable_sections`.
    """
    rows = (
        Answer.objects.filter(sheet=sheet.pk, value__isnull=False, question__revision=F("sheet__revision"))
        .select_related("question")
        .order_by("question__section__position", "question__position")
    )
    visible = conditions.visible_keys(
        [row.question for row in rows], {row.question.key: row.value for row in rows}
    )
    readable_answers = {
        row.question.key: ReadableAnswer.of(row.question, row.value)
        for row in rows
        if row.question.key in visible and row.question.audience in audiences
    }
    return {key: answer for key, answer in readable_answers.items() if not answer.is_empty}


def set_aside(
    sheet: AnswerSheet, audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE
) -> list[ReadableAnswer]:
    """Answers to questions that left the form or changed, in words. 1 query, 2 with files.

    They are stored for their authors alone: no hash, count nor export includes them.
    """
    answered = (
        Answer.objects.filter(sheet=sheet, value__isnull=False, question__audience__in=list(audiences))
        .exclude(question__revision=F("sheet__revision"))
        .select_related("question")
        .order_by("question__revision__number", "question__section__position", "question__position")
    )
    rows = [row for row in answered if kinds.is_answer(row.question, row.value)]
    files = attachments(sheet) if any(kinds.kind_of(row.question).is_file for row in rows) else {}
    return [ReadableAnswer.of(row.question, row.value, files.get(row.question_id)) for row in rows]
