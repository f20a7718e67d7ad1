"""What changed between two states of a canvas, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accelerator.text import shorten
from coaching.canvas.enums import ItemKind
from coaching.canvas.queries.contents import Snapshot
from coaching.models import AxisReading, CanvasItem

MODELS: dict[str, type[models.Model]] = {"items": CanvasItem, "readings": AxisReading}
LONGEST = 160
"""Characters of a text that are quoted; the version itself has all of it."""


@dataclass(frozen=True)
class CanvasChange:
    """``what`` happened to ``name``; ``before`` and ``after`` for a text that was written anew."""

    what: str
    name: str
    before: str = ""
    after: str = ""


def compare_snapshots(before: Snapshot | None, after: Snapshot) -> list[CanvasChange]:
    """In the order of the page: answers, then rows added, written anew, moved or removed."""
    if before is None:
        before = {"answers": [], "items": [], "readings": []}
    return [
        *_compare_answers(before["answers"], after["answers"]),
        *_compare_rows("items", before["items"], after["items"]),
        *_compare_rows("readings", before["readings"], after["readings"]),
    ]


def read_label(part: Mapping[str, object]) -> str:
    """The name of an answer or an axis, in the language of who reads."""
    label = part["label_en"] if (get_language() or "fr").startswith("en") else ""
    return str(label or part["label_fr"])


def _compare_answers(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[CanvasChange]:
    old = {answer["key"]: answer["text"] for answer in before}
    return [
        _describe_change(read_label(answer), old.get(answer["key"], ""), answer["text"])
        for answer in after
        if old.get(answer["key"], "") != answer["text"]
    ]


def _compare_rows(
    part: str, before: list[dict[str, object]], after: list[dict[str, object]]
) -> list[CanvasChange]:
    old, new = ({row["uid"]: row for row in rows} for rows in (before, after))
    found = []
    for uid, row in new.items():
        if uid not in old:
            found.append(CanvasChange(_("ajouté"), name_row(row)))
        else:
            found += _compare_row(MODELS[part], old[uid], row)
    found += [CanvasChange(_("retiré"), name_row(row)) for uid, row in old.items() if uid not in new]
    stayed = [uid for uid in old if uid in new]
    if stayed != [uid for uid in new if uid in old]:
        found.append(CanvasChange(_("ordre changé"), ""))
    return found


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


def name_row(row: Mapping[str, Any]) -> str:
    """What a row is called: an axis by its label, an item by its kind and its own."""
    if "axis" in row:
        return read_label(row)
    return f"{ItemKind(row['kind']).label} « {row['label'] or '…'} »"


def read_value(model: type[models.Model], name: str, value: object) -> str:
    """A value that was kept, in words."""
    if value in (None, ""):
        return ""
    field: Any = model._meta.get_field(name)
    return str(dict(field.flatchoices).get(value, value))


def _describe_change(name: str, before: str, after: str) -> CanvasChange:
    what = _("écrit") if not before else _("effacé") if not after else _("modifié")
    return CanvasChange(what, name, shorten(before, LONGEST), shorten(after, LONGEST))
