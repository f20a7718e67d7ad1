"""The kinds of questions: how each one is displayed, what it accepts, how its answer is stored and put into words.

A kind turns what a browser sends (a text, a list of texts) into the JSON value that is stored, or raises
:class:`AnswerRefused`; no other exception leaves :func:`clean`. ``None`` is no answer.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.kinds.base import Kind, group_digits
from accelerator.questionnaires.kinds.choices import (
    OTHER,
    Multiple,
    Single,
    allows_other,
    merge_other,
    other_words,
)
from accelerator.questionnaires.kinds.scales import NOT_APPLICABLE, Matrix, Recommendation, Scale, YesNo
from accelerator.questionnaires.kinds.texts import (
    Date,
    Email,
    File,
    LongText,
    Number,
    ShortText,
    Siret,
    Statement,
    most_files,
)
from accelerator.questionnaires.models import Question
from accelerator.spreadsheet import Cell
from accelerator.table_import import ensure_computed

__all__ = [
    "KINDS",
    "NOT_APPLICABLE",
    "OTHER",
    "Kind",
    "allows_other",
    "clean",
    "describe_cell",
    "filter_questions",
    "from_cell",
    "group_digits",
    "is_answer",
    "is_complete",
    "is_demanded",
    "join_search_texts",
    "kind_of",
    "kinds_where",
    "least",
    "limit",
    "merge_other",
    "most_files",
    "other_words",
    "readable",
    "to_cell",
]

KINDS: Mapping[str, Kind] = {
    QuestionKind.SHORT_TEXT: ShortText(),
    QuestionKind.LONG_TEXT: LongText(),
    QuestionKind.SINGLE: Single(),
    QuestionKind.MULTIPLE: Multiple(),
    QuestionKind.SCALE: Scale(),
    QuestionKind.MATRIX: Matrix(),
    QuestionKind.RECOMMENDATION: Recommendation(),
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


def kinds_where(name: str) -> list[str]:
    """The kinds that have this property, for queries."""
    return [stored for stored, kind in KINDS.items() if getattr(kind, name)]


def limit(question: Question) -> int | None:
    return kind_of(question).limit(question)


def least(question: Question) -> int:
    return kind_of(question).least(question)


def clean(question: Question, raw: object) -> object:
    """The value to store for what was sent; AnswerRefused when the question does not accept it."""
    return kind_of(question).clean(question, raw)


def is_answer(question: Question, value: object) -> bool:
    """Whether a stored value answers the question: ``False`` and ``0`` do, nothing and an empty list do not."""
    if question.options.get("must_accept"):
        return value is True
    return value is not None and value not in ("", [], {})


def is_complete(question: Question, value: object) -> bool:
    """Whether a stored value is complete: the right length, each row of a matrix, words for « other »."""
    return is_answer(question, value) and kind_of(question).is_complete(question, value)


def is_demanded(question: Question, value: object) -> bool:
    """Whether a complete answer is awaited: it is required, or one was written that is too short or too long."""
    if question.required:
        return kind_of(question).asks
    return bool(limit(question)) and is_answer(question, value) and not is_complete(question, value)


def readable(question: Question, value: object) -> str:
    """The answer in words, in the reader's language; nothing for no answer."""
    return kind_of(question).readable(question, value) if is_answer(question, value) else ""


def to_cell(question: Question, value: object) -> "str | float | date | None":
    """The answer in a cell of a spreadsheet; empty for no answer, and for files."""
    kind = kind_of(question)
    return kind.to_cell(question, value) if is_answer(question, value) and not kind.is_file else None


def from_cell(question: Question, cell: Cell, names: Mapping[str, str] | None = None) -> object:
    """The value to store for a cell that people wrote, ``None`` for no answer; ``names``: more names of its choices.

    Raises AnswerRefused, or ValidationError for a cell that cannot be read.
    """
    if cell is None or cell == "":
        return None
    ensure_computed(cell)
    return clean(question, kind_of(question).from_cell(question, cell, names or {}))


def describe_cell(question: Question) -> str:
    """What a cell of a spreadsheet expects, for people."""
    kind = kind_of(question)
    choices = " ; ".join(label for _code, label in kind.choices(question))
    return str(kind.cell_help) % {"choices": choices, "longest": kind.limit(question)}


def join_search_texts(question: Question, value: object) -> str:
    """The searchable words of an answer, in every language; an empty text for no answer."""
    return (
        " ".join(kind_of(question).list_search_texts(question, value)) if is_answer(question, value) else ""
    )


def filter_questions(questions: Iterable[Question]) -> list[Question]:
    return [question for question in questions if kind_of(question).asks]
