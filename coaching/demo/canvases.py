"""What projects drew in the session: a timeline and a pitch each, one file of ``data/`` a project."""

from datetime import datetime, timedelta
from uuid import uuid4

from accelerator.rows.actions import save_row
from coaching.canvas.actions.canvas import ensure_writable, open_canvas, validate_canvas
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import read_canvases
from coaching.demo.two_days import CanvasData, ProjectCanvases
from coaching.models import CanvasItem
from coaching.surveys.demo import fill_in
from projects.models import Participation


def fill_canvases(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Timelines on the morning of the first day, pitches before lunch. Side effects: those of the actions."""
    times = {CanvasKind.TIMELINE: "11:20", CanvasKind.PITCH: "12:05"}
    for number, canvases in enumerate(read_canvases(loaded.data.slug).values()):
        for kind, clock in times.items():
            at = loaded.calendar.at(0, clock) + timedelta(minutes=2 * number)
            if canvases.key in participations and at <= loaded.calendar.now:
                _fill(loaded, participations[canvases.key], canvases, kind, at)


def _fill(
    loaded: LoadedEdition, place: Participation, canvases: ProjectCanvases, kind: CanvasKind, at: datetime
) -> None:
    data: CanvasData = getattr(canvases, kind)
    holder = loaded.holders[canvases.key]
    mentor = (
        loaded.users[loaded.data.mentors[canvases.key]] if canvases.key in loaded.data.mentors else holder
    )
    typist = mentor if canvases.wrote.get(kind) == "mentor" else holder
    canvas = open_canvas(participation=place, kind=kind, at=at)
    ensure_writable(canvas=canvas, actor=typist, at=at)
    assert canvas.sheet is not None
    fill_in(canvas.sheet, data.answers, at, actor=typist)
    for item in data.items:
        save_row(
            model=CanvasItem,
            owner={"canvas": canvas, "kind": ItemKind(item.kind)},
            uid=uuid4(),
            values={name: getattr(item, name) for name in CanvasItem.WRITTEN},
            base_version=None,
            actor=typist,
            at=at,
            among={"canvas": canvas},
        )
    if data.validated:
        validate_canvas(canvas=canvas, actor=holder, at=at + timedelta(minutes=30))
