"""Count the answers of an edition and the shared needs, and read a choice in words."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import F, QuerySet

from accelerator.questionnaires.models import Answer, Question
from accelerator.types import Json, Values
from accelerator.web.localised import Localised
from coaching.models import Need, Survey, SurveyInvitation
from coaching.plan.enums import Urgency
from coaching.surveys.enums import SurveyKind
from programmes.enums import NeedKind
from programmes.models import Edition

URGENCY_CODES = {Urgency.NOW: "now", Urgency.SOON: "three_months", Urgency.LATER: "year"}
"""The codes of urgencies in forms."""


def list_named_needs(participations: Iterable[int]) -> dict[int, Values]:
    """By participation, the values of ``needs`` and ``need_urgency`` of its shared needs. One query."""
    return _sum_up(_list_rows(participation__in=participations))


def sum_up_needs(needs: Iterable[Need]) -> dict[int, Values]:
    """By participation, the values of these shared needs; see :func:`list_named_needs`. No query."""
    ordered = sorted(needs, key=lambda need: (need.urgency, need.pk))
    return _sum_up((need.participation_id, need.kind, need.urgency) for need in ordered if need.kind)


def find_named_needs(participation: int) -> dict[str, object] | None:
    """The values of the shared needs of one project; ``None`` without any. One query."""
    return _sum_up(_list_rows(participation=participation)).get(participation)


def list_named_needs_in(edition: int) -> dict[int, dict[str, object]]:
    """By participation of an edition, the values of its shared needs; see :func:`list_named_needs`. One query."""
    return _sum_up(_list_rows(participation__edition=edition))


def _list_rows(**projects: object) -> "QuerySet[Need, tuple[int, str, int]]":
    rows = Need.objects.active().filter(is_shared=True, **projects).exclude(kind="")
    return rows.order_by("urgency", "pk").values_list("participation", "kind", "urgency")


def _sum_up(rows: Iterable[tuple[int, str, int]]) -> dict[int, dict[str, object]]:
    sums: dict[int, Values] = {}
    for place, kind, urgency in rows:
        # the first row is the most urgent
        named = sums.setdefault(place, {"needs": [], "need_urgency": URGENCY_CODES[Urgency(urgency)]})
        if kind not in named["needs"]:
            named["needs"].append(kind)
    for named in sums.values():
        named["needs"].sort(key=NeedKind.values.index)
    return sums


def list_kind_labels() -> dict[str, str]:
    """Kinds of needs in the present language."""
    return {kind.value: str(kind.label) for kind in NeedKind}


def list_urgency_labels() -> dict[str, str]:
    """Urgencies in the present language, the nearest first."""
    return {code: str(urgency.label) for urgency, code in URGENCY_CODES.items()}


def describe(codes: Iterable[str], labels: dict[str, str]) -> list[dict[str, str]]:
    """The labels of these codes."""
    return [{"code": code, "label": labels[code]} for code in codes if code in labels]


Facts = Json
NEEDS, URGENCY, USEFULNESS, QUOTE = "needs", "need_urgency", "usefulness", "quote"
SHARE = "share_with_partners"
CONSENTS = [SHARE, QUOTE]
"""Answers that one may change after sending: withdrawing must be as easy as giving."""


def count_edition(edition: Edition) -> Facts:
    """The edition's counts of needs, urgencies and usefulness, in the active language, over shared answers: a
    distributed document includes no project that refused, even in sums. Four queries."""
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
    return {**count_values(values), **read_choice_labels(edition.pk)}


def add_named(values: Facts, named: Facts | None) -> Facts:
    """The values of a sheet, with the shared needs of its project if the sheet names none."""
    return values if values.get(NEEDS) or not named else {**values, **named}


def read_choice_labels(edition_id: int) -> Facts:
    """The choices of needs and urgencies in words; one query."""
    form = Survey.objects.filter(edition=edition_id, kind=SurveyKind.SYNTHESIS).values("form")
    labels = {
        question.key: list_labels(question)
        for question in Question.objects.filter(revision__in=form, key__in=[NEEDS, URGENCY])
    }
    return {
        "need_labels": labels.get(NEEDS) or list_kind_labels(),
        "urgency_labels": labels.get(URGENCY) or list_urgency_labels(),
    }


def count_values(sheets: Iterable[Values]) -> Facts:
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
        rating = read_integer(sheet.get(USEFULNESS))
        if rating is not None:
            usefulness[str(rating)] += 1
    return {
        "answers": total,
        "rated": usefulness.total(),
        "needs": dict(needs),
        "needs_by_urgency": {code: dict(counts) for code, counts in crossed.items()},
        "usefulness": dict(usefulness),
    }


def read_integer(value: object) -> int | None:
    """A rating, or ``None`` for "not applicable"."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


class _Label:
    """A choice of a question, read in the present language."""

    label = Localised("label")

    def __init__(self, choice: Facts) -> None:
        self.label_fr = choice.get("label_fr") or choice["value"]
        self.label_en = choice.get("label_en", "")


def list_labels(question: Question) -> dict[str, str]:
    """The choices of a question in the present language, by their code."""
    return {choice["value"]: _Label(choice).label for choice in question.options.get("choices", [])}


def list_chosen_options(answer: Answer | None) -> list[dict[str, str]]:
    """The chosen options with their words, in the order of the form."""
    if answer is None or not answer.value:
        return []
    codes = answer.value if isinstance(answer.value, list) else [answer.value]
    return [
        {"code": code, "label": label}
        for code, label in list_labels(answer.question).items()
        if code in codes
    ]
