"""The personal link of an invitation to a project."""

from datetime import datetime

from accelerator.invitations.links import LinkForged, SignedLink, ensure_open, incomplete, replaced
from projects.application.enums import ApplicationState
from projects.models import ProjectInvitation

LINK = SignedLink("projects.member", "projects:member_invitation")


def address_of(invitation: ProjectInvitation) -> str:
    """The absolute address sent by mail."""
    return LINK.address_of(invitation)


def read(token: str, at: datetime) -> ProjectInvitation:
    """The invitation that this link offers, with its project and its edition: one query.

    Raises :class:`InvitationClosed`.
    """
    try:
        pk, nonce = LINK.read(token)
    except LinkForged as forged:
        raise incomplete() from forged
    found = (
        ProjectInvitation.objects.select_related(
            "project__edition__programme",
            "project__edition__call",
            "project__application",
            "invited_by",
            "accepted_by",
        )
        .filter(pk=pk, nonce=nonce)
        .first()
    )
    if found is None:
        raise replaced()
    if found.project.application.state == ApplicationState.WITHDRAWN:
        found.revoked_at = found.revoked_at or at
    ensure_open(found, at)
    return found
