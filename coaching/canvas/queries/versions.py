"""The content of a canvas, now or in a version; the changes from one version to the next; all of it in words."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import get_language, gettext as _

from accelerator.questionnaires import queries as answers
from accelerator.questionnaires.models import Question
from accelerator.text import shorten
from accelerator.types import Json
from coaching.canvas.enums import ItemKind, VersionCause
from coaching.canvas.queries.canvas import CanvasOverview
from coaching.models import AxisReading, Canvas, CanvasItem, CanvasVersion

Snapshot = Json
"""``{"kind", "moment", "answers": [{"key", "label_fr", "label_en", "text"}], "items": [{"uid", "kind", …typed}],
"readings": [{"uid", "axis", "family", "label_fr", "label_en", …typed}]}``: JSON values, in the order of the page."""


def take_snapshot(canvas: Canvas) -> Snapshot:
    """The present content of the canvas. Four queries."""
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
    """The answers of its sheet, question by question. One query."""
    return list_answers_of([canvas])[canvas.pk]


def list_answers_of(canvases: Iterable[Canvas]) -> dict[int, list[dict[str, str]]]:
    """The :func:`list_answers` of each of these canvases, by their keys. One query."""
    sheets = {canvas.pk: canvas.sheet for canvas in canvases}
    stored = answers.list_stored_of([sheet for sheet in sheets.values() if sheet])
    return {pk: _list_texts(stored[sheet.pk]) if sheet else [] for pk, sheet in sheets.items()}


def _list_texts(stored: Iterable[tuple[Question, object]]) -> list[dict[str, str]]:
    return [
        {
            "key": question.key,
            "label_fr": question.label_fr,
            "label_en": question.label_en,
            "text": str(value or ""),
        }
        for question, value in stored
    ]


def compute_hash(snapshot: Mapping[str, object]) -> str:
    """SHA-256, in hexadecimal, of the JSON object: keys sorted, without blanks, letters as they are, in UTF-8."""
    text = json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


MODELS: dict[str, type[models.Model]] = {"items": CanvasItem, "readings": AxisReading}
LONGEST = 160
"""Characters of a quoted text; the version itself has all of it."""


@dataclass(frozen=True)
class CanvasChange:
    """A difference between two versions of a canvas. ``what`` happened to ``name``; ``before`` and ``after`` for a
    changed text.
    """

    what: str
    name: str
    before: str = ""
    after: str = ""


def compare_snapshots(before: Snapshot | None, after: Snapshot) -> list[CanvasChange]:
    """The changes in the order of the page: answers, then rows added, changed, moved or removed."""
    if before is None:
        before = {"answers": [], "items": [], "readings": []}
    old = {answer["key"]: answer["text"] for answer in before["answers"]}
    return [
        *[
            _describe_change(read_label(answer), old.get(answer["key"], ""), answer["text"])
            for answer in after["answers"]
            if old.get(answer["key"], "") != answer["text"]
        ],
        *_compare_rows("items", before["items"], after["items"]),
        *_compare_rows("readings", before["readings"], after["readings"]),
    ]


def read_label(part: Mapping[str, object]) -> str:
    """The name of an answer or an axis, in the language of the reader."""
    label = part["label_en"] if (get_language() or "fr").startswith("en") else ""
    return str(label or part["label_fr"])


def _compare_rows(
    part: str, before: list[dict[str, object]], after: list[dict[str, object]]
) -> list[CanvasChange]:
    old, new = ({row["uid"]: row for row in rows} for rows in (before, after))
    changes = []
    for uid, row in new.items():
        if uid not in old:
            changes.append(CanvasChange(_("ajouté"), name_row(row)))
        else:
            changes += _compare_row(MODELS[part], old[uid], row)
    changes += [CanvasChange(_("retiré"), name_row(row)) for uid, row in old.items() if uid not in new]
    stayed = [uid for uid in old if uid in new]
    if stayed != [uid for uid in new if uid in old]:
        changes.append(CanvasChange(_("ordre changé"), ""))
    return changes


def _compare_row(
    model: type[models.Model], old: dict[str, object], row: dict[str, object]
) -> list[CanvasChange]:
    typed = [name for name in model.WRITTEN if old.get(name) != row.get(name)]  # type: ignore[attr-defined]
    return [
        _describe_change(
            f"{name_row(row)} – {model._meta.get_field(name).verbose_name}",  # type: ignore[union-attr]
            read_value(model, name, old.get(name)),
            read_value(model, name, row.get(name)),
        )
        for name in typed
    ]


def name_row(row: Json) -> str:
    """The name of a row: an axis by its label, an item by its kind and its own."""
    if "axis" in row:
        return read_label(row)
    return f"{ItemKind(row['kind']).label} « {row['label'] or '…'} »"


def read_value(model: type[models.Model], name: str, value: object) -> str:
    """A saved value in words."""
    if value in (None, ""):
        return ""
    field: Any = model._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))


def _describe_change(name: str, before: str, after: str) -> CanvasChange:
    what = _("écrit") if not before else _("effacé") if not after else _("modifié")
    return CanvasChange(what, name, shorten(before, LONGEST), shorten(after, LONGEST))


@dataclass(frozen=True)
class RowRead:
    """A row of a snapshot: its name, then its other values, each with its label."""

    kind: str
    name: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True)
class CanvasRead:
    answers: list[tuple[str, str]]
    """Label and text, "" for a question without an answer."""
    groups: list[tuple[str, list[RowRead]]]
    """Rows under their heading."""

    @property
    def is_empty(self) -> bool:
        return not self.groups and not any(text for _label, text in self.answers)


def read_snapshot(snapshot: Snapshot) -> CanvasRead:
    """The whole snapshot in the language of the reader. No query."""
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


def _read_row(part: str, row: Json) -> RowRead:
    model = MODELS[part]
    name = row["label"] if part == "items" else name_row(row)
    facts = [
        (str(model._meta.get_field(field).verbose_name), read_value(model, field, row.get(field)))  # type: ignore[union-attr]
        for field in model.WRITTEN  # type: ignore[attr-defined]
        if field != "label"
    ]
    return RowRead(row.get("kind", ""), name or "…", [(label, text) for label, text in facts if text])


@dataclass(frozen=True)
class VersionOnPage:
    version: CanvasVersion
    cause: str
    changes: list[CanvasChange]


def list_versions(overview: CanvasOverview) -> list[VersionOnPage]:
    """The versions of the canvas. One query."""
    rows = list(_find_versions(overview))
    older: list[CanvasVersion | None] = [*rows[1:], None]
    return [
        VersionOnPage(
            row,
            str(VersionCause(row.cause).label),
            compare_snapshots(before.snapshot if before else None, row.snapshot),
        )
        for row, before in zip(rows, older, strict=True)
    ]


def list_changes_since(overview: CanvasOverview) -> list[CanvasChange]:
    """The changes since the last version. Five queries; none without one."""
    if overview.canvas is None or not overview.versions:
        return []
    last = _find_versions(overview).first()
    return compare_snapshots(last.snapshot if last else None, take_snapshot(overview.canvas))


def find_version(overview: CanvasOverview, number: int) -> CanvasVersion | None:
    """The version of this number. One query."""
    return _find_versions(overview).filter(number=number).first()


def _find_versions(overview: CanvasOverview) -> "QuerySet[CanvasVersion]":
    return (
        CanvasVersion.objects.filter(canvas=overview.canvas).select_related("created_by").order_by("-number")
    )
