"""Whether a timetable is feasible: its pitches in their time, its turns in their rooms, people in rooms. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil

from coaching.session.planning.clashes import Clash, Occupation, list_reasons

PITCH_MINUTES = 4


@dataclass(frozen=True)
class PitchSlot:
    """A slot of pitches, to be checked. ``sizes``: how many projects each of its groups has; empty when everybody is
    in one room.
    """

    key: int
    title: str
    minutes: int
    sizes: tuple[int, ...] = ()


@dataclass(frozen=True)
class ShortPitches:
    """Pitches that do not fit into their slots. ``needed`` and ``minutes`` are those of one room; with ``rooms`` in
    parallel, all fit (0: in none).
    """

    slot: PitchSlot
    needed: int
    minutes: int
    rooms: int


def find_short_pitches(
    projects: int, slots: Sequence[PitchSlot], *, each: int = PITCH_MINUTES
) -> ShortPitches | None:
    """``None`` when each project has ``each`` minutes in one of these slots, or there is no such slot."""
    if not slots:
        return None
    groups = [slot for slot in slots if slot.sizes]
    crowded = [slot for slot in groups if max(slot.sizes) * each > slot.minutes]
    together = sum(slot.minutes // each for slot in slots)
    if groups:
        if not crowded:
            return None
        slot, needed = crowded[0], max(crowded[0].sizes) * each
        return ShortPitches(slot, needed, slot.minutes, _count_rooms(sum(slot.sizes), slot.minutes // each))
    if projects <= together:
        return None
    minutes = sum(slot.minutes for slot in slots)
    return ShortPitches(slots[0], projects * each, minutes, _count_rooms(projects, together))


def _count_rooms(projects: int, per_room: int) -> int:
    return ceil(projects / per_room) if per_room else 0


@dataclass(frozen=True)
class TurnBlock:
    """Consecutive individual slots for one activity: each project has its turn in one of them."""

    title: str
    turns: int


@dataclass(frozen=True)
class ShortTurns:
    """A block with too few rooms for its turns. ``needed``: rooms at once, so that every project has a turn."""

    block: TurnBlock
    projects: int
    needed: int
    rooms: int


def find_short_turns(projects: int, rooms: int, blocks: Iterable[TurnBlock]) -> list[ShortTurns]:
    """Blocks with more projects than their turns have rooms: 60 projects in 3 turns take 20 rooms at once."""
    return [
        ShortTurns(block, projects, ceil(projects / block.turns), rooms)
        for block in blocks
        if projects > block.turns * rooms
    ]


@dataclass(frozen=True)
class BusyMentor:
    name: str
    projects: int
    block: TurnBlock


def find_busy_mentors(followed: dict[str, int], blocks: Sequence[TurnBlock]) -> list[BusyMentor]:
    """Mentors who follow more projects than the shortest block has turns, with that block. ``followed``: by name."""
    shortest = min(blocks, key=lambda block: block.turns, default=None)
    if shortest is None:
        return []
    return [
        BusyMentor(name, count, shortest)
        for name, count in sorted(followed.items())
        if count > shortest.turns
    ]


@dataclass(frozen=True)
class RoomUse:
    """``people`` expected in a room of ``seats`` for a slot, or for one of its groups."""

    slot: int
    title: str
    room: int
    name: str
    seats: int
    people: int


def find_small_rooms(uses: Iterable[RoomUse]) -> list[RoomUse]:
    """The largest group of each room that is too small for it."""
    uses_by_room: dict[int, RoomUse] = {}
    for use in uses:
        if use.people > use.seats and (
            use.room not in uses_by_room or use.people > uses_by_room[use.room].people
        ):
            uses_by_room[use.room] = use
    return list(uses_by_room.values())


@dataclass(frozen=True)
class SlotClash:
    """Two slots that clash. ``slot``: one of the two, which can be changed."""

    clash: Clash
    slot: int | None


def find_clashes(taken: Sequence[Occupation]) -> list[SlotClash]:
    """Rooms, people or projects in two places at once, each pair once."""
    slot_clashes: dict[tuple[str, frozenset[str]], SlotClash] = {}
    for one, other in combinations(taken, 2):
        if one.overlaps(other):
            for clash in list_reasons(one, [other]):
                where = frozenset({clash.values["name"], one.title, other.title})
                slot_clashes.setdefault((clash.kind, where), SlotClash(clash, one.slot or other.slot))
    return list(slot_clashes.values())


@dataclass(frozen=True)
class Waiting:
    """Projects that wait while others are received, without any work meanwhile."""

    projects: int
    minutes: int
    """The longest wait of one project."""


def find_waiting(
    projects: Iterable[int], slots: Iterable[tuple[int, frozenset[int], bool]]
) -> Waiting | None:
    """``slots``: (minutes, projects received, whether those who wait have something to do)."""
    empty = [slot for slot in slots if not slot[2]]
    wait = {
        project: sum(minutes for minutes, received, _busy in empty if project not in received)
        for project in projects
    }
    waiting = {project: minutes for project, minutes in wait.items() if minutes}
    if not waiting:
        return None
    return Waiting(len(waiting), max(waiting.values()))
