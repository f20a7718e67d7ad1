"""The canvases of a project, found without making any: a page that is only read writes nothing."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accelerator.questionnaires.models import Answer
from accelerator.types import Values
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.canvas.states import CANVAS, WRITABLE
from coaching.models import Axis, AxisReading, Canvas, CanvasItem, CanvasPhoto, CanvasVersion
from coaching.room.access import ProjectRoom
from projects.models import Participation, ProjectMember

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
NOTE = "canvases"


@dataclass(frozen=True)
class CanvasOverview:
    """One canvas of the room, as one person finds it. ``canvas`` is ``None`` until somebody writes in it."""

    room: ProjectRoom
    kind: CanvasKind
    moment: CanvasMoment
    canvas: Canvas | None
    state: CanvasState
    to_validate: bool
    """Somebody else than its holders wrote since they validated it, if they ever did."""
    versions: int = 0
    photos: int = 0
    items: dict[str, int] = field(default_factory=dict)
    """Kind of item → how many stand."""

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
        """A photo of the paper may come once the rest is validated."""
        return self.room.can_write and not self.is_frozen

    def _allows(self, verb: str) -> bool:
        return CANVAS.is_allowed(verb, self.state)

    @property
    def can_validate(self) -> bool:
        return self.room.holds and self._allows("validate_canvas")

    @property
    def can_reopen(self) -> bool:
        return (self.room.holds or self.room.can_freeze) and self._allows("reopen_canvas")

    @property
    def can_freeze(self) -> bool:
        return self.room.can_freeze and self._allows("freeze_canvas")

    @property
    def can_unfreeze(self) -> bool:
        return self.room.can_freeze and self._allows("unfreeze_canvas")


def find_canvas(participation: Participation, kind: str, moment: str = CanvasMoment.SESSION) -> Canvas | None:
    """The canvas, with its sheet, if somebody wrote in it already. One query."""
    found = Canvas.objects.filter(participation=participation, kind=kind, moment=moment)
    return found.select_related("sheet").first()


def describe_canvas(room: ProjectRoom, kind: str, moment: str = CanvasMoment.SESSION) -> CanvasOverview:
    """The canvas as this person finds it. One query for all the canvases of the room, however often it is asked."""
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
