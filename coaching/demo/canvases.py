"""The canvases of the session: timelines, pitches, ADN maps; some again six months after."""

from datetime import datetime, timedelta
from uuid import uuid4

from accelerator.accounts.models import User
from accelerator.rows.actions import save_row
from coaching.canvas.actions.canvas import ensure_writable, make_blocker, open_canvas, validate_canvas
from coaching.canvas.actions.edition import load_preset
from coaching.canvas.defaults import PRESETS
from coaching.canvas.enums import CanvasKind, CanvasMoment, ItemKind
from coaching.canvas.queries.adn import find_reopening_date, name_reading
from coaching.demo.edition import LoadedEdition
from coaching.demo.reader import read_canvases, read_plans
from coaching.demo.surveys import fill_in
from coaching.demo.two_days import CanvasData, ProjectCanvases, ReadingData
from coaching.models import Axis, AxisReading, Blocker, Canvas, CanvasItem
from coaching.plan.enums import Priority
from projects.models import Participation


def fill_canvases(loaded: LoadedEdition, participations: dict[str, Participation]) -> None:
    """Timelines on the morning of the first day, pitches before lunch. Side effects: those of the actions."""
    times = {CanvasKind.TIMELINE: "11:20", CanvasKind.PITCH: "12:05"}
    for number, canvases in enumerate(read_canvases(loaded.data.slug).values()):
        for kind, clock in times.items():
            at = loaded.calendar.at(0, clock) + timedelta(minutes=2 * number)
            if canvases.key in participations and at <= loaded.calendar.now:
                fill_canvas(loaded, participations[canvases.key], canvases, kind, at)


def fill_canvas(
    loaded: LoadedEdition, place: Participation, canvases: ProjectCanvases, kind: CanvasKind, at: datetime
) -> None:
    """One canvas, typed by the holder or the mentor. Side effects: those of the actions."""
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


PRESET = "qvct"
Blockers = dict[str, dict[str, Blocker]]
"""By project, then by the code of the axis."""


def choose_axes(loaded: LoadedEdition) -> None:
    """Load the preset of axes of the demo. Side effects: those of the action."""
    at = loaded.calendar.at(-22, "11:00")
    load_preset(edition=loaded.edition, preset=PRESETS[PRESET], actor=loaded.session_organiser, at=at)


def fill_maps(loaded: LoadedEdition, participations: dict[str, Participation]) -> Blockers:
    """The maps of the first afternoon, with their blockers. Side effects: rows, states, audit entries."""
    choose_axes(loaded)
    axes = {axis.code: axis for axis in loaded.edition.axes.all()}
    begun = loaded.calendar.at(0, "15:35")
    blockers: Blockers = {}
    if begun > loaded.calendar.now:
        return blockers
    for key, data in read_plans(loaded.data.slug).items():
        place, holder = participations[key], loaded.holders[key]
        blockers[key] = {}
        canvas = _read(loaded, key, place, data.readings, axes, CanvasMoment.SESSION, begun)
        for number, reading in enumerate(data.readings):
            if reading.blocker:
                blockers[key][reading.axis] = make_blocker(
                    participation=place, axis=axes[reading.axis], finding=reading.finding,
                    priority=Priority(reading.blocker), actor=holder, at=begun + timedelta(minutes=9 * number + 1),
                )  # fmt: skip
        _validate(loaded, canvas, holder, loaded.calendar.at(1, "10:05"))
        again_on = find_reopening_date(place)
        if data.later and again_on:
            days = (again_on - loaded.calendar.first_day).days + len(key) % 7
            again_at = loaded.calendar.at(days, "18:30")
            if again_at <= loaded.calendar.now:
                later = _merge_readings(data.later, data.readings)
                again = _read(loaded, key, place, later, axes, CanvasMoment.SIX_MONTHS, again_at)
                _validate(loaded, again, holder, again_at + timedelta(hours=1))
    return blockers


def _merge_readings(
    later: tuple[ReadingData, ...], before: tuple[ReadingData, ...]
) -> tuple[ReadingData, ...]:
    """The later readings, completed by the earlier ones of axes that did not change."""
    moved = {reading.axis for reading in later}
    return (*later, *(ReadingData(axis=old.axis, level=old.level) for old in before if old.axis not in moved))


def _read(
    loaded: LoadedEdition,
    key: str,
    place: Participation,
    readings: tuple[ReadingData, ...],
    axes: dict[str, Axis],
    moment: CanvasMoment,
    begun: datetime,
) -> Canvas:
    """One map, typed by its holder."""
    holder = loaded.holders[key]
    canvas = open_canvas(participation=place, kind=CanvasKind.ADN, at=begun, moment=moment)
    ensure_writable(canvas=canvas, actor=holder, at=begun)
    for number, reading in enumerate(readings):
        axis = axes[reading.axis]
        save_row(
            model=AxisReading, owner={"canvas": canvas, "axis": axis}, uid=name_reading(place, moment, axis),
            values={name: getattr(reading, name) for name in AxisReading.WRITTEN},
            base_version=0, actor=holder, at=begun + timedelta(minutes=9 * number),
        )  # fmt: skip
    return canvas


def _validate(loaded: LoadedEdition, canvas: Canvas, holder: User, at: datetime) -> None:
    if at <= loaded.calendar.now:
        validate_canvas(canvas=canvas, actor=holder, at=at)
