"""Clashes of a timetable, mentors who could not follow all their projects, and groups that avoid this."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time


def gettext_noop(message: str) -> str:
    """Mark a message for translation; the caller translates it, since this module imports no framework."""
    return message


@dataclass(frozen=True)
class Named:
    """A person or a project, which can be in one place only, with its name.

    Somebody without an account has no ``key``: they are identified by ``folded``, their name without case nor
    accents.
    """

    key: int | None
    name: str
    folded: str = field(default="", compare=False)

    def is_same(self, other: "Named") -> bool:
        """Whether both are one person: the same key, or the same name when one has no key."""
        if self.key is not None and other.key is not None:
            return self.key == other.key
        return bool(self.folded) and self.folded == other.folded


@dataclass(frozen=True)
class Occupation:
    """A stretch of one day, local time, with one project or those of a group, one room, and some people.

    ``takes_everybody``: nothing else may happen meanwhile. ``slot`` is the block of the timetable it belongs to: a
    turn or a group (``group``: its projects, maybe none yet) is no rival of its own block.
    """

    title: str
    day: date
    starts_at: time
    ends_at: time
    project: Named | None = None
    room: Named | None = None
    people: tuple[Named, ...] = field(default=())
    takes_everybody: bool = False
    slot: int | None = None
    group: tuple[Named, ...] | None = None

    @property
    def projects(self) -> tuple[Named, ...]:
        return (self.project,) if self.project else self.group or ()

    @property
    def is_block(self) -> bool:
        """Whether it is a whole slot, not a turn or group of one."""
        return self.project is None and self.group is None

    def overlaps(self, other: "Occupation") -> bool:
        """Whether both share at least an instant; one may start when the other ends."""
        return self.day == other.day and self.starts_at < other.ends_at and other.starts_at < self.ends_at

    def is_part_of(self, other: "Occupation") -> bool:
        """Whether one is a turn, or a group, of the other."""
        return self.slot is not None and self.slot == other.slot and self.is_block != other.is_block


@dataclass(frozen=True)
class Clash:
    """One reason to refuse: ``message`` is a translatable sentence, to be filled in with ``values``."""

    kind: str
    message: str
    values: dict[str, str]


MESSAGES = {
    "project": gettext_noop("« %(name)s » est déjà attendu à « %(other)s » à cette heure-là."),
    "room": gettext_noop("La salle « %(name)s » est déjà prise par « %(other)s » à cette heure-là."),
    "everybody": gettext_noop(
        "« %(name)s » réunit tout le monde : « %(other)s » ne peut pas se tenir à la même heure."
    ),
    "person": gettext_noop("%(name)s est déjà à « %(other)s » à cette heure-là."),
}


def list_reasons(wanted: Occupation, taken: Iterable[Occupation]) -> list[Clash]:
    """The reasons why ``wanted`` is impossible, one for each thing that would be in two places; empty if it is
    possible."""
    result: list[Clash] = []
    for other in taken:
        if not wanted.overlaps(other) or wanted.is_part_of(other):
            continue
        if wanted.takes_everybody or other.takes_everybody:
            plenary, rival = (wanted, other) if wanted.takes_everybody else (other, wanted)
            result.append(
                Clash("everybody", MESSAGES["everybody"], {"name": plenary.title, "other": rival.title})
            )
        # A turn is named by its project: all those of a block have the same title.
        where = other.project.name if other.project else other.title
        expected = {project.key for project in other.projects}
        result += [
            _make_clash("project", project, other.title)
            for project in wanted.projects
            if project.key in expected
        ]
        if wanted.room and other.room and wanted.room.key == other.room.key:
            result.append(_make_clash("room", wanted.room, where))
        result += [
            _make_clash("person", person, where)
            for person in wanted.people
            if any(person.is_same(busy) for busy in other.people)
        ]
    return result


def _make_clash(kind: str, what: Named, other: str) -> Clash:
    return Clash(kind, MESSAGES[kind], {"name": what.name, "other": other})


@dataclass(frozen=True)
class Divided:
    """Somebody, and the titles of the slots that need them at one time: two at least, in order."""

    name: str
    places: tuple[str, ...]


def find_divided(taken: Iterable[Occupation], mentors: Mapping[int, Named]) -> list[Divided]:
    """Mentors of projects of a group who are needed elsewhere meanwhile, once for each set of places, by name.

    ``mentors``: by project. A slot and its groups are one place.
    """
    rows = list(taken)
    divided: dict[tuple[str, tuple[str, ...]], None] = {}
    for group in rows:
        if group.group is None:
            continue
        for mentor in _list_followers(group, mentors):
            places = {group.title} | {
                other.title
                for other in rows
                if other is not group
                and group.overlaps(other)
                and not group.is_part_of(other)
                and any(map(mentor.is_same, [*other.people, *_list_followers(other, mentors)]))
            }
            if len(places) > 1:
                divided[mentor.name, tuple(sorted(places))] = None
    return [Divided(*key) for key in sorted(divided)]


def _list_followers(occupation: Occupation, mentors: Mapping[int, Named]) -> list[Named]:
    keys = {project.key for project in occupation.group or ()}
    return list(dict.fromkeys(mentors[key] for key in keys if key is not None and key in mentors))


def share_over_groups(
    projects: Iterable[int], mentors: Mapping[int, int | None], count: int
) -> list[list[int]]:
    """``count`` groups of projects, each in the given order; some are empty when there are fewer projects.

    ``mentors``: by project. The largest sets of one mentor first, each into the smallest group: within a third of the
    best evenness that undivided sets allow (Graham 1969).
    """
    order = {project: place for place, project in enumerate(projects)}
    together: dict[tuple[str, int], list[int]] = defaultdict(list)
    for project in order:
        mentor = mentors.get(project)
        together[("mentor", mentor) if mentor is not None else ("alone", project)].append(project)
    groups: list[list[int]] = [[] for _number in range(count)]
    for rows in sorted(together.values(), key=lambda rows: (-len(rows), order[rows[0]])):
        min(groups, key=len).extend(rows)
    return [sorted(group, key=order.__getitem__) for group in groups]
