"""The answers in a synthesis, and which of their words may be quoted."""

from hashlib import sha256
from typing import Any

from django.db.models import F, QuerySet

from accelerator.questionnaires import kinds
from accelerator.questionnaires.enums import AnswerAudience
from accelerator.questionnaires.models import Answer
from coaching.surveys.counting import NEEDS, QUOTE, URGENCY, USEFULNESS, Facts, integer, list_chosen_options
from coaching.surveys.disclosure import SMALLEST
from coaching.surveys.named_needs import describe, kind_labels, urgency_labels

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


def list_values(given: dict[int, dict[str, Answer]], invitations: dict[int, Any]) -> list[dict[str, object]]:
    """What was answered, by question, in the order of the invitations."""
    sheets = (given.get(invitation.sheet_id, {}) for invitation in invitations.values())
    return [{key: answer.value for key, answer in own.items()} for own in sheets]


def find_needs(own: dict[str, Answer], named: Facts | None) -> tuple[list[Facts], list[Facts]]:
    """The kinds of help that a project names, and how soon: as it answered, else as it passes on from its plan."""
    if own.get(NEEDS) or not named:
        return list_chosen_options(own.get(NEEDS)), list_chosen_options(own.get(URGENCY))[:1]
    return describe(named[NEEDS], kind_labels()), describe([named[URGENCY]], urgency_labels())


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


def quote_answers(own: dict[str, Answer], title: str, source: str) -> list[Facts]:
    """The first sentences of what the session brought, if we may quote it, with a name or without."""
    consent, text = own.get(QUOTE), read_text(own.get("what_it_brought"))
    if not text or consent is None or consent.value not in ("named", "anonymous"):
        return []
    words = " ".join(text.split())
    if len(words) > 260:
        words = f"{words[:260].rsplit(' ', 1)[0]}…"
    named = consent.value == "named"
    # a link to the answers of somebody unnamed would reveal whose words they are
    return [{"text": words, "by": title if named else "", "source": source if named else ""}]


def choose_quotes(allowed: list[Facts], *, visible: int) -> list[Facts]:
    """Six quotes at most, the named ones first, in an order that does not follow that of the projects.

    One without a name may come from any of the ``visible`` projects that are not named: under five, it is left out.
    """
    named = sum(1 for quote in allowed if quote["by"])
    if visible - named < SMALLEST:
        allowed = [quote for quote in allowed if quote["by"]]
    chosen = sorted(allowed, key=lambda quote: sha256(quote["text"].encode()).hexdigest())[:6]
    return sorted(chosen, key=lambda quote: not quote["by"])
