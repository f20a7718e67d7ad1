"""All that a canvas says: read from its rows, or from a version that was kept. Both are drawn by the same pages."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from accelerator.questionnaires import queries as answers
from coaching.models import AxisReading, Canvas, CanvasItem

Snapshot = dict[str, Any]
"""``{"kind", "moment", "answers": [{"key", "label_fr", "label_en", "text"}], "items": [{"uid", "kind", …typed}],
"readings": [{"uid", "axis", "family", "label_fr", "label_en", …typed}]}``: JSON values, in the order of the page."""


def take_snapshot(canvas: Canvas) -> Snapshot:
    """What stands in the canvas now. Four queries."""
    return {
        "kind": canvas.kind,
        "moment": canvas.moment,
        "answers": list_answers(canvas),
        "items": [
            {"uid": str(item.uid), "kind": item.kind, **_read_typed(item)}
            # in a fixed order: the hash of the same words must be the same
            for item in CanvasItem.objects.active().filter(canvas=canvas).order_by("kind", "position", "pk")
        ],
        "readings": [
            {
                "uid": str(reading.uid),
                "axis": reading.axis.code,
                "family": reading.axis.family,
                "label_fr": reading.axis.label_fr,
                "label_en": reading.axis.label_en,
                **_read_typed(reading),
            }
            for reading in AxisReading.objects.active().filter(canvas=canvas).select_related("axis")
        ],
    }


def _read_typed(row: AxisReading | CanvasItem) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.WRITTEN}


def list_answers(canvas: Canvas) -> list[dict[str, str]]:
    """What stands in its sheet, question by question. Two queries."""
    if canvas.sheet is None:
        return []
    stock = answers.stock(canvas.sheet)
    values = {pk: answer.value for pk, answer in stock.answers.items()}
    return [
        {
            "key": question.key,
            "label_fr": question.label_fr,
            "label_en": question.label_en,
            "text": str(values.get(question.pk) or ""),
        }
        for question in stock.questions
    ]


def compute_hash(snapshot: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of the JSON object: keys sorted, without blanks, letters as they are, in UTF-8."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
