"""Who is expected, who is there and who is missing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db.models import Count, Q
from django.utils.translation import ngettext_lazy

from accelerator.web.search import fold_words, natural_key, normalise, words
from coaching.attendance.enums import ImageConsent
from coaching.attendance.halves import HalfDay
from coaching.models import Attendance, Attendee, DoorRequest, Session
from coaching.session.enums import SlotKind
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.releases import Received, find_names, find_received, name_speakers


def list_attendees(session: Session, *, removed: bool = False) -> list[Attendee]:
    """The expected attendees with their project, by name: É is sorted as E. One query."""
    rows = session.attendees.select_related("participation__project")
    attendees = rows.removed() if removed else rows.expected()
    return sorted(attendees.order_by("pk"), key=lambda attendee: normalise(attendee.name))


def list_phones(session: Session) -> tuple[list[DoorRequest], list[Attendee]]:
    """The requests for a name that another phone has, latest first; then attendees whose name a phone has. Two
    queries."""
    coming = session.attendees.expected()
    requests = (
        DoorRequest.objects.filter(attendee__in=coming).select_related("attendee").order_by("-at", "-pk")
    )
    taken = sorted(coming.exclude(phone="").order_by("pk"), key=lambda attendee: normalise(attendee.name))
    return list(requests), taken


def search_attendees(attendees: Iterable[Attendee], typed: str) -> list[Attendee]:
    """The attendees whose name, body or project has words that begin like each typed word. No query."""
    sought = words(typed)
    return [attendee for attendee in attendees if _matches(attendee, sought)]


def _matches(attendee: Attendee, sought: list[str]) -> bool:
    project = str(attendee.participation.project) if attendee.participation else ""
    haystack = fold_words(f"{attendee.name} {attendee.body} {project}")
    return all(any(word.startswith(start) for word in haystack) for start in sought)


CONSENTS = {
    ImageConsent.PUBLIC.value: "public",
    ImageConsent.PARTICIPANTS.value: "participants",
    ImageConsent.REFUSED.value: "refused",
}


def name_consent(attendee: Attendee) -> str:
    """``public``, ``participants``, ``refused``, or ``waiting`` for an answer."""
    return CONSENTS.get(attendee.image_consent, "waiting")


def count_consents(attendees: Iterable[Attendee]) -> dict[str, int]:
    """How many people gave each answer about photos. No query."""
    counts = dict.fromkeys((*CONSENTS.values(), "waiting"), 0)
    for attendee in attendees:
        counts[name_consent(attendee)] += 1
    return counts


def describe_consents(counts: dict[str, int]) -> list[str]:
    """The counts of :func:`count_consents` as text, without answers that nobody gave."""
    words = {
        "public": ngettext_lazy("%(n)d publique", "%(n)d publiques", "n"),
        "participants": ngettext_lazy("%(n)d entre participants", "%(n)d entre participants", "n"),
        "refused": ngettext_lazy("%(n)d refusée", "%(n)d refusées", "n"),
        "waiting": ngettext_lazy("%(n)d sans réponse", "%(n)d sans réponse", "n"),
    }
    return [str(words[name] % {"n": count}) for name, count in counts.items() if count]


@dataclass(frozen=True)
class Presence:
    """One person of a half-day, and since when they are present."""

    attendee: Attendee
    since: datetime | None

    @property
    def is_there(self) -> bool:
        return self.since is not None


@dataclass(frozen=True)
class Roll:
    """The roll of a half-day: missing people first."""

    half_day: HalfDay
    people: list[Presence]

    @property
    def missing(self) -> list[Presence]:
        return [row for row in self.people if not row.is_there]

    @property
    def present(self) -> int:
        return len(self.people) - len(self.missing)


def call_roll(session: Session, half_day: HalfDay) -> Roll:
    """Everybody expected this half-day, and people removed from the list who came. Two queries."""
    came = dict(Attendance.objects.filter(day=half_day.day, half=half_day.half).values_list("attendee", "at"))
    rows = session.attendees.select_related("participation__project").order_by("pk")
    people = [
        Presence(attendee, came.get(attendee.pk))
        for attendee in rows
        if not attendee.is_removed or attendee.pk in came
    ]
    people.sort(key=lambda row: (row.is_there, normalise(row.attendee.name)))
    return Roll(half_day, people)


def count_to_print(session: Session) -> dict[str, int]:
    """How many people are ``expected``, and how many ``rooms`` there are. One query."""
    expected = Q(attendees__in=Attendee.objects.expected().order_by().values("pk"))
    return Session.objects.filter(pk=session.pk).aggregate(
        expected=Count("attendees", filter=expected, distinct=True), rooms=Count("rooms", distinct=True)
    )


def list_attended(session: Session, half_days: Sequence[HalfDay]) -> list[tuple[Attendee, list[HalfDay]]]:
    """Attendees who came at least once, removed since or not, with their half-days, by name. One query."""
    order = {(half_day.day.pk, half_day.half.value): half_day for half_day in half_days}
    rows = Attendance.objects.filter(day__session=session).select_related("attendee__participation__project")
    halves_of: dict[int, tuple[Attendee, list[HalfDay]]] = {}
    for row in rows:
        half_day = order.get((row.day_id, row.half))
        if half_day:
            halves_of.setdefault(row.attendee_id, (row.attendee, []))[1].append(half_day)
    for _attendee, came in halves_of.values():
        came.sort(key=lambda half_day: half_day.order)
    return sorted(halves_of.values(), key=lambda pair: normalise(pair[0].name))


@dataclass(frozen=True)
class RoomSignRow:
    """One row of a door sign: what takes place in the room, with its hours."""

    starts_at: time
    ends_at: time
    title: str
    detail: str


@dataclass(frozen=True)
class RoomSign:
    """The door sign of a room: its name and rows, by day."""

    name: str
    days: dict[date, list[RoomSignRow]] = field(default_factory=dict)


def list_room_signs(session: Session, programme: SessionProgramme) -> list[RoomSign]:
    """Every room with its slots, groups and turns in this programme, in order. Three queries."""
    received, names = find_received(programme.participations), find_names(programme.leaders)
    signs: dict[str, RoomSign] = {}
    for slot in programme.slots:
        for room, title, detail in _list_planned(slot, received, names):
            there = RoomSignRow(slot.starts_at, slot.ends_at, title, detail)
            signs.setdefault(room, RoomSign(room)).days.setdefault(slot.day, []).append(there)
    for name in session.rooms.values_list("name", flat=True):
        signs.setdefault(name, RoomSign(name))
    return sorted(signs.values(), key=lambda sign: natural_key(sign.name))


def _list_planned(
    slot: PlannedSlot, received: Mapping[int, Received], names: Mapping[int, str]
) -> Iterator[tuple[str, str, str]]:
    """Room, title and people of a slot, then of its groups and turns; those without a room are left out."""

    def name_all(people: Iterable[int]) -> list[str]:
        return [names[pk] for pk in people if pk in names]

    if slot.room and slot.kind != SlotKind.INDIVIDUAL:
        people = [*name_speakers(slot, names), *name_all(slot.leaders)]
        yield slot.room, slot.title, ", ".join(dict.fromkeys(people))
    for group in slot.groups:
        if group.room:
            yield group.room, f"{group.name} – {slot.title}", ", ".join(name_all(group.leaders))
    for turn in slot.turns:
        row = received.get(turn.participation)
        if turn.room and row and row.comes:
            yield turn.room, f"{row.project} – {slot.title}", row.mentor_name
