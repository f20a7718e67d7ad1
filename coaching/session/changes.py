"""The differences between two timetables, slot by slot and turn by turn, and whom each concerns."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from coaching.session.programme import PlannedGroup, PlannedPlace, PlannedSlot, PlannedTurn, SessionProgramme


class ChangeKind(StrEnum):
    PLACE = "place"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    ROOM = "room"
    LEADERS = "leaders"
    TITLE = "title"
    FORM = "form"
    SPEAKERS = "speakers"
    SUMMARY = "summary"
    GROUPS = "groups"
    TURN_ADDED = "turn_added"
    TURN_REMOVED = "turn_removed"
    TURN_MOVED = "turn_moved"
    TURN_ROOM = "turn_room"


@dataclass(frozen=True)
class ProgrammeChange:
    """One difference. Of a turn, the slots are the former and the new one; of a slot, the same one twice, or none."""

    kind: ChangeKind
    before: PlannedSlot | None = None
    after: PlannedSlot | None = None
    turn_before: PlannedTurn | None = None
    turn_after: PlannedTurn | None = None
    place_before: PlannedPlace | None = None
    place_after: PlannedPlace | None = None

    @property
    def slots(self) -> list[PlannedSlot]:
        return [slot for slot in (self.before, self.after) if slot]

    @property
    def participation(self) -> int | None:
        """The project whose turn changes; ``None`` when it is the slot."""
        turn = self.turn_after or self.turn_before
        return turn.participation if turn else None

    @property
    def is_for_everybody(self) -> bool:
        if self.is_of_a_talk or self.participation is not None:
            return False
        return self.kind == ChangeKind.PLACE or any(slot.is_for_everybody for slot in self.slots)

    @property
    def is_of_a_talk(self) -> bool:
        """Whether only a talk or its speakers change: no hours change; leaders and speakers are notified."""
        return self.kind in (ChangeKind.SPEAKERS, ChangeKind.SUMMARY)

    @property
    def participations(self) -> set[int]:
        """The projects it concerns, unless it concerns everybody."""
        if self.is_of_a_talk:
            return set()
        if self.participation is not None:
            return {self.participation}
        if self.kind == ChangeKind.GROUPS:
            return _list_different(*(slot.find_places() for slot in self.slots))
        return {pk for slot in self.slots for pk in slot.participations}

    @property
    def leaders(self) -> set[int]:
        """The former and present leaders and speakers of the slot; none for the turn of one project."""
        if self.participation is not None:
            return set()
        if self.kind == ChangeKind.GROUPS:
            return _list_different(*(_find_led(slot) for slot in self.slots))
        return {pk for slot in self.slots for pk in slot.all_leaders}


def _list_different(before: Mapping[int, object], after: Mapping[int, object]) -> set[int]:
    return {pk for pk in before.keys() | after.keys() if before.get(pk) != after.get(pk)}


def _find_led(slot: PlannedSlot) -> dict[int, list[PlannedGroup]]:
    """By leader, the groups they lead: they are notified of changes of these."""
    return {pk: [group for group in slot.groups if pk in group.leaders] for pk in slot.all_leaders}


def compare(before: SessionProgramme, after: SessionProgramme) -> list[ProgrammeChange]:
    """The changes of a release: in the order of the days, then removed slots."""
    old, new = ({slot.pk: slot for slot in programme.slots} for programme in (before, after))
    changes = list(_compare_places(before.place, after.place))
    changes += [change for slot in after.slots for change in _compare_slot(old.get(slot.pk), slot)]
    changes += [ProgrammeChange(ChangeKind.REMOVED, slot) for slot in before.slots if slot.pk not in new]
    return changes + list(_compare_turns(before, after))


def _compare_places(old: PlannedPlace | None, new: PlannedPlace | None) -> Iterator[ProgrammeChange]:
    if old and new and old != new:
        yield ProgrammeChange(ChangeKind.PLACE, place_before=old, place_after=new)


def _compare_slot(old: PlannedSlot | None, new: PlannedSlot) -> Iterator[ProgrammeChange]:
    if old is None:
        yield ProgrammeChange(ChangeKind.ADDED, None, new)
        return
    differences = {
        ChangeKind.TITLE: (old.title_fr, old.title_en) != (new.title_fr, new.title_en),
        ChangeKind.MOVED: (old.day, old.starts_at, old.ends_at) != (new.day, new.starts_at, new.ends_at),
        ChangeKind.ROOM: old.room != new.room,
        ChangeKind.LEADERS: set(old.leaders) != set(new.leaders),
        ChangeKind.FORM: (old.kind, old.activity, old.autonomy) != (new.kind, new.activity, new.autonomy),
        ChangeKind.GROUPS: old.groups != new.groups,
        ChangeKind.SPEAKERS: old.speakers != new.speakers,
        ChangeKind.SUMMARY: (old.summary_fr, old.summary_en) != (new.summary_fr, new.summary_en),
    }
    yield from (ProgrammeChange(kind, old, new) for kind, differs in differences.items() if differs)


Place = tuple[PlannedSlot, PlannedTurn]


def _compare_turns(before: SessionProgramme, after: SessionProgramme) -> Iterator[ProgrammeChange]:
    old, new = _list_turns(before), _list_turns(after)
    won: dict[int, list[Place]] = {}
    for key, (slot, turn) in new.items():
        if key not in old:
            won.setdefault(turn.participation, []).append((slot, turn))
        elif old[key][1].room != turn.room:
            yield ProgrammeChange(ChangeKind.TURN_ROOM, old[key][0], slot, old[key][1], turn)
    for key, (slot, turn) in old.items():
        if key in new:
            continue
        if instead := won.get(turn.participation):
            to, turn_after = instead.pop(0)
            yield ProgrammeChange(ChangeKind.TURN_MOVED, slot, to, turn, turn_after)
        else:
            yield ProgrammeChange(ChangeKind.TURN_REMOVED, slot, None, turn)
    for slot, turn in (place for places in won.values() for place in places):
        yield ProgrammeChange(ChangeKind.TURN_ADDED, None, slot, None, turn)


def _list_turns(programme: SessionProgramme) -> dict[tuple[int, int], Place]:
    return {(slot.pk, turn.participation): (slot, turn) for slot in programme.slots for turn in slot.turns}
