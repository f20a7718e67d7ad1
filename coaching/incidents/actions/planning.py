"""The changes that an incident would cause, before anybody applies them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time

from accelerator.accounts.models import User
from coaching.incidents.enums import IncidentKind
from coaching.incidents.queries import Orphan, list_orphans, list_standing
from coaching.models import Booking, Incident, Room, Session, SessionDay, Slot, SlotGroup
from coaching.session.actions.turns import Repair, Trouble, find_repair
from coaching.session.enums import SlotKind
from coaching.session.mentors import find_mentors, name_person
from coaching.session.planning import load
from coaching.session.releases import find_last_number
from projects.models import Participation

LAST = time(23, 59)
EFFORT = 0.5
"""Of the search, in the deterministic time of CP-SAT: with less of it, a turn that fits would be lost."""


@dataclass(frozen=True)
class IncidentReport:
    """The report of those who run the session: one of a project, a mentor or a room is missing until ``ends_at``.

    ``substitutes``: by participation, the account of its substitute; the plan uses those for turns of the missing
    mentor.
    """

    kind: IncidentKind
    day: SessionDay
    starts_at: time
    ends_at: time
    participation: Participation | None = None
    mentor: User | None = None
    room: Room | None = None
    substitutes: Mapping[int, User] = field(default_factory=dict)

    @property
    def trouble(self) -> Trouble:
        return Trouble(
            self.day,
            self.starts_at,
            self.ends_at,
            mentor=self.mentor.pk if self.mentor else None,
            room=self.room.pk if self.room else None,
            project=self.participation.pk if self.participation else None,
        )

    def concerns(self, incident: Incident) -> bool:
        """Whether the incident is about the same project, mentor or room."""
        mine = (self.participation, self.mentor, self.room)
        return mine == (incident.participation, incident.mentor, incident.room)


@dataclass(frozen=True)
class RoomChange:
    """A slot, or one of its groups, that leaves a lost room; without ``room``, none is free then."""

    slot: Slot
    group: SlotGroup | None
    room: Room | None


@dataclass(frozen=True)
class TakenOver:
    project: str
    mentor: User


@dataclass(frozen=True)
class IncidentPlan:
    """What an incident changes, before it is applied. ``seen`` identifies the data that were read: applying is refused
    once they differ. ``freed``: turns, and ``groups``, that a project gives up.
    """

    report: IncidentReport
    repair: Repair | None
    freed: Sequence[Booking]
    groups: Sequence[SlotGroup]
    room_changes: Sequence[RoomChange]
    orphans: Sequence[Orphan]
    standing: Sequence[Incident]
    seen: str

    @property
    def earlier(self) -> Incident | None:
        """The earlier incidents about the same project, mentor or room."""
        return next((row for row in self.standing if self.report.concerns(row)), None)

    @property
    def taken_over(self) -> list[TakenOver]:
        """The projects with a substitute, by hour."""
        chosen = self.report.substitutes
        return [
            TakenOver(str(row.booking.participation.project), chosen[row.booking.participation_id])
            for row in self.orphans
            if row.booking.participation_id in chosen
        ]

    @property
    def changes_nothing(self) -> bool:
        moves = self.repair.moves if self.repair else ()
        return not (moves or self.freed or self.groups or self.room_changes or self.report.substitutes)


def plan_incident(session: Session, report: IncidentReport, at: datetime) -> IncidentPlan:
    """The changes because of ``report``, without anything that has begun. Reads only; searches a second at most.

    Only projects without their mentor get a substitute, and nobody who is missing is one.
    """
    standing = list_standing(session, at)
    number = find_last_number(session)
    missing = {user.pk for user in (report.mentor, *(row.mentor for row in standing)) if user}
    left = _list_left_turns(session, report, at)
    report = replace(report, substitutes=_select_substitutes(report, left, missing))
    repair, changes, orphans = None, list[RoomChange](), list[Orphan]()
    freed, groups = _list_freed(report, at)
    if report.kind != IncidentKind.LEFT:
        others = [_as_trouble(row) for row in standing if not report.concerns(row)]
        named = {pk: name_person(user) for pk, user in report.substitutes.items()}
        repair = find_repair(session, report.trouble, at, others=others, substitutes=named, effort=EFFORT)
        changes = _plan_rooms(session, report, at)
        chosen = {pk: user.pk for pk, user in report.substitutes.items()}
        orphans = list_orphans(session, left, missing, chosen)
    facts = [
        number,
        [row.pk for row in standing],
        repair.digest if repair else "",
        sorted(row.pk for row in freed),
        sorted(row.pk for row in groups),
        [(row.slot.pk, row.group and row.group.pk, row.room and row.room.pk) for row in changes],
        sorted((pk, user.pk) for pk, user in report.substitutes.items()),
        (report.kind.value, report.ends_at.isoformat(), report.trouble.mentor, report.trouble.room),
    ]
    digest = hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
    last = max((row.pk for row in standing), default=0)
    return IncidentPlan(
        report, repair, freed, groups, changes, orphans, standing, f"{number}:{last}:{digest}"
    )


def _as_trouble(row: Incident) -> Trouble:
    return Trouble(
        row.day,
        row.starts_at,
        row.ends_at,
        mentor=row.mentor_id,
        room=row.room_id,
        project=row.participation_id,
    )


def _list_freed(report: IncidentReport, at: datetime) -> tuple[list[Booking], list[SlotGroup]]:
    """The turns and the groups of a project that have not begun, of all days."""
    if report.kind != IncidentKind.LEFT or report.participation is None:
        return [], []
    turns = report.participation.bookings.select_related("slot__day", "room").order_by(
        "slot__day__date", "slot__starts_at", "pk"
    )
    groups = report.participation.slot_groups.select_related("slot__day")
    return (
        [row for row in turns if not row.slot.has_begun(at)],
        [row for row in groups if not row.slot.has_begun(at)],
    )


def _plan_rooms(session: Session, report: IncidentReport, at: datetime) -> list[RoomChange]:
    """The slots and groups of the day in a lost room, each in the largest room that is free then."""
    if report.room is None:
        return []
    slots = report.day.slots.exclude(kind=SlotKind.INDIVIDUAL).select_related("day", "room")
    slots = slots.prefetch_related("speakers__user", "groups")
    upcoming = [row for row in slots if report.trouble.meets(row) and not row.has_begun(at)]
    places: list[tuple[Slot, SlotGroup | None]] = [
        *((row, None) for row in upcoming if row.room_id == report.room.pk),
        *((row, group) for row in upcoming for group in row.groups.all() if group.room_id == report.room.pk),
    ]
    if not places:
        return []
    taken = load.list_occupations(session)
    rooms = sorted(session.rooms.all(), key=lambda room: (-(room.seats or 0), room.pk))
    room_changes: list[RoomChange] = []
    for slot, group in places:
        here = load.occupy_by_slot(slot, [])
        busy = {report.room.pk, *(row.room.key for row in taken if row.room and row.overlaps(here))}
        busy |= {
            row.room.pk
            for row in room_changes
            if row.room and load.occupy_by_slot(row.slot, []).overlaps(here)
        }
        room_changes.append(
            RoomChange(slot, group, next((room for room in rooms if room.pk not in busy), None))
        )
    return room_changes


def _select_substitutes(
    report: IncidentReport, left: Sequence[Booking], missing: Collection[int]
) -> dict[int, User]:
    projects = {row.participation_id for row in left}
    return {pk: user for pk, user in report.substitutes.items() if pk in projects and user.pk not in missing}


def _list_left_turns(session: Session, report: IncidentReport, at: datetime) -> list[Booking]:
    """The first turn of each project of the missing mentor. Three queries, none for other incidents."""
    if report.mentor is None:
        return []
    rows = Booking.objects.filter(slot__day=report.day, participation__edition=session.edition_id)
    rows = rows.select_related("slot__day", "room", "participation__project__organisation")
    rows = rows.select_related("participation__project__application")
    listed = [
        row
        for row in rows.order_by("slot__starts_at", "pk")
        if not row.slot.has_begun(at) and report.trouble.meets(row.slot)
    ]
    mentors = find_mentors(row.participation_id for row in listed)
    theirs: dict[int, Booking] = {}
    for row in listed:
        mentor = mentors.get(row.participation_id)
        if mentor and mentor.key == report.mentor.pk:
            theirs.setdefault(row.participation_id, row)
    return list(theirs.values())
