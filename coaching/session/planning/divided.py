"""Who would have to be in two places to stay with the projects they follow: a warning, never a refusal.

A group meets its projects with those who lead it; the mentor of one may come, and may be expected elsewhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coaching.session.planning.clashes import Named, Occupation


@dataclass(frozen=True)
class Divided:
    """Somebody, and the titles of what needs them at one time: two at least, in order."""

    name: str
    places: tuple[str, ...]


def find_divided(taken: Iterable[Occupation], mentors: Mapping[int, Named]) -> list[Divided]:
    """Those who follow a project of a group and are needed elsewhere meanwhile, once for each set of places, by name.

    ``mentors``: who follows each project, by its key. A slot and the groups it is held in are one place.
    """
    rows = list(taken)
    found: dict[tuple[str, tuple[str, ...]], None] = {}
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
                and any(mentor.is_same(person) for person in _list_needed(other, mentors))
            }
            if len(places) > 1:
                found[mentor.name, tuple(sorted(places))] = None
    return [Divided(*key) for key in sorted(found)]


def _list_followers(occupation: Occupation, mentors: Mapping[int, Named]) -> list[Named]:
    keys = {project.key for project in occupation.group or ()}
    return list(dict.fromkeys(mentors[key] for key in keys if key is not None and key in mentors))


def _list_needed(occupation: Occupation, mentors: Mapping[int, Named]) -> list[Named]:
    return [*occupation.people, *_list_followers(occupation, mentors)]
