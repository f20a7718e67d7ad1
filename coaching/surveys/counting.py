"""Count what the answers of an edition say, and read a choice in words."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import F

from accelerator.questionnaires.models import Answer, Question
from accelerator.web.localised import Localised
from coaching.models import Survey, SurveyInvitation
from coaching.surveys.enums import SurveyKind
from coaching.surveys.named_needs import kind_labels, list_named_needs_in, urgency_labels
from programmes.models import Edition

Facts = dict[str, Any]
NEEDS, URGENCY, USEFULNESS, QUOTE = "needs", "need_urgency", "usefulness", "quote"
SHARE = "share_with_partners"
CONSENTS = [SHARE, QUOTE]
"""Answers one may change after sending: withdrawing must be as easy as giving."""


def comparison(edition: Edition) -> Facts:
    """The edition's counts of needs, urgencies and usefulness, in the active language, over the answers that may be
    passed on: a document that travels says nothing, even added up, of a project that refused. Four queries.
    """
    shared = SurveyInvitation.objects.syntheses_of(edition).filter(shared_with_partners=True)
    sheets = dict(shared.order_by("sheet").values_list("sheet", "participation"))
    rows = Answer.objects.filter(
        question__key__in=[NEEDS, URGENCY, USEFULNESS],
        question__revision=F("sheet__revision"),
        sheet__in=sheets,
    ).order_by()
    by_sheet: dict[int, dict[str, object]] = {}
    for sheet, key, value in rows.values_list("sheet_id", "question__key", "value"):
        by_sheet.setdefault(sheet, {})[key] = value
    named = list_named_needs_in(edition.pk)
    values = [
        add_named(by_sheet[sheet], named.get(place)) for sheet, place in sheets.items() if sheet in by_sheet
    ]
    return {**count_values(values), **choice_words(edition.pk)}


def add_named(values: Facts, named: Facts | None) -> Facts:
    """The values of a sheet, with the needs that its project passes on where the sheet names none."""
    return values if values.get(NEEDS) or not named else {**values, **named}


def choice_words(edition_id: int) -> Facts:
    """The choices of needs and urgencies in words; one query."""
    form = Survey.objects.filter(edition=edition_id, kind=SurveyKind.SYNTHESIS).values("form")
    labels = {
        question.key: labels_of(question)
        for question in Question.objects.filter(revision__in=form, key__in=[NEEDS, URGENCY])
    }
    return {
        "need_labels": labels.get(NEEDS) or kind_labels(),
        "urgency_labels": labels.get(URGENCY) or urgency_labels(),
    }


def count_values(sheets: Iterable[dict[str, Any]]) -> Facts:
    """Counts over the values of sheets by key."""
    needs: Counter[str] = Counter()
    usefulness: Counter[str] = Counter()
    crossed: dict[str, Counter[str]] = {}
    total = 0
    for sheet in sheets:
        total += 1
        urgency = sheet.get(URGENCY)
        for need in sheet.get(NEEDS) or ():
            needs[need] += 1
            crossed.setdefault(need, Counter()).update([urgency] if urgency else [])
        rating = integer(sheet.get(USEFULNESS))
        if rating is not None:
            usefulness[str(rating)] += 1
    return {
        "answers": total,
        "rated": usefulness.total(),
        "needs": dict(needs),
        "needs_by_urgency": {code: dict(counts) for code, counts in crossed.items()},
        "usefulness": dict(usefulness),
    }


def integer(value: object) -> int | None:
    """A rating, or ``None`` for "not applicable"."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Label:
    """A choice of a question, read in the present language."""

    label = Localised("label")

    def __init__(self, choice: Facts) -> None:
        self.label_fr = choice.get("label_fr") or choice["value"]
        self.label_en = choice.get("label_en", "")


def labels_of(question: Question) -> dict[str, str]:
    """The choices of a question in the present language, by their code."""
    return {choice["value"]: _Label(choice).label for choice in question.options.get("choices", [])}


def list_chosen_options(answer: Answer | None) -> list[dict[str, str]]:
    """The chosen options with their words, in the order of the form."""
    if answer is None or not answer.value:
        return []
    codes = answer.value if isinstance(answer.value, list) else [answer.value]
    return [
        {"code": code, "label": label} for code, label in labels_of(answer.question).items() if code in codes
    ]
