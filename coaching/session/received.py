"""The people and projects that a programme names by their keys, as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Case, Exists, OuterRef, When

from accelerator.accounts.models import User
from coaching.session.mentors import name_mentor, with_mentor
from coaching.session.programme import PlannedSlot
from projects.decision.enums import place_is_confirmed
from projects.models import Participation, ProjectMember


@dataclass(frozen=True)
class Received:
    """A project of the programme as it is now: its title, and the mentor who accepted it."""

    project: str
    mentor: int | None
    mentor_name: str
    comes: bool
    held: bool


def find_names(people: Iterable[int]) -> dict[int, str]:
    """The names of these accounts, as they are now. One query, none for nobody."""
    wanted = set(people)
    return {person.pk: str(person) for person in User.objects.filter(pk__in=wanted)} if wanted else {}


def name_speakers(slot: PlannedSlot, names: Mapping[int, str]) -> list[str]:
    """Who speaks in this slot, in order; an account without a name is gone. No query."""
    found = [row.name if row.user is None else names.get(row.user, "") for row in slot.speakers]
    return [name for name in found if name]


def find_received(participations: Iterable[int], user: User | None = None) -> dict[int, Received]:
    """These projects by participation, and whether ``user`` holds each. One query."""
    own = ProjectMember.objects.present().filter(project=OuterRef("project"), user=user.pk if user else None)
    rows = Participation.objects.filter(pk__in=set(participations)).select_related("project")
    found = with_mentor(rows, place="").annotate(
        held=Exists(own), comes=Case(When(place_is_confirmed(), then=True), default=False)
    )
    return {
        row.pk: Received(str(row.project), row.mentor_id, name_mentor(row), row.comes, row.held)
        for row in found
    }
