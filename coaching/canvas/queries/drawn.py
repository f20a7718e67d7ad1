"""What the projects of an edition drew, side by side: for those who close the session, and for walls."""

from dataclasses import dataclass

from accelerator.accounts.models import User
from coaching.canvas.enums import CanvasKind, CanvasMoment, CanvasState
from coaching.models import Canvas
from programmes.models import Edition
from projects.models import Application, Participation


@dataclass(frozen=True)
class KindDrawn:
    """One canvas of a project; ``canvas`` is ``None`` when nobody wrote in it."""

    kind: CanvasKind
    canvas: Canvas | None

    @property
    def state(self) -> CanvasState:
        return CanvasState(self.canvas.state) if self.canvas else CanvasState.EMPTY

    @property
    def is_frozen(self) -> bool:
        return self.state == CanvasState.FROZEN

    @property
    def tone(self) -> str:
        tones = {CanvasState.VALIDATED: "success", CanvasState.FROZEN: "info"}
        return tones.get(self.state, "neutral")


@dataclass(frozen=True)
class ProjectDrawn:
    place: Participation
    kinds: list[KindDrawn]

    def find_canvas(self, kind: CanvasKind) -> Canvas | None:
        return next(drawn.canvas for drawn in self.kinds if drawn.kind == kind)

    @property
    def open_kinds(self) -> list[KindDrawn]:
        """Those that may still be written in, or opened again by their holder."""
        return [drawn for drawn in self.kinds if not drawn.is_frozen]


def list_drawn(edition: Edition, user: User) -> list[ProjectDrawn]:
    """The projects that come and whose dossier this organiser may read, by title. Two queries."""
    read = Application.objects.read_by_organiser(user).filter(call__edition=edition).order_by()
    places = (
        Participation.objects.confirmed()
        .filter(edition=edition, project__in=read.values("project"))
        .select_related("project__organisation", "edition__programme")
        .order_by("project__title", "pk")
    )
    rows = Canvas.objects.filter(participation__in=places.order_by(), moment=CanvasMoment.SESSION)
    canvases = {(row.participation_id, row.kind): row for row in rows.select_related("sheet").order_by()}
    return [
        ProjectDrawn(place, [KindDrawn(kind, canvases.get((place.pk, kind))) for kind in CanvasKind])
        for place in places
    ]
