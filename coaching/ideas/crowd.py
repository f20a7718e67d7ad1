"""Who turns from table to table and who stays, among those expected: by usage, or as chosen instead."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from coaching.attendance.enums import AttendeeKind
from coaching.attendance.halves import choose_half_day, group_half_days
from coaching.ideas.enums import RotationPart
from coaching.ideas.queries import list_coming
from coaching.models import Attendance, Attendee, RotationPair, Session, Slot
from projects.models import Participation

RUNNING = {AttendeeKind.ORGANISER, AttendeeKind.FACILITATOR}
"""Those who run the mix sit nowhere, unless somebody says so."""


@dataclass(frozen=True)
class Sitter:
    """An expected person: their usual part, and the one chosen instead (empty: as usual)."""

    attendee: Attendee
    usual: RotationPart
    said: str
    is_present: bool

    @property
    def part(self) -> RotationPart:
        return RotationPart(self.said) if self.said else self.usual


@dataclass(frozen=True)
class MixCrowd:
    """What a rotation is planned from."""

    session: Session
    sitters: list[Sitter]
    places: list[Participation]
    """The projects that come, by title."""
    pairs: list[RotationPair]

    @property
    def present(self) -> int:
        return sum(sitter.is_present for sitter in self.sitters)

    @property
    def is_gathered(self) -> bool:
        """Whether most were noted as there this half-day: before that, tables are for everybody expected."""
        return self.present * 2 > len(self.sitters)

    def list_seated(self, *, only_present: bool) -> list[Sitter]:
        """Those who sit somewhere."""
        return [s for s in self.sitters if s.part != RotationPart.OUT and (s.is_present or not only_present)]

    def list_hosted(self, *, only_present: bool) -> list[Participation]:
        """The projects that have somebody to stay at their table."""
        seated = self.list_seated(only_present=only_present)
        staying = {s.attendee.participation_id for s in seated if s.part == RotationPart.STAYS}
        return [place for place in self.places if place.pk in staying]


def read_room(session: Session, at: datetime) -> MixCrowd:
    """Everybody expected, with their part; four queries."""
    slots = Slot.objects.filter(day__session=session).select_related("day")
    half_day = choose_half_day(group_half_days(slots.order_by("day__date", "starts_at", "pk")), at)
    rows: Any = session.attendees.expected().select_related("participation__project", "rotation_choice")
    if half_day:
        there = Attendance.objects.filter(attendee=OuterRef("pk"), day=half_day.day, half=half_day.half)
        rows = rows.annotate(came=Exists(there))
    people = list(rows.order_by("name", "pk"))
    came = {person.pk for person in people if half_day and person.came}
    chosen = {p.pk: p.rotation_choice.part for p in people if hasattr(p, "rotation_choice")}
    usual = find_usual_parts(people, came)
    sitters = [Sitter(p, usual[p.pk], chosen.get(p.pk, ""), p.pk in came) for p in people]
    places = list(list_coming(session))
    pairs = RotationPair.objects.filter(one__edition=session.edition_id)
    named = pairs.select_related("one__project", "other__project").order_by("pk")
    return MixCrowd(session, sitters, places, list(named))


def find_usual_parts(people: Iterable[Attendee], came: set[int]) -> dict[int, RotationPart]:
    """One of those who hold a project stays at its table, present ones first; the others turn. No query."""
    parts = {person.pk: RotationPart.MOVES for person in people}
    at_home: dict[int, list[Attendee]] = defaultdict(list)
    for person in people:
        if person.kind in RUNNING:
            parts[person.pk] = RotationPart.OUT
        elif person.participation_id and person.kind in (AttendeeKind.HOLDER, AttendeeKind.COMPANION):
            at_home[person.participation_id].append(person)
    for team in at_home.values():
        host = min(team, key=lambda p: (p.pk not in came, p.kind != AttendeeKind.HOLDER, p.pk))
        parts[host.pk] = RotationPart.STAYS
    return parts
