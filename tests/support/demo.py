"""What the prose of the demo is checked by."""

import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from coaching.models import Session
from coaching.session.mentors import find_mentors
from coaching.session.programme import PlannedSlot
from coaching.session.releases import find_released
from projects.models import ProjectMember

ENGLISH = re.compile(r"\b(?:the|and|with|your|lorem|ipsum|todo|fixme)\b", re.IGNORECASE)


def questions(sections: Any) -> dict[str, Any]:
    return {question.key: question for section in sections for question in section.questions}


def words_in(value: Any) -> Iterator[str]:
    """Every text of a file, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from words_in(part)


def list_people_in_two_places(session: Session) -> list[tuple[str, str, int]]:
    """Who would have to be in two places of the released programme at one time: one place, the other, the account.

    A slot in groups, or one of turns, is in as many places; those who lead it as such are in one more. Holders and
    mentors of a project are where it is.
    """
    programme = find_released(session)
    assert programme is not None
    projects = {place for slot in programme.slots for place in slot.participations}
    people: dict[int, set[int]] = {place: set() for place in projects}
    for place, mentor in find_mentors(projects).items():
        people[place].add(mentor.key or 0)
    members = ProjectMember.objects.present().filter(project__participation__in=projects)
    for place, member in members.values_list("project__participation", "user"):
        people[place].add(member)
    found = []
    for one, other in combinations(programme.slots, 2):
        if one.day == other.day and one.starts_at < other.ends_at and other.starts_at < one.ends_at:
            found += _list_shared([*_list_places(one, people)], [*_list_places(other, people)])
    for slot in programme.slots:
        places = list(_list_places(slot, people))
        found += [shared for one, other in combinations(places, 2) for shared in _list_shared([one], [other])]
    return found


def _list_places(slot: PlannedSlot, people: dict[int, set[int]]) -> Iterator[tuple[str, set[int]]]:
    for group in slot.groups:
        followers = {person for place in group.participations for person in people[place]}
        yield f"{slot.title} ({group.name})", {*group.leaders, *followers}
    for turn in slot.turns:
        yield f"{slot.title} ({turn.participation})", people[turn.participation]
    if not slot.groups and not slot.turns:
        yield slot.title, {*slot.leaders, *slot.speaking}


def _list_shared(
    ones: list[tuple[str, set[int]]], others: list[tuple[str, set[int]]]
) -> list[tuple[str, str, int]]:
    return [
        (one, other, person)
        for one, here in ones
        for other, there in others
        for person in sorted(here & there)
    ]
