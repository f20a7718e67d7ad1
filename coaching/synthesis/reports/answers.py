"""The answers of a sheet as documents quote them, without what organisers alone read."""

from django.db.models import F, QuerySet

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer
from coaching.surveys.counting import NEEDS, QUOTE, URGENCY, USEFULNESS, Facts, integer
from coaching.surveys.disclosure import SMALLEST

APART = {NEEDS, URGENCY, USEFULNESS, QUOTE, "wished_partner", "need_details", "share_with_partners"}
"""Answers that have a place of their own; every other text is included in order."""
HIDDEN = {AnswerAudience.LOGISTICS, AnswerAudience.ORGANISERS}


def read_answers(sheets: list[int]) -> dict[int, dict[str, Answer]]:
    """Answers by sheet and key, in the order of the form; those for the organisers alone are left out. One query."""
    found: dict[int, dict[str, Answer]] = {sheet: {} for sheet in sheets}
    for answer in _list_answers(sheet__in=sheets):
        if _is_included(answer):
            found[answer.sheet_id][answer.question.key] = answer
    return found


def read_answers_of(sheet: int) -> dict[str, Answer]:
    """Those of one sheet. One query."""
    return {answer.question.key: answer for answer in _list_answers(sheet=sheet) if _is_included(answer)}


def _list_answers(**sheets: object) -> "QuerySet[Answer]":
    rows = Answer.objects.filter(question__revision=F("sheet__revision"), **sheets).select_related("question")
    return rows.order_by("sheet", "question__section__position", "question__position")


def _is_included(answer: Answer) -> bool:
    return answer.question.audience not in HIDDEN or answer.question.key in APART


def list_texts(own: dict[str, Answer]) -> list[Facts]:
    """The texts of a synthesis, in the order of the form."""
    return [
        {"key": key, "label": answer.question.label, "text": answer.value}
        for key, answer in own.items()
        if key not in APART
        and isinstance(answer.value, str)
        and answer.value.strip()
        and kinds.kind_of(answer.question).is_written
    ]


def read_text(answer: Answer | None) -> str:
    return answer.value.strip() if answer and isinstance(answer.value, str) else ""


def read_number(answer: Answer | None) -> int | None:
    return integer(answer.value) if answer else None


LONGEST_QUOTE = 260


def cut_words(text: str) -> str:
    """On one line, cut between two words where it is too long to be quoted whole."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rsplit(' ', 1)[0]}…"


def is_unnamed_safe(visible: int, named: int) -> bool:
    """Whether a quote without a name may come from any of five projects at least, of the ``visible`` ones."""
    return visible - named >= SMALLEST
