"""The rooms of a session, its people, and its documents."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, F, IntegerField, Q, QuerySet, When

from accelerator.accounts.models import User
from accelerator.web.search import natural_key
from coaching.models import Room, Session, SlotResource
from programmes.capabilities import Capability
from programmes.models import Edition
from programmes.queries import people_who_can
from projects.models import Participation, ProjectMember


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


def list_timetable_recipients(edition: Edition, others: Iterable[int] = ()) -> list[Any]:
    """Everybody concerned by the timetable: participants, then the team, then the partners; a person who is several
    once (``rank``). After them these ``others``, without a rank. One query.
    """
    groups = (select_participants(edition), select_team(edition), select_partners(edition))
    whens = [When(pk__in=people.values("pk"), then=rank) for rank, people in enumerate(groups, start=1)]
    people = User.objects.annotate(rank=Case(*whens, output_field=IntegerField()))
    concerned = people.filter(Q(rank__isnull=False) | Q(pk__in=set(others)))
    return list(concerned.order_by(F("rank").asc(nulls_last=True), "name", "email"))


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
