"""From the models to the planning problems, and the words of their answers."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from math import ceil

from django.utils.translation import gettext as _, gettext_lazy

from accelerator.accounts.models import User
from coaching.models import Booking, Session, SessionDay, Slot, SlotGroup
from coaching.session.details import DetailedDraft, read_details
from coaching.session.enums import SlotKind
from coaching.session.mentors import name_person, name_speaker
from coaching.session.planning.clashes import Named, Occupation
from coaching.session.planning.optimum import OpenTurn, TurnPlan, WhyLeft
from coaching.session.programme import PlannedGroup, PlannedSlot


def occupy_by_booking(booking: Booking, mentors: dict[int, Named]) -> Occupation:
    """Needs ``slot__day``, ``room`` and ``participation__project``."""
    slot, mentor = booking.slot, mentors.get(booking.participation_id)
    return Occupation(
        title=slot.title,
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        project=Named(booking.participation_id, str(booking.participation.project)),
        room=Named(booking.room_id, booking.room.name) if booking.room_id and booking.room else None,
        people=(mentor,) if mentor else (),
        slot=booking.slot_id,
    )


def occupy_by_slot(slot: Slot, people: Iterable[Named]) -> Occupation:
    """A whole slot: its room and those who lead it or speak in it; a plenary takes everybody, coaching has no room of
    its own."""
    has_room = slot.kind != SlotKind.INDIVIDUAL
    return Occupation(
        title=slot.title,
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        room=Named(slot.room.pk, slot.room.name) if has_room and slot.room else None,
        people=tuple(people),
        takes_everybody=slot.kind == SlotKind.PLENARY,
        slot=slot.pk,
    )


def list_people(slot: Slot, leaders: Iterable[User]) -> list[Named]:
    """The leaders and speakers of a slot."""
    speakers = slot.speakers.all() if slot.pk else ()
    return [*(name_person(person) for person in leaders), *(name_speaker(row) for row in speakers)]


def occupy_by_group(group: SlotGroup, leaders: Iterable[Named], projects: Iterable[Named]) -> Occupation:
    """One group of a slot. Needs ``slot__day`` and ``room``."""
    slot = group.slot
    return Occupation(
        title=name_group(slot, group),
        day=slot.day.date,
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        room=Named(group.room.pk, group.room.name) if group.room else None,
        people=tuple(leaders),
        slot=slot.pk,
        group=tuple(projects),
    )


def name_group(slot: Slot | PlannedSlot, group: SlotGroup | PlannedGroup) -> str:
    return f"{slot.title} ({group.name})"


def occupy_by_groups(groups: Iterable[SlotGroup]) -> list[Occupation]:
    """Groups as they are stored. Needs what :func:`list_groups` selects."""
    return [
        occupy_by_group(
            group,
            [name_person(person) for person in group.leaders.all()],
            [Named(row.pk, str(row.project)) for row in group.participations.all()],
        )
        for group in groups
    ]


def list_groups(**where: object) -> list[SlotGroup]:
    """The groups of these slots, with their room, leaders and projects. Three queries, one without a group."""
    groups = SlotGroup.objects.filter(**where).select_related("slot__day", "room")
    return list(groups.prefetch_related("leaders", "participations__project").order_by("slot", "key"))


def list_occupations(
    session: Session, *, but_slot: int | None = None, but_group: int | None = None
) -> list[Occupation]:
    """Everything that takes a project, a room or a person during the session. Five queries at most."""
    details = read_details(session)
    slots = [slot for slot in details.programme.slots if slot.pk != but_slot]
    return list_taken(details, slots, but_group=but_group)


def list_taken(
    details: DetailedDraft, slots: Sequence[PlannedSlot], *, but_group: int | None = None
) -> list[Occupation]:
    """The occupations of these slots: every turn, every group, then the slots as a whole. No query.

    Every slot has its leaders and speakers; a collective one its room too, a coaching one its turns, one in groups
    these.
    """
    mentors = details.mentors
    turns = [
        replace(
            _occupy(details, slot, turn.room),
            project=details.name_project(turn.participation),
            people=(mentors[turn.participation],) if turn.participation in mentors else (),
        )
        for slot in slots
        for turn in slot.turns
    ]
    groups = [
        replace(
            _occupy(details, slot, group.room),
            title=name_group(slot, group),
            people=tuple(details.list_leaders(group.leaders)),
            group=tuple(map(details.name_project, group.participations)),
        )
        for slot in slots
        for group in slot.groups
        if group.pk != but_group
    ]
    blocks = [
        replace(
            _occupy(details, slot, "" if slot.is_individual else slot.room),
            people=(*details.list_leaders(slot.leaders), *details.list_speakers(slot)),
            takes_everybody=slot.kind == SlotKind.PLENARY,
        )
        for slot in slots
    ]
    return [*turns, *groups, *blocks]


def _occupy(details: DetailedDraft, slot: PlannedSlot, room: str) -> Occupation:
    row = details.find_room(room)
    place = Named(row.pk, row.name) if row else None
    return Occupation(slot.title, slot.day, slot.starts_at, slot.ends_at, room=place, slot=slot.pk)


WHY_LEFT = {
    WhyLeft.PROJECT_BUSY: gettext_lazy("attendu ailleurs pendant tous les créneaux"),
    WhyLeft.MENTOR_AWAY: gettext_lazy("son parrain ou sa marraine est pris toute la journée"),
    WhyLeft.MENTOR_FULL: gettext_lazy(
        "son parrain ou sa marraine suit plus de projets qu’il n’y a de créneaux"
    ),
    WhyLeft.NO_ROOM: gettext_lazy("plus de salle libre"),
}


MOST_GAP = 1000
"""Above, the bound is too far from the plan to be informative."""


def find_gap(plan: TurnPlan) -> int | None:
    """How far a plan may be from the best, in percent: 0 when it is the best, ``None`` without a bound."""
    if plan.is_proven:
        return 0
    if plan.bound and plan.aim > plan.bound:
        gap = ceil(100 * (plan.aim - plan.bound) / plan.bound)
        return gap if gap <= MOST_GAP else None
    return None


def describe_quality(gap: int | None) -> str:
    """The quality of a plan in words, from the gap that :func:`find_gap` returned."""
    if gap == 0:
        return _("Plan optimal : aucun autre ne reçoit plus de projets, ni n’occupe moins de salles.")
    if gap:
        return _("Meilleur plan trouvé dans le temps donné, à %(gap)d %% au plus de l’optimum.") % {
            "gap": gap
        }
    return _("Meilleur plan trouvé dans le temps donné ; rien ne prouve qu’il n’en existe pas de meilleur.")


def list_overlapping(slots: Sequence[Slot]) -> tuple[tuple[int, int], ...]:
    """The pairs of these slots, of one day, that share an instant."""
    return tuple(
        (slot.pk, other.pk)
        for slot, other in combinations(slots, 2)
        if slot.starts_at < other.ends_at and other.starts_at < slot.ends_at
    )


def open_turn(slot: Slot, day: SessionDay, rooms: Collection[int], taken: Iterable[Occupation]) -> OpenTurn:
    """What is free during an individual slot, among these rooms and beside the occupations ``taken``."""
    here = Occupation(slot.title, day.date, slot.starts_at, slot.ends_at)
    meanwhile = [other for other in taken if other.overlaps(here)]
    if any(other.takes_everybody for other in meanwhile):
        return OpenTurn(slot.pk, ())
    used = {other.room.key for other in meanwhile if other.room}
    # The block itself does not make its leaders busy elsewhere; its booked turns do.
    elsewhere = [other for other in meanwhile if not other.is_block or other.slot != slot.pk]
    busy = frozenset(person.key for other in elsewhere for person in other.people if person.key is not None)
    expected = frozenset(
        project.key for other in elsewhere for project in other.projects if project.key is not None
    )
    return OpenTurn(slot.pk, tuple(pk for pk in rooms if pk not in used), busy, expected)
