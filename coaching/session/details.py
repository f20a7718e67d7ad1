"""The draft as its organisers read it: with the names of people and projects, its rooms, and who follows whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BigIntegerField, Case, Count, FilteredRelation, Q, Value, When
from django.db.models.functions import Cast

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.models import Room, Session
from coaching.session.mentors import join_pairing, name_person
from coaching.session.parts import list_parts
from coaching.session.planning.clashes import Named
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.queries import list_rooms, select_team
from coaching.session.releases import Received, annotate_received, describe_received, plan_draft
from projects.decision.enums import place_attends
from projects.models import Participation, ProjectMember


@dataclass(frozen=True)
class DetailedDraft:
    """A draft with what its keys stand for. ``days`` has those without a slot too."""

    session: Session
    days: list[Any]
    slots: list[Any]
    """The rows in order, with their day and room; ``planned`` and ``resources_count``, how many documents they have."""
    programme: SessionProgramme
    rooms: list[Room]
    people: dict[int, Named]
    """Leaders and speakers with an account, by name."""
    places: dict[int, Any]
    """The projects in it and those that attend (``attends``), with what :func:`annotate_received` and
    :func:`~coaching.session.mentors.join_pairing` add."""

    @property
    def attending_projects(self) -> dict[int, Any]:
        """The projects that are planned for."""
        return {key: row for key, row in self.places.items() if row.attends}

    @property
    def received_projects(self) -> dict[int, Received]:
        """The projects as a timetable displays them."""
        return {key: describe_received(row) for key, row in self.places.items()}

    @cached_property
    def members(self) -> Mapping[int | None, set[int]]:
        """The accounts of the members of each project, and those of the team under ``None``. One query."""
        rows = ProjectMember.objects.present().filter(project__participation__in=list(self.places)).order_by()
        team = select_team(self.session.edition).order_by()
        nowhere = Cast(Value(None), BigIntegerField())
        members: dict[int | None, set[int]] = defaultdict(set)
        for key, user in rows.values_list("project__participation", "user").union(
            team.values_list(nowhere, "pk")
        ):
            members[key].add(user)
        return members

    @property
    def mentors(self) -> dict[int, Named]:
        """The mentor of each project that has one, proposed or accepted."""
        paired = {key: row for key, row in self.places.items() if hasattr(row, "current_pairing")}
        return {key: name_person(row.current_pairing.mentor) for key, row in paired.items()}

    def find_room(self, name: str) -> Room | None:
        """The room of this name; no two of a session have the same."""
        return next((room for room in self.rooms if room.name == name), None)

    def list_leaders(self, keys: Iterable[int]) -> list[Named]:
        """The leaders and speakers of these keys, by name."""
        wanted = set(keys)
        return [person for key, person in self.people.items() if key in wanted]

    def list_speakers(self, slot: PlannedSlot) -> Iterator[Named]:
        """The speakers of this slot, in order."""
        for row in slot.speakers:
            if row.user is None:
                yield Named(None, row.name, normalise(row.name))
            elif row.user in self.people:
                yield self.people[row.user]

    def name_project(self, key: int) -> Named:
        return Named(key, str(self.places[key].project))


def read_details(session: Session, released: SessionProgramme | None = None) -> DetailedDraft:
    """The draft of a session with its names, rooms and projects, and those of its release. Five queries at most."""
    days, slots = _list_days_and_slots(session)
    programme = plan_draft(session, slots, list_parts(session))
    for slot, planned in zip(slots, programme.slots, strict=True):
        slot.planned = planned
    before = released or SessionProgramme()
    people = User.objects.filter(pk__in=programme.leaders | before.leaders).only("name", "email")
    wanted = Q(pk__in=programme.participations | before.participations)
    attending = Q(place_attends(), edition=session.edition_id)
    places = Participation.objects.filter(wanted | attending).select_related("project")
    places = places.annotate(attends=Case(When(place_attends(), then=True), default=False))
    return DetailedDraft(
        session,
        days,
        slots,
        programme,
        list_rooms(session),
        {person.pk: name_person(person) for person in people},
        {place.pk: place for place in annotate_received(join_pairing(places)).order_by("pk")},
    )


def _list_days_and_slots(session: Session) -> tuple[list[Any], list[Any]]:
    """The days of a session, those without a slot too, and its slots with their day. One query."""
    rows: Any = session.days.annotate(
        slot=FilteredRelation("slots"), resources_count=Count("slot__resources")
    )
    days: dict[int, Any] = {}
    slots = []
    for row in rows.select_related("slot__room").order_by("date", "slot__starts_at", "slot__pk"):
        day = days.setdefault(row.pk, row)
        if hasattr(row, "slot"):
            row.slot.day, row.slot.resources_count = day, row.resources_count
            slots.append(row.slot)
    return list(days.values()), slots
