"""The canvases of a project, read without creating any."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accelerator.questionnaires.models import Answer
from accelerator.types import Values
from coaching.canvas.enums import (
    CANVAS,
    WRITABLE,
    CanvasKind,
    CanvasMoment,
    CanvasState,
    Influence,
    ItemKind,
    ItemPhase,
)
from coaching.models import Axis, AxisReading, Canvas, CanvasItem, CanvasPhoto, CanvasVersion
from coaching.room.access import ProjectRoom
from projects.models import Participation, ProjectMember

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NOTE = "canvases"


@dataclass(frozen=True)
class CanvasOverview:
    """One canvas of the room, for one reader. ``canvas`` is ``None`` until somebody writes in it."""

    room: ProjectRoom
    kind: CanvasKind
    moment: CanvasMoment
    canvas: Canvas | None
    state: CanvasState
    to_validate: bool
    """Whether somebody other than its holders wrote since the last validation."""
    versions: int = 0
    photos: int = 0
    items: dict[str, int] = field(default_factory=dict)
    """How many items of each kind there are."""

    @property
    def is_open(self) -> bool:
        """Neither validated nor frozen."""
        return self.state in WRITABLE

    @property
    def is_validated(self) -> bool:
        return self.state == CanvasState.VALIDATED

    @property
    def is_frozen(self) -> bool:
        return self.state == CanvasState.FROZEN

    @property
    def can_write(self) -> bool:
        return self.room.can_write and self.is_open

    @property
    def can_add_photos(self) -> bool:
        """Whether photos may be added, also to a validated canvas."""
        return self.room.can_write and not self.is_frozen

    def _allows(self, verb: str) -> bool:
        return CANVAS.is_allowed(verb, self.state)

    @property
    def can_validate(self) -> bool:
        return self.room.is_holder and self._allows("validate_canvas")

    @property
    def can_reopen(self) -> bool:
        return (self.room.is_holder or self.room.can_freeze) and self._allows("reopen_canvas")

    @property
    def can_freeze(self) -> bool:
        return self.room.can_freeze and self._allows("freeze_canvas")

    @property
    def can_unfreeze(self) -> bool:
        return self.room.can_freeze and self._allows("unfreeze_canvas")


def find_canvas(participation: Participation, kind: str, moment: str = CanvasMoment.SESSION) -> Canvas | None:
    """The canvas, with its sheet, if somebody wrote in it already. One query."""
    canvases = Canvas.objects.filter(participation=participation, kind=kind, moment=moment)
    return canvases.select_related("sheet").first()


def describe_canvas(room: ProjectRoom, kind: str, moment: str = CanvasMoment.SESSION) -> CanvasOverview:
    """The canvas for this reader. One query for all the canvases of the room, however often it is called."""
    if NOTE not in room.notes:
        room.notes[NOTE] = {(row.kind, row.moment): row for row in _describe_rows(room.participation)}
    row = room.notes[NOTE].get((kind, moment))
    overview: Values = {"room": room, "kind": CanvasKind(kind), "moment": CanvasMoment(moment)}
    if row is None:
        return CanvasOverview(canvas=None, state=CanvasState.EMPTY, to_validate=False, **overview)
    return CanvasOverview(
        canvas=row,
        state=CanvasState(row.state),
        to_validate=row.is_open and row.written_by_others,
        versions=row.version_count,
        photos=row.photo_count,
        items={"step": row.step_count, "axis": row.axis_count, "read": row.read_count},
        **overview,
    )


def _describe_rows(participation: Participation) -> QuerySet[Any]:
    holders = ProjectMember.objects.editors().filter(project=participation.project_id).values("user")
    since = Coalesce(OuterRef("validated_at"), LONG_AGO)
    others = Q(saved_at__gt=since, saved_by__isnull=False) & ~Q(saved_by__in=holders)

    def count(rows: QuerySet[Any]) -> Coalesce:
        counted = rows.filter(canvas=OuterRef("pk")).order_by().values("canvas").annotate(count=Count("pk"))
        return Coalesce(Subquery(counted.values("count")), 0)

    axes = Axis.objects.filter(edition=participation.edition_id).order_by().values("edition")
    axes = axes.annotate(count=Count("pk"))
    return (
        Canvas.objects.filter(participation=participation)
        .select_related("sheet", "validated_by")
        .annotate(
            is_open=Q(state__in=WRITABLE),
            written_by_others=Exists(CanvasItem.objects.filter(others, canvas=OuterRef("pk")))
            | Exists(AxisReading.objects.filter(others, canvas=OuterRef("pk")))
            | Exists(Answer.objects.filter(others, sheet=OuterRef("sheet"))),
            version_count=count(CanvasVersion.objects.all()),
            photo_count=count(CanvasPhoto.objects.all()),
            step_count=count(CanvasItem.objects.active().filter(kind="step").exclude(label="")),
            sheet_answered=F("sheet__answered"),
            read_count=count(AxisReading.objects.active().filter(level__isnull=False)),
            axis_count=Coalesce(Subquery(axes.values("count")), 0),
        )
        .order_by("kind", "moment")
    )


ON_THE_LINE = (ItemKind.STEP, ItemKind.TURNING_POINT, ItemKind.DECISION)
"""The kinds of items that share one order, on the line."""


@dataclass(frozen=True)
class InfluenceBand:
    """The actors of one weight; ``weight`` is 0 for those without one."""

    weight: int
    label: str
    actors: list[CanvasItem]


@dataclass(frozen=True)
class Timeline:
    """The timeline of a project. ``moments`` and ``actors``: all rows, for the forms; ``line`` and ``bands``: those of
    the phase, as they are rendered.
    """

    moments: list[CanvasItem]
    actors: list[CanvasItem]
    phase: ItemPhase

    @property
    def line(self) -> list[CanvasItem]:
        return [item for item in self.moments if self._is_visible(item)]

    @property
    def bands(self) -> list[InfluenceBand]:
        """The bands from the most to the least influential; those without an actor are left out."""
        visible = [actor for actor in self.actors if self._is_visible(actor)]
        labels = {**{weight.value: str(weight.label) for weight in Influence}, 0: ""}
        bands = [
            InfluenceBand(weight, label, [actor for actor in visible if (actor.influence or 0) == weight])
            for weight, label in labels.items()
        ]
        return [band for band in bands if band.actors]

    @property
    def is_empty(self) -> bool:
        return not self.line and not self.bands

    def _is_visible(self, item: CanvasItem) -> bool:
        return bool(item.label) and (
            self.phase == ItemPhase.BOTH or item.phase in (self.phase, ItemPhase.BOTH)
        )


def read_timeline(canvas: Canvas | None, phase: ItemPhase = ItemPhase.BOTH) -> Timeline:
    """The timeline of this canvas. One query; none for an empty canvas."""
    return sort_items(list_items([canvas])[canvas.pk] if canvas else [], phase)


def list_items(canvases: Iterable[Canvas]) -> dict[int, list[CanvasItem]]:
    """The items of each of these canvases, by their keys, in order. One query."""
    items: dict[int, list[CanvasItem]] = {canvas.pk: [] for canvas in canvases}
    for item in CanvasItem.objects.active().filter(canvas__in=items).order_by("position", "pk"):
        items[item.canvas_id].append(item)
    return items


def sort_items(items: Iterable[CanvasItem], phase: ItemPhase = ItemPhase.BOTH) -> Timeline:
    """The timeline of these items, in order."""
    rows = list(items)
    return Timeline(
        [item for item in rows if item.kind in ON_THE_LINE],
        [item for item in rows if item.kind == ItemKind.STAKEHOLDER],
        phase,
    )
