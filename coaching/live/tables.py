"""The tables of a session in its cockpit: which wrote lately, which wrote nothing, and what is to do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Model, OuterRef, QuerySet, Subquery

from accelerator.web.search import natural_key, normalise
from coaching.canvas.enums import CanvasKind
from coaching.live.queries import HalfDayAttendance, find_running
from coaching.models import (
    ActionItem,
    AxisReading,
    Blocker,
    Canvas,
    CanvasItem,
    Need,
    Pairing,
    Session,
)
from coaching.pairing.queries.board import MentorFinder
from coaching.session.changes import compare
from coaching.session.enums import SlotActivity
from coaching.session.mentor_hours import MentorHours
from coaching.session.mentors import join_pairing, name_mentor
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.releases import (
    annotate_received,
    compute_fingerprint,
    describe_received,
    find_names,
)
from coaching.session.timetable import Timetable, TimetableEntry, arrange
from programmes.models import Role
from projects.models import Participation, Project

LATELY = timedelta(minutes=10)
"""A table that wrote since is working; one that has written nothing so long after the step began is idle."""
GROUPED_FROM = 21
"""From so many tables on, they are grouped by room, and only the notable ones are listed."""


def _select_last(rows: QuerySet[Model], path: str, saved: str = "saved_at", **only: object) -> Subquery:
    """When the last of these rows of a participation was saved."""
    own = rows.filter(**{path: OuterRef("pk")}, **only).order_by()
    return Subquery(own.values(path).annotate(last=Max(saved)).values("last"))


def _on_canvas(kind: CanvasKind) -> Subquery:
    return _select_last(Canvas.objects.all(), "participation", "sheet__saved_at", kind=kind)


SOURCES: dict[str, Callable[[], list[Subquery]]] = {
    SlotActivity.TIMELINE: lambda: [
        _select_last(CanvasItem.objects.active(), "canvas__participation", canvas__kind=CanvasKind.TIMELINE),
        _on_canvas(CanvasKind.TIMELINE),
    ],
    SlotActivity.PITCH: lambda: [_on_canvas(CanvasKind.PITCH)],
    SlotActivity.ADN: lambda: [
        _select_last(AxisReading.objects.active(), "canvas__participation"),
        _on_canvas(CanvasKind.ADN),
    ],
    SlotActivity.PLAN: lambda: [
        _select_last(model.objects.active(), "participation") for model in (Blocker, ActionItem, Need)
    ],
}
"""The rows that a project writes, by activity."""


@dataclass(frozen=True)
class ProjectTable:
    """A project in the running step. ``written_at``: when it last wrote in it, at any time before too."""

    number: int
    participation: Any
    room: str
    mentor: str
    written_at: datetime | None
    is_lately: bool
    is_idle: bool
    """Whether it has written nothing in a step that has lasted ten minutes."""

    @property
    def project(self) -> Project:
        return self.participation.project


@dataclass(frozen=True)
class TablesOfRoom:
    room: str
    tables: list[ProjectTable]

    @property
    def idle(self) -> list[ProjectTable]:
        return [table for table in self.tables if table.is_idle]

    @property
    def others(self) -> list[ProjectTable]:
        return [table for table in self.tables if not table.is_idle]

    @property
    def writing(self) -> int:
        return sum(table.is_lately for table in self.tables)


@dataclass(frozen=True)
class Tables:
    tables: list[ProjectTable]
    places: list[Any]
    """The participations of the edition, those without a table too."""

    @property
    def is_grouped(self) -> bool:
        return len(self.tables) >= GROUPED_FROM

    @property
    def rooms(self) -> list[TablesOfRoom]:
        names = sorted({table.room for table in self.tables}, key=natural_key)
        return [TablesOfRoom(name, [table for table in self.tables if table.room == name]) for name in names]


def read_step(
    session: Session, programme: SessionProgramme, names: Mapping[int, str], at: datetime
) -> tuple[Timetable, Tables]:
    """The timetable for those who run the session, with every group and turn, and the tables at this instant. Only what
    goes on is read with its leaders. One query, another for leaders who are not among ``names``.
    """
    running = find_running(programme, at)
    places = _list_places(session, running)
    leaders = {pk for slot in running for pk in slot.all_leaders}
    names = {**find_names(leaders - names.keys()), **names}
    received = {place.pk: describe_received(place) for place in places}
    timetable = arrange(programme, None, received, names, every_turn=True)
    return timetable, _arrange_tables(places, timetable.goes_on(at), at)


def _list_places(session: Session, running: Iterable[PlannedSlot]) -> list[Any]:
    """The participations of the edition, for :func:`~coaching.session.releases.describe_received`; ``saved``: when each
    wrote in the running step. Between two steps, when it wrote at all. One query.
    """
    activities = {slot.activity for slot in running if slot.activity in SOURCES}
    wanted = [source for name in activities or SOURCES for source in SOURCES[name]()]
    names = [f"saved_{number}" for number in range(len(wanted))]
    places = Participation.objects.filter(edition=session.edition_id).order_by("project__title", "pk")
    related = join_pairing(places.select_related("project__organisation", "project__application"))
    listed: list[Any] = list(annotate_received(related).annotate(**dict(zip(names, wanted, strict=True))))
    for place in listed:
        place.saved = [value for name in names if (value := getattr(place, name)) is not None]
    return listed


def _arrange_tables(places: list[Any], running: Sequence[TimetableEntry], at: datetime) -> Tables:
    """The projects that are present, by room then title, with their mentor and when they last wrote.

    ``places``: the result of :func:`_list_places`. No query.
    """
    steps = [entry for entry in running if entry.slot.activity in SOURCES]
    begun = min((entry.starts for entry in steps), default=at)
    rooms = {turn.pk: turn.room or entry.slot.room for entry in running for turn in entry.turns}
    received = {turn.pk for entry in steps for turn in entry.turns}

    def order(place: Any) -> tuple[Any, ...]:
        return natural_key(rooms.get(place.pk, "")), normalise(place.project.title), place.pk

    tables = []
    present = [place for place in places if place.comes and place.left_session_at is None]
    for number, place in enumerate(sorted(present, key=order), start=1):
        written = max(place.saved, default=None)
        # at the turns of others one's own table waits
        is_due = bool(steps) and begun + LATELY <= at and (not received or place.pk in received)
        tables.append(
            ProjectTable(
                number,
                place,
                rooms.get(place.pk, ""),
                name_mentor(place),
                written,
                written is not None and at - LATELY < written <= at,
                is_due and written is None,
            )
        )
    return Tables(tables, places)


@dataclass(frozen=True)
class Alone:
    """A table without a mentor: the person whose answer is awaited, or those who are free and may follow it."""

    table: ProjectTable
    proposed: Pairing | None = None
    free: list[Role] = field(default_factory=list)
    """Roles of mentors, by number of followed projects."""


@dataclass(frozen=True)
class CockpitTodo:
    """The actions of those who run the session, one line for each table."""

    pending: int
    """Unpublished changes of the timetable."""
    seen: str
    """The version to publish: see :func:`~coaching.session.releases.compute_fingerprint`."""
    alone: list[Alone]
    absent: list[ProjectTable]
    """Projects with nobody present this half-day."""
    idle: list[ProjectTable]

    @property
    def is_empty(self) -> bool:
        return not (self.pending or self.alone or self.absent or self.idle)


def read_todo(
    session: Session,
    released: SessionProgramme | None,
    draft: SessionProgramme,
    tables: Tables,
    attendance: HalfDayAttendance,
) -> CockpitTodo:
    """Two queries when somebody may choose a mentor, else none."""
    pending = len(compare(released, draft)) if released and released is not draft else 0
    return CockpitTodo(
        pending,
        compute_fingerprint(released, draft) if released and pending else "",
        _list_alone(session, draft, tables),
        _list_absent(tables.tables, attendance),
        [table for table in tables.tables if table.is_idle],
    )


def _list_absent(tables: Sequence[ProjectTable], attendance: HalfDayAttendance) -> list[ProjectTable]:
    """Projects with nobody present, once somebody of the session has come: before that the day has not begun."""
    if attendance.half_day is None or not attendance.present:
        return []
    away = {person.participation_id for person in attendance.missing} - attendance.present_projects
    return [table for table in tables if table.participation.pk in away]


def _list_alone(session: Session, draft: SessionProgramme, tables: Tables) -> list[Alone]:
    """Two queries when a table has neither a mentor nor a proposal, else none."""
    alone = [
        Alone(table, getattr(table.participation, "current_pairing", None))
        for table in tables.tables
        if not table.mentor
    ]
    if all(row.proposed for row in alone):
        return alone
    mentors = MentorFinder.of(session.edition, MentorHours.from_draft(draft, tables.places))
    return [replace(row, free=mentors.list_free(row.table.participation)) for row in alone]
