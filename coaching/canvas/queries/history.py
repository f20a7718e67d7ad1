"""The versions of a canvas, newest first: who kept each, when, why, and what changed since the one before."""

from dataclasses import dataclass

from django.db.models import QuerySet

from coaching.canvas.enums import VersionCause
from coaching.canvas.queries.canvas import CanvasShown
from coaching.canvas.queries.comparing import CanvasChange, compare_snapshots
from coaching.canvas.queries.contents import take_snapshot
from coaching.models import CanvasVersion


@dataclass(frozen=True)
class VersionShown:
    version: CanvasVersion
    cause: str
    changes: list[CanvasChange]


def list_versions(shown: CanvasShown) -> list[VersionShown]:
    """One query."""
    rows = list(_find_versions(shown))
    older: list[CanvasVersion | None] = [*rows[1:], None]
    return [
        VersionShown(
            row,
            str(VersionCause(row.cause).label),
            compare_snapshots(before.snapshot if before else None, row.snapshot),
        )
        for row, before in zip(rows, older, strict=True)
    ]


def list_changes_since(shown: CanvasShown) -> list[CanvasChange]:
    """What was written since the last version. Five queries; none without one."""
    if shown.canvas is None or not shown.versions:
        return []
    last = _find_versions(shown).first()
    return compare_snapshots(last.snapshot if last else None, take_snapshot(shown.canvas))


def find_version(shown: CanvasShown, number: int) -> CanvasVersion | None:
    """One query."""
    return _find_versions(shown).filter(number=number).first()


def _find_versions(shown: CanvasShown) -> "QuerySet[CanvasVersion]":
    return CanvasVersion.objects.filter(canvas=shown.canvas).select_related("made_by").order_by("-number")
