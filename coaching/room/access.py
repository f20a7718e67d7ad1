"""Who is in the room of a project, and what each may do there."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from accelerator.questionnaires.queries import ReadableSection, readable
from coaching.pairing.followed import COACH_READS, find_followed_dossier
from coaching.pairing.queries.mentors import NOBODY, mentoring_of
from coaching.session.queries import TEAM
from programmes.enums import RoleName
from programmes.models import Role
from projects.members.enums import MemberRights
from projects.models import Application, Participation, Project, ProjectMember


@dataclass(frozen=True)
class ProjectRoom:
    """A project that comes, as one person enters it.

    ``can_write``: types in the canvases, the plan; ``holds``: speaks for the project (validates, sorts ideas, shares a
    need); ``can_freeze``: organises the session.
    """

    participation: Participation
    application: Application
    person: Any
    enters_as: str
    """One of ``holder``, ``reader`` (of the project's own), ``mentor``, ``facilitator``, ``organiser``."""
    can_write: bool = False
    holds: bool = False
    can_freeze: bool = False
    notes: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    """What a subject read for its tabs and needs again for its page, by its name."""

    @property
    def project(self) -> Project:
        return self.participation.project

    @property
    def slug(self) -> str:
        return self.project.slug


def read_sections(room: ProjectRoom) -> list[ReadableSection]:
    """The answers of the dossier that those who coach may read, whoever enters. Two queries, three with files."""
    return readable(room.application.sheet, COACH_READS)


FRAME = ("project__organisation", "project__application__sheet", "edition__programme", "edition__call")


def find_room(user: Any, slug: str) -> ProjectRoom | None:
    """The room at this address as this person enters it, of the latest project that comes; ``None`` when they may not.

    Those who hold the project, its mentor (who writes once they accepted), the facilitators and the organisers of its
    edition; nobody of the last three who stepped aside from the dossier. One to five queries.
    """
    coming = _list_coming(user, slug)
    mine = next((place for place in coming if place.rights), None)
    if mine is not None:
        return _enter_as_member(mine, user)
    roles = _read_roles(user, coming) if coming else set()
    names = {name for _edition, name in roles}
    room = None
    if names & set(TEAM):
        room = _enter_as_coach(user, slug, coming, roles)
    if room is None and RoleName.ORGANISER in names:
        room = _enter_as_organiser(user, coming)
    return room


def _list_coming(user: Any, slug: str) -> list[Any]:
    """The projects of this address that come, the latest first, with the person's ``rights`` in each. One query."""
    held = ProjectMember.objects.present().filter(user=user, project=OuterRef("project")).order_by()
    return list(
        Participation.objects.confirmed()
        .filter(project__slug=slug)
        .select_related(*FRAME)
        .annotate(rights=Subquery(held.values("rights")[:1]))
        .order_by("-edition__session_starts_on", "-pk")
    )


def _read_roles(user: Any, coming: list[Any]) -> set[tuple[int, str]]:
    """What this person does in the editions of these projects: edition, role. One query."""
    editions = [place.edition_id for place in coming]
    rows = Role.objects.active().filter(user=user, edition__in=editions).order_by()
    return set(rows.values_list("edition", "name"))


def _enter_as_member(place: Any, user: Any) -> ProjectRoom:
    writes = place.rights == MemberRights.EDIT
    as_who = "holder" if writes else "reader"
    return ProjectRoom(place, place.project.application, user, as_who, can_write=writes, holds=writes)


def _enter_as_coach(
    user: Any, slug: str, coming: list[Any], roles: set[tuple[int, str]]
) -> ProjectRoom | None:
    dossier = find_followed_dossier(user, slug)
    place = next((place for place in coming if dossier and place.project_id == dossier.project_id), None)
    if dossier is None or place is None:  # it may have left its place between two queries
        return None
    mentoring = mentoring_of([place.pk]).get(place.pk, NOBODY)
    writes = (place.edition_id, RoleName.FACILITATOR) in roles or mentoring.mentor == user
    as_who = "mentor" if mentoring.person == user else "facilitator"
    return ProjectRoom(place, dossier, user, as_who, can_write=writes)


def _enter_as_organiser(user: Any, coming: list[Any]) -> ProjectRoom | None:
    projects = [place.project_id for place in coming]
    read = set(
        Application.objects.read_by_organiser(user)
        .filter(project__in=projects)
        .values_list("project", flat=True)
    )
    place = next((place for place in coming if place.project_id in read), None)
    if place is None:
        return None
    return ProjectRoom(place, place.project.application, user, "organiser", can_write=True, can_freeze=True)
