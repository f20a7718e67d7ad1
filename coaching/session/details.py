"""The draft as its organisers read it: with the names of people and projects, its rooms, and who follows whom."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, FilteredRelation

from accelerator.accounts.models import User
from accelerator.web.search import normalise
from coaching.models import Room, Session
from coaching.session.mentors import join_pairing, name_person
from coaching.session.parts import list_parts
from coaching.session.planning.clashes import Named
from coaching.session.programme import PlannedSlot, SessionProgramme
from coaching.session.queries import list_rooms
from coaching.session.releases import plan_draft
from projects.models import Participation


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
    """Projects, with :func:`~coaching.session.mentors.join_pairing`."""

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


def read_details(session: Session) -> DetailedDraft:
    """The draft of a session with its names, rooms and projects. Five queries at most."""
    days, slots = _list_days_and_slots(session)
    programme = plan_draft(session, slots, list_parts(session))
    for slot, planned in zip(slots, programme.slots, strict=True):
        slot.planned = planned
    people = User.objects.filter(pk__in=programme.leaders).only("name", "email")
    places = Participation.objects.filter(pk__in=programme.participations).select_related("project")
    return DetailedDraft(
        session,
        days,
        slots,
        programme,
        list_rooms(session),
        {person.pk: name_person(person) for person in people},
        {place.pk: place for place in join_pairing(places).order_by("pk")},
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
