"""What tests of members share: an invitation, and the link it carries."""

from datetime import datetime

from django.utils import timezone

from projects.members import actions as members, queries as member_links
from projects.models import Application, ProjectInvitation
from tests.support.dossiers import lead


def invite(
    application: Application,
    email: str = "lea@exemple.test",
    rights: str = "edit",
    at: datetime | None = None,
) -> ProjectInvitation:
    return members.invite_member(
        project=application.project,
        email=email,
        rights=rights,
        actor=lead(application),
        at=at or timezone.now(),
    )


def link(invitation: ProjectInvitation) -> str:
    return "/" + member_links.LINK.address_of(invitation).split("/", 3)[3]
