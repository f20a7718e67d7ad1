"""The tables of a session in its cockpit: which wrote lately, which wrote nothing, and what is to do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Model, OuterRef, QuerySet, Subquery

from accelerator.web.search import natural_key, normalise
from coaching.canvas.enums import CanvasKind
from coaching.live.queries import Missing
from coaching.models import (
    ActionItem,
    AxisReading,
    Blocker,
    Canvas,
    CanvasItem,
    Need,
    Pairing,
    Session,
    Slot,
)
from coaching.pairing.queries.board import MentorFinder
from coaching.session.changes import compare
from coaching.session.enums import SlotActivity
from coaching.session.mentors import annotate_mentor, name_mentor
from coaching.session.releases import compute_fingerprint, find_released, plan_draft
from coaching.session.timetable import TimetableEntry
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


def _list_sources() -> dict[str, list[Subquery]]:
    """The rows that a project writes, by activity."""
    return {
        SlotActivity.TIMELINE: [
            _select_last(
                CanvasItem.objects.active(), "canvas__participation", canvas__kind=CanvasKind.TIMELINE
            ),
            _on_canvas(CanvasKind.TIMELINE),
        ],
        SlotActivity.PITCH: [_on_canvas(CanvasKind.PITCH)],
        SlotActivity.ADN: [
            _select_last(AxisReading.objects.active(), "canvas__participation"),
            _on_canvas(CanvasKind.ADN),
        ],
        SlotActivity.PLAN: [
            _select_last(model.objects.active(), "participation") for model in (Blocker, ActionItem, Need)
        ],
    }


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

    @property
    def is_grouped(self) -> bool:
        return len(self.tables) >= GROUPED_FROM

    @property
    def rooms(self) -> list[TablesOfRoom]:
        names = sorted({table.room for table in self.tables}, key=natural_key)
        return [TablesOfRoom(name, [table for table in self.tables if table.room == name]) for name in names]


def read_tables(session: Session, running: Sequence[TimetableEntry], at: datetime) -> Tables:
    """The projects that are present, by room then title, with their mentor and when they last wrote in the running
    step.

    Between two steps, when they last wrote at all. One query.
    """
    sources = _list_sources()
    activities = {entry.slot.activity for entry in running if entry.slot.activity in sources}
    begun = min((entry.starts for entry in running if entry.slot.activity in activities), default=at)
    wanted = [source for name in activities or sources for source in sources[name]]
    names = [f"written_{place}" for place in range(len(wanted))]
    rooms = {turn.pk: turn.room or entry.slot.room for entry in running for turn in entry.turns}
    received = {turn.pk for entry in running if entry.slot.activity in activities for turn in entry.turns}
    coming = Participation.objects.attending().filter(edition=session.edition_id)
    coming = coming.select_related("project__organisation", "project__application")
    coming = annotate_mentor(coming, place="").annotate(**dict(zip(names, wanted, strict=True)))

    def order(place: Any) -> tuple[Any, ...]:
        return natural_key(rooms.get(place.pk, "")), normalise(place.project.title), place.pk

    tables = []
    for number, place in enumerate(sorted(coming, key=order), start=1):
        saved = [value for name in names if (value := getattr(place, name)) is not None]
        written = max(saved, default=None)
        # at the turns of others one's own table waits
        is_due = bool(activities) and begun + LATELY <= at and (not received or place.pk in received)
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
    return Tables(tables)


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


def read_todo(session: Session, slots: Iterable[Slot], tables: Tables, missing: Missing) -> CockpitTodo:
    """``slots``: the result of :func:`~coaching.session.queries.list_slots`. Two queries, five when a mentor is
    missing."""
    released, draft = find_released(session) if session.published_at else None, plan_draft(session, slots)
    pending = len(compare(released, draft)) if released else 0
    return CockpitTodo(
        pending,
        compute_fingerprint(released, draft) if released and pending else "",
        _list_alone(session, tables.tables),
        _list_absent(tables.tables, missing),
        [table for table in tables.tables if table.is_idle],
    )


def _list_absent(tables: Sequence[ProjectTable], missing: Missing) -> list[ProjectTable]:
    """Projects with nobody present, once somebody of the session has come: before that the day has not begun."""
    if missing.half_day is None or not missing.present:
        return []
    away = {person.participation_id for person in missing.people} - missing.projects
    return [table for table in tables if table.participation.pk in away]


def _list_alone(session: Session, tables: Sequence[ProjectTable]) -> list[Alone]:
    alone = [table for table in tables if not table.mentor]
    if not alone:
        return []
    keys = [table.participation.pk for table in alone]
    current = Pairing.objects.current().filter(participation__in=keys).select_related("mentor")
    proposed = {pairing.participation_id: pairing for pairing in current}
    if proposed.keys() >= set(keys):
        return [Alone(table, proposed[table.participation.pk]) for table in alone]
    mentors = MentorFinder.of(session.edition)
    return [
        Alone(table, proposed.get(table.participation.pk), mentors.list_free(table.participation))
        for table in alone
    ]
