"""The personal link of an invitation to a project."""

from datetime import datetime

from accelerator.invitations.links import answer_replaced_link, ensure_open
from accelerator.links import LinkForged, SignedLink, incomplete
from projects.application.enums import ApplicationState
from projects.models import ProjectInvitation

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
        found = LINK.row_of(token, rows)
    except LinkForged as forged:
        raise incomplete() from forged
    if found is None:
        raise answer_replaced_link()
    if found.project.application.state == ApplicationState.WITHDRAWN:
        found.revoked_at = found.revoked_at or at
    ensure_open(found, at)
    return found
