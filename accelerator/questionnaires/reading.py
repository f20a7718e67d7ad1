"""Answers in words, as far as somebody may read them. Every function has a constant number of queries."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F

from accelerator.questionnaires import conditions, kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer, AnswerSheet, Attachment, Question
from accelerator.questionnaires.queries import answers, attachments, questions

EVERY_AUDIENCE = frozenset(AnswerAudience)


@dataclass(frozen=True)
class ReadableAnswer:
    """One answer in words; ``text`` is empty when the question has no answer."""

    question: Question
    label: str
    text: str
    attachments: list[Attachment] = field(default_factory=list)

    @classmethod
    def of(cls, question: Question, value: Any, files: list[Attachment] | None = None) -> "ReadableAnswer":
        """Files have no words: they stand beside."""
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


def readable(
    sheet: AnswerSheet, audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE
) -> list[ReadableSection]:
    """The answers that these audiences may read, in words, section by section. 2 queries, 3 with file questions.

    A question whose audience is not among ``audiences`` is left out altogether, and one that the answers hide; so is
    a section without question.
    Answers without a value are kept, empty: a reader sees what was asked. Anchors are those of the form's sections;
    what only logistics reads has its own, so that both may stand on one page.
    """
    prefix = "section" if set(audiences) - {AnswerAudience.LOGISTICS} else "logistics"
    every, given = questions(sheet.revision_id), answers(sheet)
    shown = conditions.visible_keys(
        every, {item.key: given[item.pk].value for item in every if item.pk in given}
    )
    asked = [
        item
        for item in every
        if item.key in shown and item.audience in audiences and kinds.kind_of(item).asks
    ]
    files = attachments(sheet) if any(kinds.kind_of(item).is_file for item in asked) else {}
    built: dict[int, ReadableSection] = {}
    for candidate in asked:
        section = built.setdefault(
            candidate.section_id,
            ReadableSection(candidate.section.title, f"{prefix}-{candidate.section.position}", []),
        )
        value = getattr(given.get(candidate.pk), "value", None)
        section.rows.append(ReadableAnswer.of(candidate, value, files.get(candidate.pk)))
    return list(built.values())


def read_given(
    sheet: AnswerSheet, audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE
) -> dict[str, ReadableAnswer]:
    """Question key → its answer in words, in order: those that have one and are asked, files apart. 1 query.

    What these audiences may not read is left out, as in :func:`readable`.
    """
    rows = (
        Answer.objects.filter(sheet=sheet.pk, value__isnull=False, question__revision=F("sheet__revision"))
        .select_related("question")
        .order_by("question__section__position", "question__position")
    )
    asked = conditions.visible_keys(
        [row.question for row in rows], {row.question.key: row.value for row in rows}
    )
    found = {
        row.question.key: ReadableAnswer.of(row.question, row.value)
        for row in rows
        if row.question.key in asked and row.question.audience in audiences
    }
    return {key: answer for key, answer in found.items() if not answer.is_empty}


def set_aside(
    sheet: AnswerSheet, audiences: Collection[AnswerAudience | str] = EVERY_AUDIENCE
) -> list[ReadableAnswer]:
    """Answers to questions that the form no longer asks, or asks otherwise, in words. 1 query, 2 with files.

    They are kept for who gave them: no hash, count nor export takes them.
    """
    answered = (
        Answer.objects.filter(sheet=sheet, value__isnull=False, question__audience__in=list(audiences))
        .exclude(question__revision=F("sheet__revision"))
        .select_related("question")
        .order_by("question__revision__number", "question__section__position", "question__position")
    )
    kept = [row for row in answered if kinds.is_answer(row.question, row.value)]
    files = attachments(sheet) if any(kinds.kind_of(row.question).is_file for row in kept) else {}
    return [ReadableAnswer.of(row.question, row.value, files.get(row.question_id)) for row in kept]
