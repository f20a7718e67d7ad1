"""The slots of a session with their details, its people, and its documents."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, FilteredRelation, Prefetch, Q, QuerySet, prefetch_related_objects

from accelerator.accounts.models import User
from accelerator.web.search import natural_key
from coaching.models import Booking, Room, Session, SlotGroup, SlotResource, SlotSpeaker
from coaching.session.mentors import annotate_mentor, join_pairing
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Participation, ProjectMember


def list_slots(session: Session) -> list[Any]:
    """The slots in order, with their day, room, leaders, speakers, turns and groups. Seven queries at most.

    Turns come with their room, project and mentor (:func:`~coaching.session.mentors.annotate_mentor`); groups with
    their room, leaders and projects; ``resources_count``, how many documents go with a slot. Projects of both have
    their current pairing (:func:`~coaching.session.mentors.join_pairing`).
    """
    return list_days_and_slots(session)[1]


def list_days_and_slots(session: Session) -> tuple[list[Any], list[Any]]:
    """The days in order, those without a slot too, and the result of :func:`list_slots`, in as many queries."""
    turns = annotate_mentor(Booking.objects.select_related("room", "participation__project"))
    places = join_pairing(Participation.objects.select_related("project"))
    groups = SlotGroup.objects.select_related("room").order_by("key", "pk")
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
    prefetch_related_objects(
        slots,
        "leaders",
        Prefetch("speakers", SlotSpeaker.objects.select_related("user").order_by("pk")),
        Prefetch("bookings", join_pairing(turns, "participation__").order_by("pk")),
        Prefetch(
            "groups", groups.prefetch_related("leaders", Prefetch("participations", places.order_by("pk")))
        ),
    )
    return list(days.values()), slots


def select_participants(edition: Edition) -> "QuerySet[User]":
    """Members of the projects that come to this session."""
    coming = Participation.objects.attending().filter(edition=edition).values("project")
    holding = ProjectMember.objects.present().filter(project__in=coming)
    return User.objects.filter(pk__in=holding.values("user"), is_active=True)


def list_rooms(session: Session) -> list[Room]:
    """The rooms by name, « Salle 2 » before « Salle 10 ». One query."""
    return sorted(session.rooms.order_by("name"), key=lambda room: natural_key(room.name))


def select_team(edition: Edition) -> "QuerySet[User]":
    """Mentors, facilitators and speakers of this edition."""
    return people_who_can(edition, Capability.COACH)


def people_of_session(edition: Edition) -> list[User]:
    """Participants, then the team; a person who is both is listed once. Two queries."""
    people = {person.pk: person for person in [*select_participants(edition), *select_team(edition)]}
    return list(people.values())


def select_partners(edition: Edition) -> "QuerySet[User]":
    """The partners of this edition."""
    return people_who_can(edition, Capability.SUPPORT_PROJECTS)


def list_timetable_recipients(edition: Edition) -> list[User]:
    """Everybody concerned by the timetable: the people who come, and the partners. Three queries."""
    people = {person.pk: person for person in [*people_of_session(edition), *select_partners(edition)]}
    return list(people.values())


def list_possible_speakers(edition: Edition, current: int | None = None) -> "QuerySet[User]":
    """The people of the edition who may be announced as a speaker, and the present one (``current``), by name."""
    roles = people_who_can(edition, Capability.ATTEND_SESSION)
    speakers = (
        Q(pk__in=roles.values("pk")) | Q(pk__in=select_participants(edition).values("pk")) | Q(pk=current)
    )
    return User.objects.filter(speakers).order_by("name", "email")


def list_resources(slots: Iterable[int], *, everything: bool) -> dict[int, list[SlotResource]]:
    """The resources by slot; private ones only with ``everything``. One query."""
    rows = SlotResource.objects.filter(slot__in=set(slots)).order_by("added_at", "pk")
    resources: dict[int, list[SlotResource]] = {}
    for row in rows if everything else rows.filter(is_public=True):
        resources.setdefault(row.slot_id, []).append(row)
    return resources


def has_documents(edition: Edition) -> bool:
    """Whether its published session has documents for people of the edition. One query."""
    rows = SlotResource.objects.filter(slot__day__session__edition=edition)
    return rows.filter(slot__day__session__published_at__isnull=False).exists()


def is_participant(edition: Edition, user: User | AnonymousUser) -> bool:
    """Whether this account is a member of a project that comes to this session. One query, none for ``None``."""
    return user.is_authenticated and select_participants(edition).filter(pk=user.pk).exists()
