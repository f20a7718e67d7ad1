"""What projects drew in the session: a timeline and a pitch each, one file of ``data/`` a project."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from accelerator.questionnaires.actions import save_answer
from accelerator.rows.actions import save_row
from coaching.canvas.actions.canvas import ensure_writable, open_canvas, validate_canvas
from coaching.canvas.enums import CanvasKind, ItemKind
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import DATA, build, read_toml
from coaching.models import CanvasItem
from projects.models import Participation


@dataclass(frozen=True, kw_only=True)
class ItemData:
    """``kind``: of an item; the rest as it is typed."""

    kind: str
    label: str
    date_text: str = ""
    detail: str = ""
    who: str = ""
    expectation: str = ""
    influence: int | None = None
    phase: str = "today"

    def list_typed(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in CanvasItem.WRITTEN}


@dataclass(frozen=True, kw_only=True)
class CanvasData:
    """``answers``: question key → text. ``validated``: the holder said that this is it."""

    answers: dict[str, str]
    items: tuple[ItemData, ...] = ()
    validated: bool = True


@dataclass(frozen=True, kw_only=True)
class DrawnData:
    key: str
    timeline: CanvasData
    pitch: CanvasData
    wrote: dict[str, str] = field(default_factory=dict)
    """Kind of canvas → ``mentor``, where somebody else than the holder typed."""


def read_drawn(folder: str) -> list[DrawnData]:
    """By the key of the application. Raises ``DataError``."""
    paths: list[Path] = sorted((DATA / folder / "canvases").glob("*.toml"))
    return [
        build(DrawnData, {"key": path.stem, **read_toml(path)}, f"{folder}/canvases/{path.name}")
        for path in paths
    ]


def draw_canvases(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Timelines on the morning of the first day, pitches before lunch. Side effects: those of the actions."""
    times = {CanvasKind.TIMELINE: "11:20", CanvasKind.PITCH: "12:05"}
    for number, drawn in enumerate(read_drawn(loaded.data.slug)):
        for kind, clock in times.items():
            at = loaded.calendar.at(0, clock) + timedelta(minutes=2 * number)
            if drawn.key in participations and at <= loaded.calendar.now:
                _draw(loaded, participations[drawn.key], drawn, kind, at)


def _draw(
    loaded: LoadedEdition, place: Participation, drawn: DrawnData, kind: CanvasKind, at: datetime
) -> None:
    data: CanvasData = getattr(drawn, kind)
    holder = loaded.holders[drawn.key]
    mentor = loaded.users[loaded.data.mentors[drawn.key]] if drawn.key in loaded.data.mentors else holder
    typist = mentor if drawn.wrote.get(kind) == "mentor" else holder
    canvas = open_canvas(participation=place, kind=kind, at=at)
    ensure = partial(ensure_writable, canvas=canvas, actor=typist, at=at)
    assert canvas.sheet is not None
    for key, text in data.answers.items():
        save_answer(
            sheet=canvas.sheet, key=key, raw=text, base_version=None, actor=typist, at=at, ensure=ensure
        )
    for item in data.items:
        save_row(
            model=CanvasItem,
            owner={"canvas": canvas, "kind": ItemKind(item.kind)},
            uid=uuid4(),
            values=item.list_typed(),
            base_version=None,
            actor=typist,
            at=at,
            ensure=ensure,
            among={"canvas": canvas},
        )
    if data.validated:
        validate_canvas(canvas=canvas, actor=holder, at=at + timedelta(minutes=30))
