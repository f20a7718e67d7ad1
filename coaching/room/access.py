"""The visitors of the room of a project, and their rights."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, Exists, F, OuterRef, QuerySet, Subquery, Value

from accelerator.accounts.models import User
from accelerator.prepared import PreparedQuery
from accelerator.questionnaires.queries import ReadableAnswer, read_answers_in_words
from accelerator.types import Values
from coaching.models import Pairing
from coaching.pairing.enums import PairingState
from coaching.pairing.followed import COACH_READS, list_visible_dossiers
from programmes.bodies import same_body
from programmes.capabilities import Capability
from programmes.queries import RoleBook, RoleSummary
from projects.models import Application, MemberRights, Participation, Project, ProjectMember

_facts: dict[str, Callable[[], object]] = {}


def register_fact(name: str, make: Callable[[], object]) -> None:
    """Add an expression over :class:`Participation` under a unique name; called when the app is ready."""
    if _facts.setdefault(name, make) is not make:
        raise ValueError(f"two facts named {name!r}")


def list_fact_names() -> list[str]:
    """The names in any order. No expression is built."""
    return list(_facts)


def list_facts() -> dict[str, object]:
    """Name → expression, new ones at each call."""
    return {name: make() for name, make in _facts.items()}


@dataclass(frozen=True)
class ProjectRoom:
    """A project that comes, as one person enters its room.

    ``can_write``: edits the canvases, the plan; ``is_holder``: decides for the project (validates, sorts ideas,
    shares a need); ``can_freeze``: organises the session.
    """

    participation: Participation
    application: Application
    person: User
    enters_as: str
    """One of ``holder``, ``reader`` (a member without rights to edit), ``mentor``, ``facilitator``, ``organiser``."""
    can_write: bool = False
    is_holder: bool = False
    can_freeze: bool = False
    notes: Values = field(default_factory=dict, compare=False, repr=False)
    """Data that a subject read for its tabs and needs again for its page, by its name."""

    @property
    def facts(self) -> Values:
        """The facts that subjects registered: :mod:`coaching.room.access`."""
        return {name: getattr(self.participation, name) for name in list_fact_names()}

    @property
    def project(self) -> Project:
        return self.participation.project

    @property
    def slug(self) -> str:
        return self.project.slug

    @property
    def is_member(self) -> bool:
        """Whether this person is a member of the project."""
        return self.enters_as in ("holder", "reader")

    @property
    def reads_answers(self) -> bool:
        """Whether this person reads its surveys, and the support of partners: coaches do not."""
        return self.is_member or self.enters_as == "organiser"

    @property
    def left_session_at(self) -> datetime | None:
        """When the project left the running session: its work there no longer changes."""
        return self.participation.left_session_at if self.participation.has_left else None


READ_BY_COACHES = COACH_READS
"""The answers of a dossier for people of its room who neither are members nor organise."""


def read_answers(room: ProjectRoom) -> dict[str, ReadableAnswer]:
    """The answers of the dossier that coaches may read and that have a text, by question. One query."""
    return read_answers_in_words(room.application.sheet, COACH_READS)


FRAME = ("project__organisation", "project__application__sheet", "edition__programme", "edition__call")


def find_room(user: User, slug: str, roles: RoleBook | None = None) -> ProjectRoom | None:
    """The room at this address for this person, of the latest project that comes; ``None`` without access.

    Access: the members, the mentor (who edits after accepting), the facilitators and the organisers of its edition;
    of these three nobody who stepped aside from the dossier, and of the first two nobody from its body. Of a project
    that left a running session, its members, its mentor at that time and the organisers may read the room, and nobody
    edits it.

    One query; a second one unless ``roles`` were read.
    """
    roles = roles or RoleBook(user)
    coming = _coming.fetch(
        user=user.pk,
        slug=slug,
        coaches=roles.can(Capability.COACH),
        organises=roles.can(Capability.MANAGE_APPLICATIONS),
    )
    room = _enter(user, coming, roles)
    if room is None or room.left_session_at is None:
        return room
    return replace(room, can_write=False, is_holder=False, can_freeze=False)


def _enter(user: User, coming: Sequence[Any], roles: RoleBook) -> ProjectRoom | None:
    mine = next((place for place in coming if place.rights), None)
    if mine is not None:
        writes = mine.rights == MemberRights.EDIT
        as_who = "holder" if writes else "reader"
        return ProjectRoom(mine, mine.project.application, user, as_who, can_write=writes, is_holder=writes)
    followed = next((place for place in coming if place.is_followed), None)
    if followed is not None:
        own_roles = [role for role in roles.roles if role.edition_id == followed.edition_id]
        # not a coach who belongs to the body of the project
        body = followed.project.organisation
        if not any(same_body(body, role.body) for role in own_roles if role.can(Capability.COACH)):
            return _enter_as_coach(followed, user, own_roles)
    organised = next((place for place in coming if place.is_organised), None)
    if organised is None:
        return None
    return ProjectRoom(
        organised, organised.project.application, user, "organiser", can_write=True, can_freeze=True
    )


def _list_coming(user: User, slug: str, *, coaches: bool, organises: bool) -> QuerySet[Any]:
    """The projects of this address that come, the latest first, then those that left a running session, with the
    relation of this person to each.

    ``rights``: as a member; ``mentors_as``: the state of their pairing; ``is_followed``: they coach it and may read
    its dossier; ``is_organised``: the same of organisers. And the registered facts. Relations that need a role the
    person does not have are not queried.
    """
    memberships = ProjectMember.objects.present().filter(user=user, project=OuterRef("project")).order_by()
    paired = Pairing.objects.current() | Pairing.objects.followed_until_left()
    paired = paired.filter(mentor=user, participation=OuterRef("pk")).order_by()
    dossier = {"project": OuterRef("project")}
    followed = (
        Exists(list_visible_dossiers(user).filter(**dossier).order_by()) if coaches else Value(value=False)
    )
    organised: object = Value(value=False)
    if organises:
        organised = Exists(Application.objects.read_by_organiser(user).filter(**dossier).order_by())
    return (
        Participation.objects.with_room()
        .filter(project__slug=slug)
        .select_related(*FRAME)
        .annotate(
            rights=Subquery(memberships.values("rights")[:1]),
            mentors_as=Subquery(paired.values("state")[:1]) if coaches else Value(""),
            is_followed=followed,
            is_organised=organised,
            **list_facts(),
        )
        .order_by(F("left_session_at").asc(nulls_first=True), "-edition__session_starts_on", "-pk")
    )


_coming = PreparedQuery(_list_coming, user=BigIntegerField(), slug=CharField())


def _enter_as_coach(place: Any, user: User, own_roles: Iterable[RoleSummary]) -> ProjectRoom:
    coaches_every = any(role.can(Capability.COACH_EVERY_PROJECT) for role in own_roles)
    writes = coaches_every or place.mentors_as == PairingState.ACCEPTED
    as_who = "mentor" if place.mentors_as else "facilitator"
    return ProjectRoom(place, place.project.application, user, as_who, can_write=writes)
