"""A snapshot in words: what pages of versions, text equivalents and posters print."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from coaching.canvas.enums import ItemKind
from coaching.canvas.queries.comparing import MODELS, name_row, read_label, read_value
from coaching.canvas.queries.contents import Snapshot


@dataclass(frozen=True)
class RowRead:
    """A row that stands: its name, then what was typed beside it, each with its label."""

    kind: str
    name: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class CanvasRead:
    answers: list[tuple[str, str]]
    """Label and text, "" where nothing was said."""
    groups: list[tuple[str, list[RowRead]]]
    """Rows under their heading."""

    @property
    def is_empty(self) -> bool:
        return not self.groups and not any(text for _label, text in self.answers)


def read_snapshot(snapshot: Snapshot) -> CanvasRead:
    """All that stands in it, in the language of who reads. No query."""
    answers = [(read_label(answer), answer["text"]) for answer in snapshot["answers"]]
    headings = {
        ItemKind.STEP: _("Étapes"),
        ItemKind.TURNING_POINT: _("Points de bascule"),
        ItemKind.DECISION: _("Décisions"),
        ItemKind.STAKEHOLDER: _("Acteurs"),
    }
    groups = []
    for kind, heading in headings.items():
        rows = [_read_row("items", row) for row in snapshot["items"] if row["kind"] == kind]
        if rows:
            groups.append((heading, rows))
    readings = [_read_row("readings", row) for row in snapshot["readings"]]
    if readings:
        groups.append((_("Axes"), readings))
    return CanvasRead(answers, groups)


def _read_row(part: str, row: Mapping[str, Any]) -> RowRead:
    model = MODELS[part]
    name = row["label"] if part == "items" else name_row(row)
    facts = [
        (str(model._meta.get_field(field).verbose_name), read_value(model, field, row.get(field)))  # type: ignore[union-attr]
        for field in model.WRITTEN  # type: ignore[attr-defined]
        if field != "label"
    ]
    return RowRead(row.get("kind", ""), name or "…", [(label, text) for label, text in facts if text])
