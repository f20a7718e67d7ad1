"""The kinds of questions: how each one is asked, what it accepts, how its answer is stored and read aloud.

A kind turns what a browser sends (a text, a list of texts) into the JSON value that is stored, or raises
:class:`AnswerRefused`; no other exception leaves :func:`clean`. ``None`` is no answer.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.kinds.base import Kind, grouped
from accelerator.questionnaires.kinds.choices import NOT_APPLICABLE, Multiple, Scale, Single, YesNo
from accelerator.questionnaires.kinds.figures import Date, Number
from accelerator.questionnaires.kinds.files import File, Statement, most_files
from accelerator.questionnaires.kinds.texts import Email, LongText, ShortText, Siret, limit
from accelerator.questionnaires.models import Question

__all__ = [
    "KINDS",
    "NOT_APPLICABLE",
    "Kind",
    "clean",
    "grouped",
    "is_answer",
    "kind_of",
    "limit",
    "most_files",
    "questions_that_ask",
    "readable",
]

KINDS: Mapping[str, Kind] = {
    QuestionKind.SHORT_TEXT: ShortText(),
    QuestionKind.LONG_TEXT: LongText(),
    QuestionKind.SINGLE: Single(),
    QuestionKind.MULTIPLE: Multiple(),
    QuestionKind.SCALE: Scale(),
    QuestionKind.YES_NO: YesNo(),
    QuestionKind.DATE: Date(),
    QuestionKind.NUMBER: Number(),
    QuestionKind.EMAIL: Email(),
    QuestionKind.SIRET: Siret(),
    QuestionKind.FILE: File(),
    QuestionKind.STATEMENT: Statement(),
}


def kind_of(question: Question) -> Kind:
    return KINDS[question.kind]


def clean(question: Question, raw: Any) -> Any:
    """The value to store for what was sent; AnswerRefused when the question does not accept it."""
    return kind_of(question).clean(question, raw)


def is_answer(question: Question, value: Any) -> bool:
    """Whether a stored value answers the question: ``False`` and ``0`` do, nothing and an empty list do not."""
    if question.options.get("must_accept"):
        return value is True
    return value is not None and value not in ("", [])


def readable(question: Question, value: Any) -> str:
    """The answer in words, in the reader's language; nothing for no answer."""
    return kind_of(question).readable(question, value) if is_answer(question, value) else ""


def questions_that_ask(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if kind_of(question).asks]
