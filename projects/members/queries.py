"""The leads of projects, and the invitation that a personal link offers."""

from collections.abc import Iterable
from datetime import datetime

from accelerator.accounts.models import User
from accelerator.invitations.entering import answer_replaced_link, ensure_open
from accelerator.links import LinkForged, SignedLink, incomplete
from projects.application.enums import ApplicationState
from projects.models import ProjectInvitation, ProjectMember


def leads(project_ids: Iterable[int]) -> dict[int, User]:
    """The lead of each project, by project id, unless their account is closed; one query."""
    leaders = ProjectMember.objects.leads().people_by_project(project_ids)
    return {project: people[0] for project, people in leaders.items()}


LINK = SignedLink(salt="projects.member", url_name="projects:member_invitation")


def read(token: str, at: datetime) -> ProjectInvitation:
    """The invitation that this link offers, with its project and its edition: one query.

    Raises :class:`LinkClosed`.
    """
    rows = ProjectInvitation.objects.select_related(
        "project__edition__programme",
        "project__edition__call",
        "project__application",
        "invited_by",
        "accepted_by",
    )
    try:
        invitation = LINK.row_of(token, rows)
    except LinkForged as forged:
        raise incomplete() from forged
    if invitation is None:
        raise answer_replaced_link()
    if invitation.project.application.state == ApplicationState.WITHDRAWN:
        invitation.revoked_at = invitation.revoked_at or at
    ensure_open(invitation, at)
    return invitation
