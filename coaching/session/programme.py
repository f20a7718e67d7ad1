"""A timetable as a value: the draft and the releases are read the same way."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from accelerator.types import Json
from accelerator.web.localised import Localised
from coaching.session.enums import SlotActivity, SlotKind
from coaching.session.planning.grid import minutes


@dataclass(frozen=True)
class PlannedTurn:
    """A project received in a slot; its title and its mentor are read at display."""

    participation: int
    room: str = ""


@dataclass(frozen=True)
class PlannedGroup:
    """A group of a slot."""

    pk: int
    name: str
    room: str = ""
    leaders: tuple[int, ...] = ()
    participations: tuple[int, ...] = ()

    def without(self, participation: int | None, leader: int | None) -> "PlannedGroup":
        return replace(
            self,
            leaders=tuple(pk for pk in self.leaders if pk != leader),
            participations=tuple(pk for pk in self.participations if pk != participation),
        )


@dataclass(frozen=True)
class PlannedSpeaker:
    """A speaker: an account, whose name is read at display, or ``name`` as announced."""

    user: int | None
    name: str
    function: str = ""
    body: str = ""


@dataclass(frozen=True)
class PlannedSlot:
    """A block of the timetable. ``leaders`` are accounts: their names are not stored here."""

    pk: int
    day: date
    starts_at: time
    ends_at: time
    title_fr: str
    title_en: str
    kind: str
    room: str = ""
    leaders: tuple[int, ...] = ()
    turns: tuple[PlannedTurn, ...] = ()
    groups: tuple[PlannedGroup, ...] = ()
    summary_fr: str = ""
    summary_en: str = ""
    speakers: tuple[PlannedSpeaker, ...] = ()
    activity: str = ""
    autonomy: bool = False
    """Whether projects that are not received work on their own meanwhile."""

    title = Localised("title")
    summary = Localised("summary")

    def get_kind_display(self) -> str:
        """The label of its kind, as a model has it."""
        return str(SlotKind(self.kind).label)

    @property
    def lasts(self) -> int:
        """The duration in minutes."""
        return minutes(self.ends_at) - minutes(self.starts_at)

    @property
    def is_individual(self) -> bool:
        return self.kind == SlotKind.INDIVIDUAL

    @property
    def has_talk(self) -> bool:
        return SlotKind(self.kind).has_talk

    @property
    def form(self) -> str:
        """The kind and the activity, as text."""
        parts = [self.get_kind_display(), *([SlotActivity(self.activity).label] if self.activity else [])]
        return ", ".join(map(str, [*parts, *([self.autonomy_label] if self.autonomy else [])]))

    @property
    def autonomy_label(self) -> str:
        """The label of what projects do in this slot while nobody receives them."""
        what = SlotActivity(self.activity).label if self.activity else _("avancer sur son projet")
        return _("En autonomie : %(what)s") % {"what": what}

    @property
    def is_for_everybody(self) -> bool:
        """Whether all attendees are expected; coaching is for those received, a group for its projects."""
        return self.kind != SlotKind.INDIVIDUAL and not self.groups

    @property
    def participations(self) -> set[int]:
        """The projects in it: those received, those of its groups."""
        grouped = {pk for group in self.groups for pk in group.participations}
        return grouped | {turn.participation for turn in self.turns}

    def is_turn_of(self, participation: int) -> bool:
        """Whether this project is received in it."""
        return any(turn.participation == participation for turn in self.turns)

    @property
    def speaking(self) -> set[int]:
        """The accounts of its speakers."""
        return {speaker.user for speaker in self.speakers if speaker.user is not None}

    @property
    def all_leaders(self) -> set[int]:
        """The leaders of the slot and its groups, and its speakers."""
        return {*self.leaders, *self.speaking, *(pk for group in self.groups for pk in group.leaders)}

    def find_places(self) -> dict[int, tuple[int, str, tuple[int, ...]]]:
        """By project, its group with the room and leaders."""
        return {
            pk: (group.pk, group.room, group.leaders) for group in self.groups for pk in group.participations
        }

    def dump(self) -> Json:
        """By project, its group, with its room and leaders."""
        return {
            "pk": self.pk,
            "day": self.day.isoformat(),
            "starts_at": self.starts_at.isoformat("minutes"),
            "ends_at": self.ends_at.isoformat("minutes"),
            "title_fr": self.title_fr,
            "title_en": self.title_en,
            "kind": self.kind,
            "room": self.room,
            "leaders": list(self.leaders),
            "turns": [[turn.participation, turn.room] for turn in self.turns],
            "groups": [
                [group.pk, group.name, group.room, list(group.leaders), list(group.participations)]
                for group in self.groups
            ],
            "summary_fr": self.summary_fr,
            "summary_en": self.summary_en,
            "speakers": [[row.user, row.name, row.function, row.body] for row in self.speakers],
            "activity": self.activity,
            "autonomy": self.autonomy,
        }

    @classmethod
    def load(cls, stored: Json) -> "PlannedSlot":
        """The value of :meth:`dump`."""
        return cls(
            pk=stored["pk"],
            day=date.fromisoformat(stored["day"]),
            starts_at=time.fromisoformat(stored["starts_at"]),
            ends_at=time.fromisoformat(stored["ends_at"]),
            title_fr=stored["title_fr"],
            title_en=stored["title_en"],
            kind=stored["kind"],
            room=stored["room"],
            leaders=tuple(stored["leaders"]),
            turns=tuple(PlannedTurn(*turn) for turn in stored["turns"]),
            groups=tuple(
                PlannedGroup(pk, name, room, tuple(leaders), tuple(participations))
                for pk, name, room, leaders, participations in stored.get("groups", ())
            ),
            summary_fr=stored.get("summary_fr", ""),
            summary_en=stored.get("summary_en", ""),
            speakers=tuple(PlannedSpeaker(*row) for row in stored.get("speakers", ())),
            activity=stored.get("activity", ""),
            autonomy=stored.get("autonomy", False),
        )


@dataclass(frozen=True)
class PlannedPlace:
    """Where the session is held, and how one comes there."""

    venue: str
    address: str = ""
    access_notes: str = ""


@dataclass(frozen=True)
class SessionProgramme:
    """Slots in order, and those removed since the first release, which calendars may still have.

    ``sequence`` grows with each release (RFC 5545); ``number`` is 0 for a draft.
    """

    slots: tuple[PlannedSlot, ...] = ()
    gone: tuple[PlannedSlot, ...] = ()
    number: int = 0
    sequence: int = 0
    released_at: datetime | None = None
    place: PlannedPlace | None = None
    """``None`` in a release made before the place was stored: that of the session is valid."""

    @property
    def participations(self) -> set[int]:
        return {pk for slot in (*self.slots, *self.gone) for pk in slot.participations}

    @property
    def leaders(self) -> set[int]:
        return {pk for slot in (*self.slots, *self.gone) for pk in slot.all_leaders}

    @property
    def has_autonomy(self) -> bool:
        """Whether projects without a place in a slot have work of their own in one."""
        return any(slot.autonomy for slot in self.slots)

    def dump(self) -> Json:
        """The programme as a release stores it."""
        return {
            "slots": [slot.dump() for slot in self.slots],
            "gone": [slot.dump() for slot in self.gone],
            "sequence": self.sequence,
            **({"place": list(vars(self.place).values())} if self.place else {}),
        }

    def follow(self, before: "SessionProgramme") -> "SessionProgramme":
        """This timetable as the release that follows ``before``, with the removed slots."""
        return replace(
            self,
            gone=(*before.gone, *list_lost(before, self)),
            number=before.number + 1,
            sequence=before.sequence + 1,
        )


def list_lost(before: SessionProgramme, after: SessionProgramme) -> Iterator[PlannedSlot]:
    """The slots of ``before`` that some people lost, each with those alone."""
    remaining = {slot.pk: slot for slot in after.slots}
    for slot in before.slots:
        now = remaining.get(slot.pk)
        if now is None or (slot.is_for_everybody and not now.is_for_everybody):
            yield slot
        elif not now.is_for_everybody:
            turns = tuple(turn for turn in slot.turns if turn.participation not in now.participations)
            leaders = tuple(pk for pk in slot.leaders if pk not in now.all_leaders)
            speakers = tuple(row for row in slot.speakers if row.user not in {None, *now.all_leaders})
            groups = tuple(
                replace(
                    group,
                    leaders=tuple(pk for pk in group.leaders if pk not in now.all_leaders),
                    participations=tuple(pk for pk in group.participations if pk not in now.participations),
                )
                for group in slot.groups
            )
            lost = replace(slot, turns=turns, leaders=leaders, speakers=speakers, groups=groups)
            if lost.participations or lost.all_leaders:
                yield lost


def without(
    programme: SessionProgramme, now: datetime, participation: int | None = None, leader: int | None = None
) -> SessionProgramme:
    """This timetable without a project, or a leader, in slots that end after ``now`` (local time)."""
    return replace(
        programme,
        slots=tuple(
            replace(
                slot,
                turns=tuple(turn for turn in slot.turns if turn.participation != participation),
                leaders=tuple(pk for pk in slot.leaders if pk != leader),
                speakers=tuple(row for row in slot.speakers if leader is None or row.user != leader),
                groups=tuple(group.without(participation, leader) for group in slot.groups),
            )
            if (slot.day, slot.ends_at) > (now.date(), now.time())
            else slot
            for slot in programme.slots
        ),
    )


def copy_slots(
    programme: SessionProgramme, draft: SessionProgramme, slots: Collection[int]
) -> SessionProgramme:
    """This timetable with the rooms, turns and groups of these slots in ``draft``; nothing else of it. A new slot is
    included once somebody is received in it."""
    prepared = {slot.pk: slot for slot in draft.slots if slot.pk in slots}
    copied = [
        replace(slot, room=new.room, turns=new.turns, groups=new.groups)
        if (new := prepared.pop(slot.pk, None))
        else slot
        for slot in programme.slots
    ]
    copied += [slot for slot in prepared.values() if slot.turns]
    return replace(
        programme, slots=tuple(sorted(copied, key=lambda slot: (slot.day, slot.starts_at, slot.pk)))
    )


Hours = tuple[time, ...]
Moves = Mapping[int, tuple[Hours, ...]]
"""By slot, its start and end before and after."""


def move_slots(programme: SessionProgramme, moves: Moves) -> SessionProgramme:
    """This timetable with other hours for the slots whose hours are still the former ones."""
    slots = []
    for slot in programme.slots:
        before, after = moves.get(slot.pk, ((), ()))
        if before == (slot.starts_at, slot.ends_at):
            slot = replace(slot, starts_at=after[0], ends_at=after[1])
        slots.append(slot)
    return replace(
        programme, slots=tuple(sorted(slots, key=lambda slot: (slot.day, slot.starts_at, slot.pk)))
    )
