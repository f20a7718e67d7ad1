"""Who is in the room of a project, and what each may do there."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery

from coaching.pairing.followed import find_followed_dossier
from coaching.pairing.queries.mentors import NOBODY, mentoring_of
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


FRAME = ("project__organisation", "project__application__sheet", "edition__programme", "edition__call")


def find_room(user: Any, slug: str) -> ProjectRoom | None:
    """The room at this address as this person enters it, of the latest project that comes; ``None`` when they may not.

    Those who hold the project, its mentor (who writes once they accepted), the facilitators and the organisers of its
    edition; nobody of the last three who stepped aside from the dossier. One to five queries.
    """
    return _as_member(user, slug) or _as_coach(user, slug) or _as_organiser(user, slug)


def _coming(slug: str) -> Any:
    return (
        Participation.objects.confirmed()
        .filter(project__slug=slug)
        .select_related(*FRAME)
        .order_by("-edition__session_starts_on", "-pk")
    )


def _as_member(user: Any, slug: str) -> ProjectRoom | None:
    held = ProjectMember.objects.present().filter(user=user, project=OuterRef("project")).order_by()
    rights = Subquery(held.values("rights")[:1])
    found = _coming(slug).annotate(rights=rights).exclude(rights=None).first()
    if found is None:
        return None
    writes = found.rights == MemberRights.EDIT
    return ProjectRoom(
        found,
        found.project.application,
        user,
        "holder" if writes else "reader",
        can_write=writes,
        holds=writes,
    )


def _as_coach(user: Any, slug: str) -> ProjectRoom | None:
    dossier = find_followed_dossier(user, slug)
    if dossier is None:
        return None
    found = _coming(slug).get(project=dossier.project_id)
    mentoring = mentoring_of([found.pk]).get(found.pk, NOBODY)
    runs = Role.objects.editions_where(user, RoleName.FACILITATOR).filter(edition=found.edition_id).exists()
    writes = runs or mentoring.mentor == user
    enters_as = "mentor" if mentoring.person == user else "facilitator"
    return ProjectRoom(found, dossier, user, enters_as, can_write=writes)


def _as_organiser(user: Any, slug: str) -> ProjectRoom | None:
    dossiers = Application.objects.read_by_organiser(user).filter(project__slug=slug).values("project")
    found = _coming(slug).filter(project__in=dossiers).first()
    if found is None:
        return None
    return ProjectRoom(found, found.project.application, user, "organiser", can_write=True, can_freeze=True)
