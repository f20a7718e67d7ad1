"""The kinds of help that a project needs: those of the needs that it passes on from its plan, counted as answers.

Where the form of an earlier edition has a question for kinds of needs, its answers count instead.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from accelerator.types import Values
from coaching.models import Need
from coaching.plan.enums import Urgency
from programmes.enums import NeedKind

URGENCY_CODES = {Urgency.NOW: "now", Urgency.SOON: "three_months", Urgency.LATER: "year"}
"""As forms call them."""


def list_named_needs(participations: Iterable[int]) -> dict[int, dict[str, Any]]:
    """By participation, the values of ``needs`` and ``need_urgency`` that its shared needs amount to. One query."""
    return _sum_up(_list_rows(participation__in=participations))


def find_named_needs(participation: int) -> dict[str, object] | None:
    """Of this project alone; ``None`` when it passes none on. One query."""
    return _sum_up(_list_rows(participation=participation)).get(participation)


def list_named_needs_in(edition: int) -> dict[int, dict[str, object]]:
    """Of all the projects of an edition. One query."""
    return _sum_up(_list_rows(participation__edition=edition))


def _list_rows(**projects: object) -> "QuerySet[Need, tuple[int, str, int]]":
    rows = Need.objects.active().filter(is_shared=True, **projects).exclude(kind="")
    return rows.order_by("urgency", "pk").values_list("participation", "kind", "urgency")


def _sum_up(rows: Iterable[tuple[int, str, int]]) -> dict[int, dict[str, object]]:
    found: dict[int, Values] = {}
    for place, kind, urgency in rows:
        # the first row is the most urgent
        named = found.setdefault(place, {"needs": [], "need_urgency": URGENCY_CODES[Urgency(urgency)]})
        if kind not in named["needs"]:
            named["needs"].append(kind)
    for named in found.values():
        named["needs"].sort(key=NeedKind.values.index)
    return found


def kind_labels() -> dict[str, str]:
    """Kinds of needs in the present language."""
    return {kind.value: str(kind.label) for kind in NeedKind}


def urgency_labels() -> dict[str, str]:
    """Urgencies in the present language, the nearest first."""
    return {code: str(urgency.label) for urgency, code in URGENCY_CODES.items()}


def describe(codes: Iterable[str], labels: dict[str, str]) -> list[dict[str, str]]:
    """As the options of an answer are described."""
    return [{"code": code, "label": labels[code]} for code in codes if code in labels]
